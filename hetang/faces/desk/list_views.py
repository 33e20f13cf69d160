"""The list of cases: its page, and what is typed into its search."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import Account, colleagues_of, duties_of, signed_in
from hetang.commons.people.api import note_search
from hetang.commons.places import api as places
from hetang.faces.desk.columns import COLUMNS
from hetang.faces.desk.exporting.actions import may_export
from hetang.faces.desk.listing import ASKED, UNASSIGNED, Filters
from hetang.faces.desk.live_views import watching
from hetang.faces.desk.preferences import LEADS, columns_of, delete_view, save_view, set_columns, views_for
from hetang.faces.desk.search import keep, kept
from hetang.faces.desk.snippets import Piece, snippet
from hetang.flow.intake.api import Contact
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.kept import Kept
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.lib.pagination import Page, page_links
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS, STATES, Case, mark_texts, mark_titles
from hetang.record.finding.api import CONSUMER, LEAST, Search, direct, read_search

LIST = "cases"
# Entries follow within two seconds; a reader is told when it is more than this.
LATE = timedelta(seconds=15)
_kept: "Kept[dict[str, list[tuple[str, Label]]]]" = Kept()


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases this person may see, newest first, or open ones by what goes wrong first."""
    user, looked_for = signed_in(request), request.GET.get("s", "")
    search = kept(request.session, looked_for) if looked_for else None
    filters = Filters.read(request.GET, search)
    page = filters.page(user, request.GET.get("page", ""))
    asked = {k: v for k in ASKED if (v := request.GET.get(k, ""))} | ({"s": looked_for} if search else {})
    context = {
        "page": page,
        "hits": hits_of(user, page, search),
        "filters": filters,
        "search": search or Search(),
        **page_links(page, **asked),
        "now": clock.now(),
        "behind_since": lagging() if search or filters.is_set else None,
        **choices(user, filters),
        # Above a list of something else a new case would be in the way.
        **(watching(user) if not asked and not page.newer else {"watching": ""}),
        **looks(user, request, page),
    }
    return render(request, "desk/case_list.html", context)


def hits_of(user: Account, page: Page, search: Search | None) -> dict[int, list[Piece]]:
    """Marks the titles as this person may read them; where words were looked for, the stretch of text around them."""
    word = search.word if search else ""
    (mark_texts if word else mark_titles)(user, page.items)
    return {case.pk: snippet(case.shown_text, word) for case in page.items} if word else {}


def lagging() -> datetime | None:
    """Since when changes wait for the entries, where that is more than a moment; None where they are up to date."""
    since = journal.lag_of(CONSUMER).since
    return since if since and clock.now() - since > LATE else None


def looks(user: Account, request: HttpRequest, page: Page) -> dict[str, Any]:
    """Saved filters and columns, and the names that the columns show."""
    columns = columns_of(user, LIST)
    led = duties_of(user).units(*LEADS)
    return {
        "columns": [(name, _(COLUMNS[name])) for name in columns],
        "chosen_columns": columns,
        "all_columns": [(name, _(label)) for name, label in COLUMNS.items()],
        "names": {
            "categories": {e["key"]: e["label"] for e in rulepacks.entries("categories")},
            "places": places.names(
                {c.community for c in page.items if c.community} if "community" in columns else set()
            ),
        },
        "saved": list(views_for(user)),
        "view_query": urlencode({k: v for k in ASKED if (v := request.GET.get(k, ""))}),
        "user_id": user.pk,
        "may_export": may_export(user),
        "led_units": led,
        "led": list(places.Unit.objects.filter(pk__in=led)) if led else [],
    }


def choices(user: Account, filters: Filters) -> dict[str, Any]:
    """What the filters offer: of one's own streets."""
    offers = _kept.get(tuple(sorted(duties_of(user).streets)), lambda: _offers(sorted(duties_of(user).streets)))
    levels: list[tuple[str, Label]] = [(v, str(label)) for v, label in Case.Sensitivity.choices]
    risks: list[tuple[str, Label]] = [("red", N_("红色风险")), ("orange", N_("橙色风险")), ("yellow", N_("黄色风险"))]
    channels: list[tuple[str, Label]] = [(v, str(label)) for v, label in Contact.Channel.choices]
    named: list[tuple[str, str, list[tuple[str, Label]]]] = [
        ("kind", _("全部类别"), [(key, table.title) for key, table in KINDS.items()]),
        ("risk", _("全部风险"), risks),
        ("unit", _("承办单位"), offers["unit"]),
        ("community", _("社区"), offers["community"]),
        ("assignee", _("承办人"), [(UNASSIGNED, N_("还没有人")), *offers["assignee"]]),
        ("channel", _("来源"), channels),
        ("kept", _("保密级别"), levels),
    ]
    chosen = {name: getattr(filters, name) for name, _label, _options in named}
    categories = rulepacks.entries("categories")
    more = sum(map(bool, (*chosen.values(), filters.late, filters.since, filters.until)))
    return {
        "state_options": [("open", _("未结的")), *((key, _(name)) for key, name in STATES.items())],
        "category_options": [(e["key"], _shown(e["label"])) for e in categories],
        "more": [(name, label, [(v, _shown(text)) for v, text in options]) for name, label, options in named],
        "chosen": chosen,
        "more_chosen": more,
    }


def _offers(streets: list[str]) -> dict[str, list[tuple[str, Label]]]:
    """Units, communities and colleagues of these streets."""
    return {
        "unit": [(u.code, u.name) for street in streets for u in places.units_of(street)],
        "community": [(p.code, p.name) for street in streets for p in places.places_of(street, "community")],
        "assignee": [(str(a.pk), a.name) for a in colleagues_of(frozenset(streets))],
    }


def _shown(label: Label) -> str:
    return _(label) if isinstance(label, str) else pick(label, get_language() or "zh")


@require_POST
def case_search(request: HttpRequest) -> HttpResponse:
    """Look for what was typed: straight to the case of a number or code, else to the list. Never in an address."""
    user, text = signed_in(request), request.POST.get("q", "")
    if (found := direct(user, text)) is not None:
        return redirect(found)
    asked = {k: v for k in ASKED if (v := request.POST.get(k, ""))}
    if len("".join(text.split())) >= LEAST:
        search = read_search(text, user)
        note_search(user, "case", 0 if search.people is None else len(search.people))
        asked["s"] = keep(request.session, search)
    elif text.strip():
        messages.error(request, _("请至少写两个字。"))
    return redirect(f"{reverse('case-list')}?{urlencode(asked)}" if asked else "case-list")


@require_POST
def view_new(request: HttpRequest) -> HttpResponse:
    """Keep the filters that are set under a name."""
    user, unit = signed_in(request), request.POST.get("unit", "")
    asked = QueryDict(request.POST.get("query", ""))
    view = save_view(
        name=request.POST.get("name", ""),
        query={name: asked.get(name, "") for name in ASKED},
        unit=int(unit) if unit.isdecimal() and len(unit) < 10 else None,
        by=user,
    )
    messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('case-list')}?{view.query}")


@require_POST
def view_removal(request: HttpRequest, view: int) -> HttpResponse:
    """Forget one."""
    user = signed_in(request)
    delete_view(get_object_or_404(views_for(user), pk=view), by=user)
    messages.success(request, _("视图已删除。"))
    return redirect("case-list")


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Choose the columns of the list."""
    set_columns(LIST, columns=request.POST.getlist("column"), by=signed_in(request))
    target = request.POST.get("next", "")
    return redirect(target if target.startswith(f"{reverse('case-list')}?") else "case-list")
