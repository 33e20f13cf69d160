"""Reading accounts."""

from django.db.models import Q, QuerySet

from hetang.commons.accounts.duties import Located
from hetang.commons.accounts.models import Account, Delegation, Duty
from hetang.commons.accounts.rules import CASEWORK
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept


def account_names(ids: set[int]) -> dict[int, dict[str, str]]:
    """{zh, en} names of many accounts at once, as this process keeps them: a new name is seen a little later."""
    return _names.many(ids, lambda missing: {a.pk: a.name for a in Account.objects.filter(pk__in=missing)})


_names: Kept[dict[str, str]] = Kept()


def duty_holders(role: str, units: set[int]) -> QuerySet[Duty]:
    """Today's duties of `role` in `units`, with their accounts, units and places, one row each."""
    rows = Duty.objects.in_force(clock.today()).filter(role=role, unit_id__in=units, account__is_active=True)
    return rows.select_related("account", "unit", "place").order_by("unit__code", "account_id")


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
    rows = Delegation.objects.in_force(clock.today()).filter(deputy=deputy, absent__is_active=True)
    return rows.select_related("absent").order_by("until", "id")


def is_away(account: Account) -> bool:
    """Whether somebody stands in for this account today."""
    return Delegation.objects.in_force(clock.today()).filter(absent=account).exists()
