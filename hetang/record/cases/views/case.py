"""The case's own verbs over HTTP: parse, access, action, render."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import signed_in
from hetang.ground.lib.htmx import form_again
from hetang.ground.lib.labels import N_
from hetang.record.cases.access import get_case_for, require_call, require_edit
from hetang.record.cases.actions.parties import (
    Standing,
    add_party,
    check_identity,
    record_standing,
    reveal_party_field,
    reveal_reference,
)
from hetang.record.cases.actions.state import close_case, reopen_case, resolve_case, void_case
from hetang.record.cases.forms import PartyForm, StandingForm
from hetang.record.cases.models import Case, Party, TextReference
from hetang.record.cases.queries import parties_of

FIELD_TITLES = {
    "phone": N_("%(name)s的号码"),
    "id_number": N_("%(name)s的身份证号"),
    "address": N_("%(name)s的住址"),
    "name": N_("姓名"),
}
Action = Callable[..., Case]


def _verb_view(action: Action) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view that posts one verb with an optional note and returns to the case."""

    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        case = get_case_for(signed_in(request), number)
        case = action(case, note=request.POST.get("note", ""), by=signed_in(request))
        messages.success(request, _("已记下。案件现在是“%(state)s”。") % {"state": _(case.state_label)})
        return redirect(case)

    return view


resolution = _verb_view(resolve_case)
closure = _verb_view(close_case)
reopening = _verb_view(reopen_case)
voiding = _verb_view(void_case)


@require_POST
def parties(request: HttpRequest, number: str) -> HttpResponse:
    """Add a person to the case."""
    case = get_case_for(signed_in(request), number)
    form = PartyForm(parties_of(case), request.POST)
    if not form.is_valid():
        # The form names the case's people in full.
        require_edit(signed_in(request), case)
        return form_again(request, form, title=_("补充当事人"), submit=_("添加"), back=case.get_absolute_url())
    data = form.cleaned_data
    add_party(
        case,
        name=data["name"],
        phone=data["phone"],
        id_number=data["id_number"],
        address=data["address"],
        role=data["role"],
        of=form.party_of(),
        relation=data["relation"],
        by=signed_in(request),
    )
    messages.success(request, _("已添加%(name)s。") % {"name": data["name"]})
    return redirect(case)


@require_POST
def identity(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """Record how a person's identity was checked."""
    case = get_case_for(signed_in(request), number)
    check_identity(_party(case, party), means=request.POST.get("means", ""), by=signed_in(request))
    return redirect(case)


@require_POST
def standing(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """Write down a party's date of birth and what else decides their capacity."""
    case = get_case_for(signed_in(request), number)
    found = _party(case, party)
    form = StandingForm(request.POST)
    if not form.is_valid():
        require_edit(signed_in(request), case)
        return form_again(request, form, title=_("身份情况"), submit=_("登记"), back=case.get_absolute_url())
    record_standing(found, standing=Standing(**form.cleaned_data), by=signed_in(request))
    return redirect(case)


@never_cache
@require_POST
def party_field(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """Show a sealed field of a party in clear, once, and record the look; asks for the reason first."""
    case, user = get_case_for(signed_in(request), number), signed_in(request)
    shown, field = _party(case, party), request.POST.get("field", "phone")
    require_call(user, case)
    title = _(FIELD_TITLES.get(field, "")) % {"name": shown.person.name} if field in FIELD_TITLES else _("查看")
    if not request.POST.get("reason", "").strip():
        return _ask_reason(request, case, title, {"field": field})
    plain = reveal_party_field(shown, field, reason=request.POST["reason"], by=user)
    return _show(request, case, title, plain, is_phone=field == "phone")


@never_cache
@require_POST
def reference(request: HttpRequest, number: str) -> HttpResponse:
    """Show a number that stands masked in a text of the case; asks for the reason first."""
    case, user = get_case_for(signed_in(request), number), signed_in(request)
    require_call(user, case)
    code = request.POST.get("code", "")
    found = get_object_or_404(TextReference.objects.select_related("case"), case=case, code=code)
    title = _(found.get_kind_display())
    if not request.POST.get("reason", "").strip():
        return _ask_reason(request, case, title, {"code": code})
    plain = reveal_reference(found, reason=request.POST["reason"], by=user)
    return _show(request, case, title, plain, is_phone=found.kind == TextReference.Kind.PHONE)


def _ask_reason(request: HttpRequest, case: Case, title: str, fields: dict[str, str]) -> HttpResponse:
    context = {"case": case, "title": title, "fields": fields, "action": request.path}
    return render(request, "cases/ask_reason.html", context)


def _show(request: HttpRequest, case: Case, title: str, plain: str, *, is_phone: bool) -> HttpResponse:
    context = {"case": case, "title": title, "plain": plain, "callable": is_phone}
    return render(request, "cases/plain.html", context)


def _party(case: Case, key: int) -> Party:
    return get_object_or_404(Party.objects.select_related("person", "case"), case=case, pk=key)
