"""The desk: today, the cases, one case, the alliance."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import duties_of, leaves_covered, signed_in
from hetang.commons.alliance import api as alliance
from hetang.commons.announcements.api import told_to_staff
from hetang.commons.people.api import note_read
from hetang.faces.desk.casepage import page_of
from hetang.faces.desk.live_views import watching
from hetang.faces.desk.queues import SHOWN, queues_for
from hetang.flow.intake.api import call_backs_to_make, call_backs_told_up
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.record.cases.api import alerts_for_lead, get_case_for, glass_until, mark_titles
from hetang.record.remarks.api import unread_mentions
from hetang.record.rights.api import open_requests, streets_handled

MOST_HOURS = 24 * 31
ALERTS = 5


@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The front door leads staff to today's work, and everybody else to the residents' pages."""
    return redirect("desk" if request.user.is_authenticated else settings.RESIDENTS_HOME)


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person, first what goes wrong first."""
    user = signed_in(request)
    duties = duties_of(user)
    queues = queues_for(user)
    mark_titles(user, (case for queue in queues for case in queue.rows))
    context = {
        "queues": queues,
        "requests": list(open_requests(user)[:SHOWN]) if streets_handled(user) else [],
        "duties": duties,
        "announcements": told_to_staff(duties.streets),
        "alerts": list(alerts_for_lead(user)[:ALERTS]) if duties.has("station_lead") else [],
        "leaves": list(leaves_covered(user)) if duties.absent else [],
        "call_backs": list(call_backs_to_make(user)[:SHOWN]) if duties.has("operator") else [],
        "told_up": call_backs_told_up(user),
        "mentions": list(unread_mentions(user)[:SHOWN]),
        "now": clock.now(),
        **watching(user),
    }
    return render(request, "desk/today.html", context)


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: where it stands, the next step, the story so far."""
    user = signed_in(request)
    found = get_case_for(user, number)
    note_read(user, "case", found.pk, subject=found.number)
    context = {**page_of(found, user), "now": clock.now(), "glass_until": glass_until(user, found)}
    return render(request, "desk/case.html", context)


@require_GET
def alliance_page(request: HttpRequest) -> HttpResponse:
    """The street's alliance: lines, stations, teams, services, brands, covenants."""
    street = duties_of(signed_in(request)).home_street
    context = {
        "alliance": alliance.alliance_of(street),
        "hotlines": alliance.hotlines_of(street),
        "stations": alliance.stations_of(street),
        "teams": alliance.teams_of(street),
        "services": alliance.services_of(street),
        "brands": alliance.brands_of(street),
        "clauses": alliance.covenant_clauses(street),
    }
    return render(request, "desk/alliance.html", context)


@require_POST
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo clock forward; there is no such address outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    hours = request.POST.get("hours", "")
    if hours.isdecimal() and len(hours) < 5 and 0 < int(hours) <= MOST_HOURS:
        clock.forward(timedelta(hours=int(hours)))
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if safe else "desk")
