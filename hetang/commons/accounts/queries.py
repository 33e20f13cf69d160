"""Reading accounts."""

from django.db.models import QuerySet

from hetang.commons.accounts.models import Account, Duty
from hetang.ground.lib import clock


def account_names(ids: set[int]) -> dict[int, dict[str, str]]:
    """{zh, en} names of many accounts at once."""
    return {a.pk: a.name for a in Account.objects.filter(pk__in=ids)}


def duty_holders(role: str, units: set[int]) -> QuerySet[Duty]:
    """Today's duties of `role` in `units`, with their accounts, units and places, one row each."""
    rows = Duty.objects.in_force(clock.today()).filter(role=role, unit_id__in=units, account__is_active=True)
    return rows.select_related("account", "unit", "place").order_by("unit__code", "account_id")
