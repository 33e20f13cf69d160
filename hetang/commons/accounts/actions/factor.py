"""Enrolling a second factor, and taking it off."""

from django.db import transaction

from hetang.commons.accounts import totp
from hetang.commons.accounts.access import SECURITY, require_admin
from hetang.commons.accounts.actions.telling import intervene, reason_of, tell
from hetang.commons.accounts.models import Account, RecoveryCode, SecondFactor
from hetang.commons.accounts.models.factor import FIELD
from hetang.commons.accounts.policy import policy, wall
from hetang.commons.accounts.secondfactor import digest_of, new_code, step_for
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState


@transaction.atomic
def begin_enrolment(account: Account) -> SecondFactor:
    """The account's factor that waits for its first code; the same one until then, so that a reload changes nothing.

    Raises `WrongState` where one is in force: only the security administrator takes it off.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    found = SecondFactor.objects.filter(account=account).first()
    if found is None:
        key = crypto.new_person_key()
        sealed = crypto.seal(key, totp.new_secret(), FIELD)
        return SecondFactor.objects.create(account=account, key=key, secret_sealed=sealed)
    if found.confirmed_at is not None:
        raise WrongState(N_("第二因素已经绑定。"), then=N_("更换手机请联系安全管理员重置。"))
    return found


@transaction.atomic
def confirm_enrolment(account: Account, code: str) -> list[str]:
    """Put the factor in force with its first code; returns the recovery codes, which are shown this once."""
    factor = SecondFactor.objects.select_for_update().filter(account=account, confirmed_at=None).first()
    if factor is None:
        raise WrongState(N_("没有等待绑定的第二因素。"), then=N_("请重新打开绑定页面。"))
    rules, now = policy(), wall()
    step = step_for(factor, "".join(code.split()), now, rules)
    if step is None:
        raise Invalid(N_("验证码不对。"), then=N_("请用手机上最新的六位数字；仍不对时，核对手机的时间是否准确。"))
    factor.confirmed_at, factor.last_step = now, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    account.recovery_codes.all().delete()
    codes = [new_code() for _ in range(rules.recovery_codes)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=digest_of(plain.replace("-", ""))) for plain in codes
    )
    tell(account, "enrol_second_factor", by=account)
    return codes


@transaction.atomic
def reset_second_factor(account: Account, *, reason: str, by: Account) -> None:
    """The security administrator takes a lost factor off; the account's sessions end with it."""
    require_admin(by, SECURITY, account)
    why = reason_of(reason)
    factor = SecondFactor.objects.select_for_update().filter(account=account).first()
    if factor is None:
        raise WrongState(N_("这个账号没有绑定第二因素。"))
    factor.delete()
    account.recovery_codes.all().delete()
    account.sessions.all().delete()
    intervene(account, "reset_second_factor", why, by=by)
