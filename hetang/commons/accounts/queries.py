"""Reading accounts."""

from django.db.models import QuerySet

from hetang.commons.accounts.models import Account, Duty
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
