"""The page of a cluster and its verbs."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.people.api import mask_names, note_read
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases import access
from hetang.record.cases.access import get_case_for
from hetang.record.cases.actions.cluster import change_lead, join_cluster, leave_cluster
from hetang.record.cases.asides import ASIDES
from hetang.record.cases.models import Answer, Case
from hetang.record.cases.panels import mark_titles
from hetang.record.cases.queries import offers_for, parties_of


@require_GET
def cluster(request: HttpRequest, number: str) -> HttpResponse:
    """The lead and its members as far as the reader may see them, each with its own answer."""
    user = signed_in(request)
    case = get_case_for(user, number)
    note_read(user, "case", case.pk, subject=case.number)
    seen = access.visible_to(user)
    lead = seen.filter(pk=case.part_of_id).first() if case.part_of_id else case
    members = list(seen.filter(part_of=lead).order_by("id")) if lead else []
    mark_titles(user, [*members, *([lead] if lead else [])])
    told = Answer.objects.filter(case__in=members, verb="reply").order_by("id")
    offers = {o.move.verb: o for o in offers_for(user, case, elsewhere=True)}
    context = {
        "case": case,
        "lead": lead,
        "members": members,
        "unseen": lead.members - len(members) if lead else 0,
        "answers": masked_texts(user, {m.pk: m for m in members}, told),
        "join": offers.get("join"),
        "leave": offers.get("leave"),
        "may_change": lead is not None and lead.is_open and access.may(user, ASIDES["change_lead"], lead),
        "past": case.memberships.exclude(left_at=None).select_related("cluster__lead").order_by("id"),
    }
    return render(request, "cases/cluster.html", context)


def masked_texts(user: Account, members: dict[int, Case], told: Iterable[Answer]) -> dict[int, str]:
    """What each member was answered, with the names masked for who is not shown them."""
    return {
        a.case_id: a.text
        if access.may_name(user, members[a.case_id])
        else mask_names(a.text, [p.person for p in parties_of(members[a.case_id])])
        for a in told
    }


@require_POST
def joining(request: HttpRequest, number: str) -> HttpResponse:
    """Join the case to the one of a number."""
    user = signed_in(request)
    case = get_case_for(user, number)
    lead = _named(user, request.POST.get("lead", ""))
    join_cluster(case, lead=lead, reason=request.POST.get("note", ""), by=user)
    messages.success(request, _("已并入 %(number)s。反映人仍单独答复。") % {"number": lead.number})
    return redirect("case-cluster", case.number)


@require_POST
def leaving(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case out again."""
    case = get_case_for(signed_in(request), number)
    leave_cluster(case, reason=request.POST.get("note", ""), by=signed_in(request))
    messages.success(request, _("已退出并案，请重新分派。"))
    return redirect(case)


@require_POST
def lead(request: HttpRequest, number: str) -> HttpResponse:
    """Make a member the lead."""
    user = signed_in(request)
    case = get_case_for(user, number)
    to = _named(user, request.POST.get("to", ""))
    change_lead(case, to=to, reason=request.POST.get("note", ""), by=user)
    return redirect("case-cluster", to.number)


def _named(user: Account, number: str) -> Case:
    found = access.visible_to(user).filter(number__iexact=number.strip()).first()
    if found is None:
        raise Invalid(N_("没有找到要并入的主案。"), then=N_("只能并入您能看到的案件；请核对编号。"))
    return found
