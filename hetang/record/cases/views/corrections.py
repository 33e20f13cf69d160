"""The page of corrections, putting right, and allowing it after closing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.commons.people.api import mask_names, note_read
from hetang.commons.places.api import places_of
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access, correcting
from hetang.record.cases.access import get_case_for
from hetang.record.cases.actions.correct import allow_correction, correct_case
from hetang.record.cases.asides import ASIDES
from hetang.record.cases.asidewords import HIDDEN, Asides
from hetang.record.cases.forms_seen import seen_in
from hetang.record.cases.kinds import KINDS
from hetang.record.cases.models import Case
from hetang.record.cases.queries import parties_of
from hetang.record.cases.writing import last_seq, open_overrides

ROLES = {"party.role": True}


@require_GET
def corrections(request: HttpRequest, number: str) -> HttpResponse:
    """What was put right, and a form for each value that may be."""
    user = signed_in(request)
    case = get_case_for(user, number)
    note_read(user, "case", case.pk, subject=case.number)
    rows = case.corrections.select_related("by", "party__person").order_by("-id")
    words = Asides([], get_language() or "zh")
    released = set(open_overrides(case).values_list("field", flat=True))
    people, may_name = parties_of(case), access.may_name(user, case)

    def plain(text: str) -> str:
        return text if may_name else mask_names(text, [p.person for p in people])

    may_edit = access.may_edit(user, case)
    may_allow = not case.is_open and case.state in ASIDES["allow_correction"].from_states
    context = {
        "case": case,
        "rows": [
            (r, _(correcting.FIELDS[r.field].label), *map(plain, _values(r, words)), plain(r.reason)) for r in rows
        ],
        "may_name": may_name,
        "plain": plain,
        "fields": correcting.FIELDS,
        "usable": {k: f for k, f in correcting.FIELDS.items() if may_edit or k in released},
        "choices": _choices(case),
        "values": {
            k: plain(correcting.stored(getattr(case, k))) for k, f in correcting.FIELDS.items() if not f.of_party
        },
        "parties": people,
        "may_allow": may_allow and access.may(user, ASIDES["allow_correction"], case),
        "overrides": case.overrides.select_related("by").order_by("-id"),
        "seen": last_seq(case),
    }
    return render(request, "cases/corrections.html", context)


def _values(row: object, words: Asides) -> tuple[str, str]:
    if getattr(row, "old_sealed", None) is not None:
        return _(HIDDEN), _(HIDDEN)
    return words.value(row.field, row.old), words.value(row.field, row.new)  # type: ignore[attr-defined]


def _choices(case: Case) -> dict[str, list[tuple[str, str]]]:
    language = get_language() or "zh"
    roles = [("applicant", _("申请人")), ("respondent", _("被申请人")), ("relative", _("近亲属"))]
    roles += [("representative", _("代理人")), ("guardian", _("法定代理人"))]
    return {
        "category": [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("categories")],
        "kind": [(k, _(KINDS[k].title)) for k in correcting.KINDS],
        "community": [("", "—"), *((p.code, pick(p.name, language)) for p in places_of(case.street, "community"))],
        "party.role": roles,
        "party.self_supporting": [("", _("否")), (correcting.YES, _("是"))],
        "party.declared": [("", _("没有认定")), ("limited", _("限制民事行为能力")), ("none", _("无民事行为能力"))],
        "party.kind": [("person", _("自然人")), ("organisation", _("单位"))],
    }


@require_POST
def correction(request: HttpRequest, number: str) -> HttpResponse:
    """Put one value right."""
    user = signed_in(request)
    case = get_case_for(user, number)
    asked = request.POST.get("party", "")
    party = get_object_or_404(case.parties, pk=int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    correct_case(
        case,
        field=request.POST.get("field", ""),
        new=request.POST.get("new", ""),
        reason=request.POST.get("note", ""),
        party=party,
        seen=seen_in(request),
        by=user,
    )
    messages.success(request, _("已更正，原来的内容留在办理经过里。"))
    return redirect("case-corrections", case.number)


@require_POST
def override(request: HttpRequest, number: str) -> HttpResponse:
    """Allow one correction of a closed case."""
    case = get_case_for(signed_in(request), number)
    field, reason = request.POST.get("field", ""), request.POST.get("note", "")
    allow_correction(case, field=field, reason=reason, by=signed_in(request))
    messages.success(request, _("已准许更正一次。"))
    return redirect("case-corrections", case.number)
