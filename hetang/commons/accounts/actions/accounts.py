"""Accounts come, change, are disabled and enabled; a lock is taken off."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from hetang.commons.accounts import throttle
from hetang.commons.accounts.access import AUDIT, SECURITY, SYSTEM, require_admin, require_role, street_of
from hetang.commons.accounts.actions.duties import require_other_auditor
from hetang.commons.accounts.actions.password import initial_password, set_initial
from hetang.commons.accounts.actions.telling import intervene, reason_of, tell
from hetang.commons.accounts.leaving import require_handed_over
from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.policy import wall
from hetang.commons.accounts.rules import is_username
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState

NAME_TAKEN = N_("用户名“%(username)s”已经有人用了。")
BAD_NAME = N_("用户名“%(username)s”不合要求。")
LONGEST = {"name_zh": 40, "name_en": 60}


@dataclass(frozen=True)
class Created:
    """A new account and its initial password, which is shown this once."""

    account: Account
    initial_password: str


def create_account(username: str, *, name_zh: str, name_en: str = "", by: Account) -> Created:
    """A new account without a duty. `Invalid` for a name that cannot be or is taken (in any case)."""
    require_role(by, SYSTEM)
    folded = username.strip().lower()
    _require_names(folded, name_zh, name_en)
    code, hashed = initial_password()
    made = Account(username=folded, name_zh=name_zh.strip(), name_en=name_en.strip(), created_at=clock.now())
    made.made_in = street_of(by)
    set_initial(made, hashed, wall())
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            tell(made, "create", by=by)
    except IntegrityError as taken:
        raise Invalid(NAME_TAKEN, then=N_("换一个，例如加上单位缩写。"), username=folded) from taken
    return Created(made, code)


def _require_names(username: str, name_zh: str, name_en: str) -> None:
    if not is_username(username):
        then = N_("用小写字母和数字，中间可用点、横线，最多 40 位。")
        raise Invalid(BAD_NAME, then=then, username=username[:60])
    if not name_zh.strip() or len(name_zh.strip()) > LONGEST["name_zh"] or len(name_en.strip()) > LONGEST["name_en"]:
        raise Invalid(N_("姓名没有填写或太长。"), then=N_("中文名最多 40 字，英文名最多 60 个字母。"))


@transaction.atomic
def disable_account(account: Account, *, reason: str, despite_cases: bool = False, by: Account) -> None:
    """Nobody signs in with it any more; its sessions end at once. Duties stay as history.

    With open cases in hand only where `despite_cases` says that this is known.
    """
    require_admin(by, SYSTEM, account)
    for duty in Duty.objects.in_force(clock.today()).filter(account=account, role=AUDIT).select_related("place"):
        require_other_auditor(duty)
    require_handed_over(account, despite_cases=despite_cases)
    _switch(account, is_active=False, reason=reason, by=by)
    account.sessions.all().delete()


@transaction.atomic
def enable_account(account: Account, *, reason: str, by: Account) -> None:
    """It may be used again, with the duties that are still in force."""
    _switch(account, is_active=True, reason=reason, by=by)


def _switch(account: Account, *, is_active: bool, reason: str, by: Account) -> None:
    require_admin(by, SYSTEM, account)
    why = reason_of(reason)
    row = Account.objects.select_for_update().get(pk=account.pk)
    if row.is_active is is_active:
        raise WrongState(N_("这个账号已经启用。") if is_active else N_("这个账号已经停用。"))
    row.is_active = account.is_active = is_active
    row.save(update_fields=["is_active"])
    intervene(row, "enable" if is_active else "disable", why, by=by)


@transaction.atomic
def unlock_account(account: Account, *, reason: str, by: Account) -> None:
    """The security administrator takes the locks of failed sign-ins off this account, wherever they came from."""
    require_admin(by, SECURITY, account)
    why = reason_of(reason)
    if not throttle.locks_of(account.username.lower()):
        raise WrongState(N_("这个账号没有被锁定。"))
    throttle.forget(account.username.lower())
    intervene(account, "unlock", why, by=by)
