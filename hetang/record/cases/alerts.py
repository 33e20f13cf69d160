"""Reading the alerts of emergency views."""

from django.db.models import Count, F, Max, Q, QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.record.cases.actions.glass import AUDITOR
from hetang.record.cases.models import GlassAlert


def alerts_for_auditor(user: Account) -> QuerySet[GlassAlert]:
    """The alerts of the places that `user` audits, open ones first, newest first, with how often was looked."""
    held = [d for d in duties_of(user).held if d.role == AUDITOR]
    if not held:
        return GlassAlert.objects.none()
    near = Q()
    for d in held:
        near |= Q(grant__case__street=d.street) if d.street else Q(grant__case__district=d.district)
    rows = GlassAlert.objects.filter(near).annotate(looks=Count("views"), last_look=Max("views__at"))
    rows = rows.select_related("grant__case__unit", "grant__account", "acknowledged_by")
    return rows.order_by(F("acknowledged_at").desc(nulls_first=True), "-id")


def alerts_for_lead(user: Account) -> QuerySet[GlassAlert]:
    """What the station's lead has not yet taken note of."""
    units = duties_of(user).units("station_lead")
    rows = GlassAlert.objects.filter(grant__case__unit__in=units, noted_at=None)
    return rows.select_related("grant__case", "grant__account").order_by("-id")
