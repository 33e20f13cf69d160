"""Reading accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hetang.commons.accounts import throttle
from hetang.commons.accounts.access import reached_by
from hetang.commons.accounts.duties import Located, duties_of
from hetang.commons.accounts.models import (
    Account,
    Delegation,
    Duty,
    Intervention,
    RecoveryCode,
    SecondFactor,
    Session,
    SignIn,
    Throttle,
    Token,
)
from hetang.commons.accounts.policy import policy, wall
from hetang.commons.accounts.rules import ADMIN_ROLES, CASEWORK
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept

SHOWN = 10


def account_names(ids: set[int]) -> dict[int, dict[str, str]]:
    """{zh, en} names of many accounts at once, as this process keeps them: a new name is seen a little later."""
    return _names.many(ids, lambda missing: {a.pk: a.name for a in Account.objects.filter(pk__in=missing)})


_names: Kept[dict[str, str]] = Kept()


def duty_holders(role: str, units: set[int]) -> QuerySet[Duty]:
    """Today's duties of `role` in `units`, with their accounts, units and places, one row each."""
    rows = Duty.objects.in_force(clock.today()).filter(role=role, unit_id__in=units, account__is_active=True)
    return rows.select_related("account", "unit", "place").order_by("unit__code", "account_id")


def present_holders(role: str, units: set[int]) -> QuerySet[Duty]:
    """The same without those for whom somebody stands in today."""
    away = Delegation.objects.in_force(clock.today()).filter(absent=OuterRef("account"))
    return duty_holders(role, units).filter(~Exists(away))


def accounts_for(by: Account, text: str = "") -> QuerySet[Account]:
    """The accounts that an administrator sees, by user name, name or unit, with their present duties."""
    rows = reached_by(by, *ADMIN_ROLES)
    for word in text.split()[:5]:
        in_unit = Duty.objects.current(clock.today()).filter(unit__name_zh__icontains=word).values("account")
        rows = rows.filter(Q(username__icontains=word) | Q(name_zh__icontains=word) | Q(pk__in=in_unit))
    return rows.prefetch_related(_present_duties())


def _present_duties() -> "Prefetch[str, QuerySet[Duty], str]":
    rows = Duty.objects.current(clock.today()).select_related("unit").order_by("id")
    return Prefetch("duties", queryset=rows, to_attr="present_duties")


def duties_for_page(account: Account) -> QuerySet[Duty]:
    """All duties ever, the newest first."""
    return account.duties.select_related("unit", "place").order_by("-since", "-id")


@dataclass(frozen=True)
class Security:
    """What the security administrator sees of an account."""

    locks: list[Throttle]
    sessions: list[Session]
    factor: SecondFactor | None
    codes_left: int


def security_of(account: Account) -> Security:
    """Locks, sessions and second factor of an account."""
    factor = SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).first()
    codes = RecoveryCode.objects.filter(account=account, used_at=None).count() if factor else 0
    return Security(throttle.locks_of(account.username.lower()), sessions_of(account), factor, codes)


def sessions_of(account: Account) -> list[Session]:
    """The account's sessions that still hold, the last seen first."""
    rules, now = policy(), wall()
    alive = account.sessions.filter(seen_at__gt=now - rules.idle, started_at__gt=now - rules.longest)
    return list(alive.order_by("-seen_at"))


def tokens_of(account: Account) -> list[Token]:
    """The account's tokens, the newest first; `is_over` of those whose time has run out."""
    rows = account.tokens.select_related("made_by").annotate(is_over=Q(expires_at__lte=wall()))
    return list(rows.order_by("-id")[:SHOWN])


def interventions_in(account: Account) -> QuerySet[Intervention]:
    """What administrators did to an account, the newest first."""
    return account.interventions.select_related("by").order_by("-id")[:SHOWN]


def sign_ins_for(by: Account, *, text: str = "", result: str = "") -> QuerySet[SignIn]:
    """The log for the auditor: of the accounts in reach, and of names that nobody has."""
    rows = SignIn.objects.select_related("account")
    rows = rows.filter(Q(account=None) | Q(account__in=reached_by(by, "audit_admin")))
    if result:
        rows = rows.filter(result=result)
    if text:
        rows = rows.filter(Q(typed=text.lower()) | Q(address=text) | Q(account__name_zh=text))
    return rows


def pending_duties(accounts: Iterable[Account]) -> int:
    """How many duties of these accounts wait for the security administrator, to begin or to end."""
    waiting = Duty.objects.current(clock.today()).filter(Q(pending=True) | Q(ending=True))
    return waiting.filter(account__in=accounts).count()


def sign_ins_before(moment: datetime) -> QuerySet[SignIn]:
    """Attempts older than the log's term (pack `retention`, `sign_ins`)."""
    return SignIn.objects.filter(at__lt=moment)


def colleagues_of(streets: frozenset[str]) -> QuerySet[Account]:
    """Active accounts that do casework in these streets today, by name."""
    rows = Duty.objects.in_force(clock.today()).filter(place__street__in=streets, role__in=CASEWORK)
    return Account.objects.filter(is_active=True, pk__in=rows.values("account")).order_by("name_zh", "pk")


def holders_around(there: Located, units: set[int], accounts: set[int]) -> set[int]:
    """Who could have to do with `there`: casework in its street or district or in `units`, `accounts`, and deputies."""
    rows = Duty.objects.in_force(clock.today()).filter(account__is_active=True, role__in=CASEWORK)
    near = Q(place__street=there.street) | Q(place__code=there.district) | Q(unit__in=units)
    found = set(rows.filter(near).values_list("account", flat=True))
    found |= set(Account.objects.filter(pk__in=accounts, is_active=True).values_list("pk", flat=True))
    return found | deputies_of(found)


def deputies_of(accounts: set[int]) -> set[int]:
    """Active accounts that stand in for any of these today."""
    rows = Delegation.objects.in_force(clock.today()).filter(absent_id__in=accounts, deputy__is_active=True)
    return set(rows.values_list("deputy", flat=True))


def delegations_around(accounts: QuerySet[Account]) -> QuerySet[Delegation]:
    """Leaves of these people that hold today or later, or that they stand in for, the next first."""
    rows = Delegation.objects.filter(Q(absent__in=accounts) | Q(deputy__in=accounts), ended_at=None)
    return rows.filter(until__gte=clock.today()).select_related("absent", "deputy", "by").order_by("since", "id")


def leaves_covered(deputy: Account) -> QuerySet[Delegation]:
    """The leaves for which this account stands in today."""
    rows = Delegation.objects.in_force(clock.today()).filter(deputy=deputy, absent__in=duties_of(deputy).absent)
    return rows.select_related("absent").order_by("until", "id")


def is_away(account: Account) -> bool:
    """Whether somebody stands in for this account today."""
    return Delegation.objects.in_force(clock.today()).filter(absent=account).exists()
