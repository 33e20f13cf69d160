"""Who is to be rung: the queue, one tap a try, the number for a reason, the lead's end."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.alliance.api import hotlines_of
from hetang.commons.people.api import reveal_phone
from hetang.flow.intake.access import (
    DECIDERS,
    TAKERS,
    get_call_back_for,
    reception_street,
    require_reception,
    streets_of,
    visible_call_backs,
)
from hetang.flow.intake.actions.call_back import (
    Ringing,
    claim_call_back,
    drop_call_back,
    record_call_attempt,
    record_missed_call,
    require_free,
)
from hetang.flow.intake.models import CallAttempt, CallBack
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.lib.labels import pick

SHOWN = 50


class MissedForm(forms.Form):
    """A call that nobody took, as the exchange showed it."""

    phone = forms.CharField(
        label=gettext_lazy("未接号码"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    hotline = forms.ChoiceField(label=gettext_lazy("热线"), required=False)

    def __init__(self, street: str, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        language = get_language() or "zh"
        self.hotlines = {str(h.pk): h for h in hotlines_of(street)}
        field = self.fields["hotline"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((k, f"{h.number} {pick(h.name, language)}") for k, h in self.hotlines.items())]


@never_cache
@require_http_methods(["GET", "POST"])
def call_backs(request: HttpRequest) -> HttpResponse:
    """Who waits to be rung, by when; a missed call is recorded here."""
    user = signed_in(request)
    require_reception(user)
    if request.method == "GET":
        return _queue(request, user)
    street = reception_street(user)
    form = MissedForm(street.code, request.POST)
    if not form.is_valid():
        return form_again(request, form, title=_("记录未接来电"), submit=_("记录"), back=request.path)
    data = form.cleaned_data
    ringing = Ringing(phone=data["phone"], street=street, hotline=form.hotlines.get(data["hotline"]))
    found = record_missed_call(ringing, by=user)
    messages.success(request, _("已记录，这个号码共打来 %(n)s 次。") % {"n": found.rings})
    return redirect("call-backs")


def _queue(request: HttpRequest, user: Account) -> HttpResponse:
    states = (CallBack.State.WAITING, CallBack.State.TOLD_UP)
    rows = visible_call_backs(user).filter(state__in=states).select_related("person", "hotline", "case", "claimed_by")
    takes = streets_of(user, *TAKERS)
    context = {
        "rows": list(rows.order_by("due_at", "id")[:SHOWN]),
        "now": clock.now(),
        "takes": bool(takes),
        "leads": bool(streets_of(user, *DECIDERS)),
        "outcomes": CallAttempt.Outcome,
        "form": MissedForm(min(takes)) if takes else None,
        "user_id": user.pk,
    }
    return render(request, "intake/call_backs.html", context)


@require_POST
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: reached, which opens the registration; not reached; wrong number."""
    user = signed_in(request)
    tries = request.POST.get("tries", "")
    found = record_call_attempt(
        get_call_back_for(user, pk),
        outcome=request.POST.get("outcome", ""),
        tries=int(tries) if tries.isdecimal() and len(tries) < 6 else -1,  # noqa: PLR2004 - as the column
        by=user,
    )
    if found.state == CallBack.State.REACHED:
        return redirect(f"{reverse('registration')}?call_back={found.pk}")
    if found.state == CallBack.State.TOLD_UP:
        messages.warning(request, _("已试 %(n)s 次没有接通，转请驿站负责人决定。") % {"n": found.tries})
    else:
        messages.success(request, _("已记录联系。"))
    return redirect("call-backs")


@never_cache
@require_POST
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """The number to dial: who looked is written down, as everywhere, once for the minutes in which it is theirs."""
    user = signed_in(request)
    found = get_call_back_for(user, pk)
    require_free(found, by=user)
    if found.dialled_by(clock.now()) is None:
        reveal_phone(found.person, reason=_("回电"), by=user)
        claim_call_back(found, by=user)
    return redirect(f"{reverse('call-backs')}#call-back-{found.pk}")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead ends it, saying why."""
    user = signed_in(request)
    drop_call_back(get_call_back_for(user, pk), note=request.POST.get("note", ""), by=user)
    return redirect("call-backs")
