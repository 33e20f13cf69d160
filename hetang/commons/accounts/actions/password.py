"""Changing one's own password; handing out an initial one."""

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from hetang.commons.accounts.access import SECURITY, SYSTEM, is_admin, require_admin
from hetang.commons.accounts.actions.sessions import end_other_sessions
from hetang.commons.accounts.actions.telling import intervene, reason_of, tell
from hetang.commons.accounts.hashers import InitialCodeHasher
from hetang.commons.accounts.models import Account, PasswordUsed
from hetang.commons.accounts.passwords import USED_BEFORE, faults, numbers
from hetang.commons.accounts.policy import policy, wall
from hetang.commons.accounts.secondfactor import new_code
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, WrongState


@transaction.atomic
def change_password(account: Account, *, old: str, new: str, session: str = "") -> None:
    """Set one's own password and end all other sessions (`session` is the key of the one that stays).

    Raises `Invalid` where `old` is wrong, `Missing` listing what `new` lacks.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    if not check_password(old, row.password):
        raise Invalid(N_("现在的密码不对。"), then=N_("请重新输入现在的密码；忘记了请联系管理员。"))
    require_good(row, new)
    if not row.must_change_password:
        PasswordUsed.objects.create(account=row, password=row.password, at=wall())
    row.password, row.password_set_at, row.must_change_password = make_password(new), wall(), False
    row.save(update_fields=["password", "password_set_at", "must_change_password"])
    _forget_old(row)
    end_other_sessions(row, but=session, tell_it=False)
    tell(row, "change_password", by=row)
    account.password, account.must_change_password = row.password, False
    account.password_set_at = row.password_set_at


def require_good(account: Account, new: str) -> None:
    """Raise `Missing` with everything that is wrong with `new`, not one thing after the other."""
    rules = policy().password
    needs = faults(new, account.username, rules)
    if not needs and _was_used(account, new, rules.history):
        needs = [USED_BEFORE]
    if needs:
        params: dict[str, Any] = {**numbers(rules)}
        raise Missing(N_("新密码还不行。"), needs=needs, then=N_("换一个再试。"), **params)


def _was_used(account: Account, new: str, history: int) -> bool:
    if not history:
        return False
    earlier = account.passwords_used.order_by("-at").values_list("password", flat=True)[: history - 1]
    return any(check_password(new, used) for used in (account.password, *earlier))


def _forget_old(account: Account) -> None:
    keep = max(policy().password.history - 1, 0)
    newest = account.passwords_used.order_by("-at", "-pk").values("pk")[:keep]
    account.passwords_used.exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


@transaction.atomic
def reissue_password(account: Account, *, reason: str, by: Account) -> str:
    """A new initial password, shown once; the account's sessions end.

    The system administrator does it for those who handle cases, the security administrator for administrators: who
    can hand out a password can become that person for a moment.
    """
    require_admin(by, SECURITY if is_admin(account) else SYSTEM, account)
    why = reason_of(reason)
    row = Account.objects.select_for_update().get(pk=account.pk)
    if not row.is_active:
        raise WrongState(N_("这个账号已停用。"), then=N_("请先启用账号。"))
    code, hashed = initial_password()
    set_initial(row, hashed, wall())
    row.save(update_fields=["password", "password_set_at", "must_change_password"])
    row.sessions.all().delete()
    intervene(row, "reissue_password", why, by=by)
    return code


def initial_password() -> tuple[str, str]:
    """A code to hand over, and its hash."""
    code, hasher = new_code(), InitialCodeHasher()
    return code, hasher.encode(code, hasher.salt())


def set_initial(account: Account, hashed: str, now: datetime) -> None:
    """Put an initial password on the object; it opens nothing but the page on which it is changed."""
    account.password, account.password_set_at, account.must_change_password = hashed, now, True
