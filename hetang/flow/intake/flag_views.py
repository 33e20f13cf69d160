"""Hints about callers: proposing one, the list, what a lead decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from hetang.commons.accounts.api import Account, colleagues_of, signed_in
from hetang.commons.people.api import Person
from hetang.flow.intake.access import (
    DECIDERS,
    RECEPTION,
    NoSuchContact,
    get_flag_for,
    reception_street,
    require_reception,
    streets_of,
    visible_flags,
)
from hetang.flow.intake.actions.flag import decide_flag, end_flag, flag_caller, review_flag
from hetang.flow.intake.models import CallerFlag
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render, wants_part
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid

SHOWN = 50


@require_http_methods(["GET", "POST"])
def flags(request: HttpRequest) -> HttpResponse:
    """What is proposed and what holds; a proposal is sent here from a contact."""
    user = signed_in(request)
    require_reception(user)
    if request.method == "POST":
        person = Person.objects.filter(pk=_key(request.POST.get("person", ""))).first()
        if person is None:
            raise NoSuchContact(N_("没有找到这个人。"), then=N_("请从来电记录里提出。"))
        flag_caller(person, street=reception_street(user), reason=request.POST.get("reason", ""), by=user)
        return render(request, "intake/flagged.html", {}) if wants_part(request) else redirect("caller-flags")
    states = (CallerFlag.State.PROPOSED, CallerFlag.State.IN_FORCE)
    rows = visible_flags(user).filter(state__in=states).select_related("person", "handler", "proposed_by")
    context = {
        "rows": list(rows.order_by("state", "id")[:SHOWN]),
        "leads": bool(streets_of(user, *DECIDERS)),
        "colleagues": list(colleagues_of(streets_of(user, *RECEPTION))),
        "today": clock.today(),
        "user_id": user.pk,
    }
    return render(request, "intake/flags.html", context)


@require_POST
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead takes the proposal up and names who deals with it, or does not."""
    user = signed_in(request)
    flag = get_flag_for(user, pk)
    accept = request.POST.get("accept", "") == "yes"
    decide_flag(flag, accept=accept, handler=_handler(request, flag) if accept else None, by=user)
    return redirect("caller-flags")


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Looked at again, and kept."""
    user = signed_in(request)
    review_flag(get_flag_for(user, pk), by=user)
    return redirect("caller-flags")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer needed."""
    user = signed_in(request)
    end_flag(get_flag_for(user, pk), by=user)
    return redirect("caller-flags")


def _handler(request: HttpRequest, flag: CallerFlag) -> Account | None:
    key = _key(request.POST.get("handler", ""))
    return colleagues_of(frozenset({flag.street})).filter(pk=key).first()


def _key(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:  # noqa: PLR2004 - what fits into the column
        raise Invalid(N_("没有选择。"), then=N_("请从列表中选择。"))
    return int(text)
