"""The desk: today, the cases, one case, the alliance."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import duties_of, leaves_covered, signed_in
from hetang.commons.alliance import api as alliance
from hetang.commons.people.api import note_read, note_search
from hetang.faces.desk.casepage import page_of
from hetang.faces.desk.listing import Filters
from hetang.faces.desk.queues import SHOWN, queues_for
from hetang.faces.desk.search import LEAST, WORD_AMONG, Search, direct, keep, kept, read_search
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS, STATES, alerts_for_lead, get_case_for, glass_until, mark_titles
from hetang.record.rights.api import open_requests, streets_handled

MOST_HOURS = 24 * 31
ALERTS = 5


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The front door leads to today's work."""
    signed_in(request)
    return redirect("desk")


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
        "alerts": list(alerts_for_lead(user)[:ALERTS]) if duties.has("station_lead") else [],
        "leaves": list(leaves_covered(user)) if duties.absent else [],
        "now": clock.now(),
    }
    return render(request, "desk/today.html", context)


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases this person may see, newest first, or open ones by what goes wrong first."""
    looked_for = request.GET.get("s", "")
    search = kept(request.session, looked_for) if looked_for else None
    filters = Filters.read(request.GET, search)
    page = filters.page(signed_in(request), request.GET.get("page", ""))
    mark_titles(signed_in(request), page.items)
    asked = {k: v for k, v in request.GET.items() if k not in {"page", "q"} and v}
    context = {
        "page": page,
        "filters": filters,
        "search": search or Search(),
        "search_key": looked_for if search else "",
        "word_among": WORD_AMONG if search and search.word else None,
        "states": STATES,
        "kinds": KINDS,
        "categories": rulepacks.entries("categories"),
        "newer_url": f"?{urlencode({**asked, 'page': page.newer})}" if page.newer else None,
        "older_url": f"?{urlencode({**asked, 'page': page.older})}" if page.older else None,
        "now": clock.now(),
    }
    return render(request, "desk/case_list.html", context)


@require_POST
def case_search(request: HttpRequest) -> HttpResponse:
    """Look for what was typed: straight to the case of a number or code, else to the list. Never in an address."""
    user, text = signed_in(request), request.POST.get("q", "")
    if (found := direct(user, text)) is not None:
        return redirect(found)
    asked = {k: v for k in ("state", "category") if (v := request.POST.get(k, ""))}
    if len("".join(text.split())) >= LEAST:
        search = read_search(text)
        note_search(user, "case", 0 if search.people is None else len(search.people))
        asked["s"] = keep(request.session, search)
    elif text.strip():
        messages.error(request, _("请至少写两个字。"))
    return redirect(f"{reverse('case-list')}?{urlencode(asked)}" if asked else "case-list")


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
