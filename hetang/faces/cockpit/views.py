"""The cockpit's one page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hetang.commons.accounts.api import Duties, duties_of, signed_in
from hetang.commons.places.api import names
from hetang.faces.cockpit import state
from hetang.faces.cockpit.periods import LABELS, period_of
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed
from hetang.insight.api import as_of
from hetang.record.cases.api import visible_to

LEADER = "leader"


@require_GET
def cockpit(request: HttpRequest) -> HttpResponse:
    """The state of the street in one look. Raises `NotAllowed` for everybody but its leaders."""
    user = signed_in(request)
    duties = duties_of(user)
    require_leader(duties)
    today = clock.today()
    streets, period = duties.whole_streets, period_of(request.GET.get("period", ""), today)
    cases = visible_to(user)
    context = {
        "period": period,
        "periods": LABELS,
        "places": names(set(streets)),
        "figures": state.figures_of(streets, period),
        "months": state.months_of(streets, today),
        "categories": state.categories_of(cases, period),
        **state.standing_of(streets, cases),
        "as_of": as_of(),
    }
    return render(request, "cockpit/cockpit.html", context)


def require_leader(duties: Duties) -> None:
    """Raise `NotAllowed` unless a street is led by this person."""
    if not duties.has(LEADER):
        raise NotAllowed(N_("驾驶舱只对街道领导开放。"), then=N_("您的工作在“今天”里；需要统计数字时请联系街道领导。"))
