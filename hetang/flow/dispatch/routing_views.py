"""The routing rules of a street: reading, editing, trying them out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, account_names, duties_of, signed_in
from hetang.commons.places.api import names, units_of
from hetang.flow.dispatch.actions import route
from hetang.flow.dispatch.audited import VERBS
from hetang.flow.dispatch.forms import WEEKDAYS, MatterForm, RuleForm
from hetang.flow.dispatch.models import RoutingRule
from hetang.flow.dispatch.routing import PARTS, explain
from hetang.flow.dispatch.rule_words import changes_said
from hetang.flow.dispatch.suggesting import rules_of
from hetang.flow.dispatch.trying import over_last_month
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_, Label
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS

READERS = (*route.EDITORS, "station_lead")
# Who sees all of the street's cases may compare the rules with them.
COMPARES = ("dispatcher", "leader")
SHOWN = 20


def street_of(request: HttpRequest, *roles: str) -> str:
    """The street whose rules this person reads. Raises `NotAllowed`."""
    held = [d.street for d in duties_of(signed_in(request)).held if d.role in roles and d.street]
    if not held:
        raise NotAllowed(N_("派单规则由调度员、街道领导、驿站负责人和系统管理员查看。"), then=N_("请联系街道调度员。"))
    return held[0]


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The street's rules in their order, with what each asks for."""
    street = street_of(request, *READERS)
    rows = list(RoutingRule.objects.filter(street=street).select_related("to_unit").order_by("position"))
    today = clock.today()
    people = account_names({row.to_account_id for row in rows if row.to_account_id})
    units = {u.pk: u.name for u in units_of(street)}
    live = [row for row in rows if row.until is None or row.until >= today]
    context = {
        "rows": [(row, _asks(row, units), people.get(row.to_account_id or 0)) for row in live],
        "ended": [row for row in rows if row not in live],
        "edits": street in route.streets_edited(signed_in(request)),
        "compares": duties_of(signed_in(request)).has(*COMPARES),
        "today": today,
    }
    return render(request, "dispatch/routing.html", context)


def _asks(row: RoutingRule, units: dict[int, dict[str, str]]) -> list[tuple[str, list[Label]]]:
    """What the rule asks for: (heading, values)."""
    known = names(set(row.communities))
    found: list[tuple[str, list[Label]]] = [
        (N_("事项类别"), [KINDS[key].title for key in row.kinds]),
        (N_("纠纷类型"), [rulepacks.label("categories", key) for key in row.categories]),
        (N_("社区"), [known.get(code, code) for code in row.communities]),
        (N_("受理单位"), [units.get(key, str(key)) for key in row.units]),
        (N_("星期"), [WEEKDAYS[day] for day in row.weekdays]),
        (N_("时段"), [f"{row.starts:%H:%M}–{row.ends:%H:%M}"] if row.starts and row.ends else []),
        (N_("文字里有"), list(row.words)),
    ]
    return [(heading, values) for heading, values in found if values]


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One rule, to be added or changed, and what was changed before."""
    user = signed_in(request)
    street = street_of(request, *route.EDITORS)
    found = get_object_or_404(RoutingRule, pk=pk, street=street) if pk else None
    form = RuleForm(street, request.POST if request.method == "POST" else None, found)
    if form.is_bound and form.is_valid():
        if found is None:
            route.add_rule(street, form.wanted(), by=user)
        else:
            version = form.cleaned_data["version"] or 0
            route.change_rule(found, form.wanted(), version=version, by=user)
        messages.success(request, _("规则已保存，从下一次分派起使用。"))
        return redirect("routing")
    context = {"form": form, "rule": found, "history": _history(found) if found else []}
    return render(request, "dispatch/routing_rule.html", context, status=422 if form.is_bound else 200)


def _history(found: RoutingRule) -> list[dict[str, Any]]:
    """Who changed what from what to what, the newest first."""
    events = list(story(route.STREAM, found.pk).order_by("-seq")[:SHOWN])
    who = account_names({e.actor for e in events if e.actor})
    return [
        {
            "at": e.at,
            "who": who.get(e.actor or 0, ""),
            "what": VERBS[e.verb],
            "changes": changes_said(e.body, found.street),
        }
        for e in events
    ]


@require_POST
def rule_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    route.move_rule(_rule(request, pk), up=request.POST.get("to") == "up", by=signed_in(request))
    return redirect("routing")


@require_POST
def rule_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule holds no longer than today."""
    ended = route.end_rule(_rule(request, pk), by=signed_in(request))
    messages.success(request, _("规则已停用，今天是最后一天。") if ended.pk else _("规则还没有开始用，已取消。"))
    return redirect("routing")


def _rule(request: HttpRequest, pk: int) -> RoutingRule:
    return get_object_or_404(RoutingRule, pk=pk, street=street_of(request, *route.EDITORS))


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest) -> HttpResponse:
    """Which rule would take a matter, and why not the earlier ones; for those who see all cases, over the last month."""
    user: Account = signed_in(request)
    street = street_of(request, *READERS)
    asks_past = request.method == "POST" and "past" in request.POST
    if asks_past and not duties_of(user).has(*COMPARES):
        raise NotAllowed(N_("比对上月案件由调度员和街道领导来做。"), then=N_("您可以试一件事项。"))
    form = MatterForm(street, request.POST if request.method == "POST" and not asks_past else None)
    tried = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "trial": explain(rules_of({street}).get(street, []), form.matter()) if tried else None,
        "past": over_last_month(street, user) if asks_past else None,
        "parts": PARTS,
        "units": {u.pk: u.name for u in units_of(street)},
        "compares": duties_of(user).has(*COMPARES),
    }
    return render(request, "dispatch/trial.html", context, status=422 if form.is_bound and not tried else 200)
