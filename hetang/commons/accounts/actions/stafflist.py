"""A staff list is checked, then taken over as it was checked: the whole file or nothing of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from hetang.commons.accounts.access import SYSTEM, require_role, street_of
from hetang.commons.accounts.actions.password import initial_password
from hetang.commons.accounts.actions.telling import tell, tell_duty
from hetang.commons.accounts.models import Account, Duty, StaffList
from hetang.commons.accounts.policy import policy, wall
from hetang.commons.accounts.stafflist.columns import Cell, Line
from hetang.commons.accounts.stafflist.plan import BAD, NEW, SAME, Plan, Row, plan_of
from hetang.commons.accounts.stafflist.workbook import read_lines
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState

_ONE_AT_A_TIME = 1788_0031
CHECK_AGAIN = N_("请重新上传文件检查，再确认导入。")


def check_staff_list(data: bytes, file_name: str, *, by: Account) -> tuple[StaffList, Plan]:
    """Read the file and keep what was read. No account and no duty is touched."""
    require_role(by, SYSTEM)
    lines = read_lines(data, policy().staff_list)
    plan = plan_of(lines, by=by)
    kept = StaffList.objects.create(
        file_name=file_name[-120:],
        digest=hashlib.sha256(data).hexdigest(),
        rows=[asdict(line) for line in lines],
        checked_by=by,
        checked_at=clock.now(),
    )
    return kept, plan


def planned(kept: StaffList, *, by: Account) -> Plan:
    """What taking the kept rows over would do now."""
    return plan_of(lines_of(kept), by=by)


def lines_of(kept: StaffList) -> list[Line]:
    """The rows as they were read."""
    return [Line(row["number"], {key: Cell(**cell) for key, cell in row["cells"].items()}) for row in kept.rows]


@transaction.atomic
def take_over_staff_list(kept: StaffList, *, digest: str, plan_digest: str, by: Account) -> StaffList:
    """Write what was checked. The digests are those of the page on which the person said yes.

    Raises `Invalid` where a row has a fault (nothing of the file is written then), `WrongState` where the list was
    taken over already or would now do something else than what was shown.
    """
    require_role(by, SYSTEM)
    with connection.cursor() as cursor:
        # Two lists at once could both find the same name free.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    row = StaffList.objects.select_for_update().get(pk=kept.pk)
    _require_own(row, by)
    if row.taken_over_at is not None:
        raise WrongState(N_("这份名单已经导入过了。"), then=CHECK_AGAIN)
    plan = planned(row, by=by)
    if not plan.is_clean:
        bad = plan.counts[BAD]
        raise Invalid(N_("有 %(rows)d 行有错，整个文件都没有导入。"), then=N_("按报告改好后重新上传。"), rows=bad)
    if (digest, plan_digest) != (row.digest, plan.digest):
        raise WrongState(N_("检查之后账号或职责有了变化，结果会与您看到的不同。"), then=CHECK_AGAIN)
    row.created_ids = _write(plan.rows, by)
    row.taken_over_at, row.rows = clock.now(), []
    row.save(update_fields=["created_ids", "taken_over_at", "rows"])
    return row


def _require_own(row: StaffList, by: Account) -> None:
    if row.checked_by_id != by.pk:
        raise NotAllowed(N_("这份名单是另一位管理员检查的。"), then=N_("请由检查的人确认，或自己上传检查。"))


def _write(rows: Sequence[Row], by: Account) -> list[int]:
    """Accounts in bulk, then their duties; one event for every account and every duty that changed."""
    now, fresh = clock.now(), {row.username: row for row in reversed(rows) if row.status == NEW}
    # Nobody can sign in before the initial passwords are handed out; hashing 500 of them takes no time then.
    made = Account.objects.bulk_create(
        Account(
            username=row.username,
            name_zh=row.name_zh,
            name_en=row.name_en,
            created_at=now,
            made_in=street_of(by),
            password=make_password(None),
            must_change_password=True,
        )
        for row in reversed(fresh.values())
    )
    accounts = {account.username: account for account in made}
    for account in made:
        tell(account, "create", by=by)
    _rename(rows, by)
    known = Account.objects.in_bulk([row.account for row in rows if row.account])
    for row in rows:
        if row.status != SAME:
            _write_duty(row, accounts.get(row.username) or known[row.account], by)
    return [account.pk for account in made]


def _rename(rows: Sequence[Row], by: Account) -> None:
    wanted = {row.account: row for row in rows if row.account and row.status != SAME}
    for account in Account.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        row = wanted[account.pk]
        if (account.name_zh, account.name_en) != (row.name_zh, row.name_en):
            account.name_zh, account.name_en = row.name_zh, row.name_en
            account.save(update_fields=["name_zh", "name_en"])
            tell(account, "rename", by=by)


def _write_duty(row: Row, account: Account, by: Account) -> None:
    values: dict[str, Any] = {"place_id": row.place, "until": row.until}
    is_weighty = row.role in policy().confirmed_roles
    if not row.duty:
        key = {"account": account, "role": row.role, "unit_id": row.unit, "since": row.since}
        made = Duty.objects.create(**key, **values, pending=is_weighty)
        tell_duty(made, "request_duty" if is_weighty else "grant_duty", by=by)
        return
    duty = Duty.objects.select_for_update().get(pk=row.duty)
    if (duty.place_id, duty.until) != (row.place, row.until):
        # Elsewhere or for longer is as much as a new one; ending it sooner needs nobody else.
        duty.pending = duty.pending or (is_weighty and _is_more(duty, row))
        duty.place_id, duty.until = row.place, row.until
        duty.save(update_fields=["place", "until", "pending"])
        tell_duty(duty, "change_duty", by=by)


def _is_more(duty: Duty, row: Row) -> bool:
    is_longer = duty.until is not None and (row.until is None or row.until > duty.until)
    return duty.place_id != row.place or is_longer


@transaction.atomic
def hand_out_passwords(kept: StaffList, *, by: Account) -> list[tuple[Account, str]]:
    """Initial passwords for the accounts that came with this list and were never used; made now, once, kept nowhere.

    Who loses the list has each password issued anew on the account's page.
    """
    require_role(by, SYSTEM)
    row = StaffList.objects.select_for_update().get(pk=kept.pk)
    _require_own(row, by)
    if row.taken_over_at is None or not row.created_ids:
        raise WrongState(N_("这份名单没有新建账号，没有初始密码可发。"))
    if row.passwords_at is not None:
        then = N_("名单丢失时，请在账号页为每个人重发初始密码。")
        raise WrongState(N_("初始密码只能下载一次，已经下载过了。"), then=then)
    people = []
    waiting = Account.objects.select_for_update().filter(pk__in=row.created_ids, password_set_at=None)
    for account in waiting.order_by("pk"):
        code, account.password = initial_password()
        account.password_set_at = wall()
        people.append((account, code))
        tell(account, "issue_password", by=by)
    Account.objects.bulk_update([account for account, _ in people], ["password", "password_set_at"])
    row.passwords_at = clock.now()
    row.save(update_fields=["passwords_at"])
    return people
