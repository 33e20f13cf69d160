"""Signing in, in one step or two."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password

from hetang.commons.accounts.duties import duties_of
from hetang.commons.accounts.models import Account, SecondFactor, SignIn
from hetang.commons.accounts.origins import Origin
from hetang.commons.accounts.policy import Policy, is_lenient, policy, wall
from hetang.commons.accounts.secondfactor import accept_code
from hetang.commons.accounts.throttle import count_try, give_back, note_failure, subjects_of
from hetang.ground.lib.labels import N_

PASSWORD, SECOND_FACTOR = "password", "second_factor"
LOCKED = N_(
    "失败次数太多，请 %(minutes)d 分钟后再试。着急时请联系安全管理员解除锁定；如果不是您本人在试，也请告诉安全管理员。"
)
LONGEST_NAME, SHOWN_OF_UNKNOWN = 40, 2


@dataclass(frozen=True)
class Outcome:
    """What a try came to. `result` is a key of `RESULTS`; `account` is set only where the person proved who they are.

    `wait` with "locked"; `due` with "signed_in": what must be done before anything else (password, second_factor).
    """

    result: str
    account: Account | None = None
    wait: timedelta = timedelta()
    due: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """How long to wait, in whole minutes, never too few."""
        return int(self.wait.total_seconds() // 60) + 1


def try_password(username: str, password: str, *, origin: Origin) -> Outcome:
    """The first step. Nothing in text or time tells whether the name exists, is disabled or has a password."""
    rules, name = policy(), username.strip().lower()[:LONGEST_NAME]
    subjects = subjects_of(name, origin.address, rules)
    wait = count_try(subjects, rules)
    if wait is not None:
        return _record(name, origin, Outcome("locked", wait=wait))
    found = authenticate(username=name, password=password)
    if not isinstance(found, Account):
        note_failure(subjects, rules)
        return _record(name, origin, Outcome("wrong_password"))
    if is_initial_expired(found, rules):
        return _record(name, origin, Outcome("initial_expired"))
    if SecondFactor.objects.filter(account=found, confirmed_at__isnull=False).exists():
        give_back(subjects, forget_name=False)
        return _record(name, origin, Outcome("password_right", found))
    give_back(subjects, forget_name=True)
    return _record(name, origin, Outcome("signed_in", found, due=_due(found, rules, has_factor=False)))


def try_own_password(account: Account, password: str, *, origin: Origin) -> Outcome:
    """The present password, typed by whoever is signed in: counted as at sign-in, or a session left open would guess.

    "locked", "wrong_password" (both in the log) or "password_right".
    """
    rules, name = policy(), account.username.lower()
    subjects = subjects_of(name, origin.address, rules)
    wait = count_try(subjects, rules)
    if wait is not None:
        return _record(name, origin, Outcome("locked", wait=wait))
    if not check_password(password, account.password):
        note_failure(subjects, rules)
        return _record(name, origin, Outcome("wrong_password"))
    give_back(subjects, forget_name=True)
    return Outcome("password_right", account)


def try_code(account: Account, code: str, *, origin: Origin) -> Outcome:
    """The second step, for an account whose password was right: a code of the telephone, or one from paper."""
    rules, name = policy(), account.username.lower()
    subjects = subjects_of(name, origin.address, rules)
    wait = count_try(subjects, rules)
    if wait is not None:
        return _record(name, origin, Outcome("locked", wait=wait))
    if not account.is_active or not accept_code(account, code, rules):
        note_failure(subjects, rules)
        return _record(name, origin, Outcome("wrong_code"))
    give_back(subjects, forget_name=True)
    return _record(name, origin, Outcome("signed_in", account, due=_due(account, rules, has_factor=True)))


def record_sign_out(account: Account, *, origin: Origin) -> None:
    """Signing out belongs into the log too."""
    _record(account.username.lower(), origin, Outcome("signed_out"))


def is_initial_expired(account: Account, rules: Policy) -> bool:
    """Whether the present password was handed out and not used in time."""
    if not account.must_change_password or account.password_set_at is None:
        return False
    return wall() - account.password_set_at > timedelta(days=rules.password.initial_days)


def _due(account: Account, rules: Policy, *, has_factor: bool) -> tuple[str, ...]:
    due: list[str] = []
    if account.must_change_password or (_is_old(account, rules) and not is_lenient()):
        due.append(PASSWORD)
    if not has_factor and not is_lenient() and duties_of(account).has(*rules.second_factor_roles):
        due.append(SECOND_FACTOR)
    return tuple(due)


def _is_old(account: Account, rules: Policy) -> bool:
    if not rules.password.longest_days:
        return False
    since = account.password_set_at or account.created_at
    return wall() - since > timedelta(days=rules.password.longest_days)


def _record(name: str, origin: Origin, outcome: Outcome) -> Outcome:
    account = outcome.account or Account.objects.filter(username=name).first()
    typed = name if account else f"{name[:SHOWN_OF_UNKNOWN]}…"
    SignIn.objects.create(
        at=wall(),
        account=account,
        typed=typed,
        address=origin.address,
        device=origin.device,
        result=outcome.result,
    )
    return outcome
