"""Who stands in for whom: arranging it, and ending it early."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hetang.commons.accounts.api import (
    Account,
    Delegation,
    colleagues_of,
    delegate_duty,
    delegations_around,
    duties_of,
    end_delegation,
    led_by,
    signed_in,
)
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render


class LeaveForm(forms.Form):
    """Who is away, who stands in, from when to when, why."""

    account = forms.ModelChoiceField(Account.objects.none(), label=gettext_lazy("谁不在岗"))
    to = forms.ModelChoiceField(Account.objects.none(), label=gettext_lazy("由谁代"))
    since = forms.DateField(label=gettext_lazy("从"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("到（含当日）"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=60)

    def __init__(self, user: Account, data: object = None) -> None:
        super().__init__(data, initial={"account": user.pk, "since": clock.today()})  # type: ignore[arg-type]
        colleagues = colleagues_of(duties_of(user).streets)
        for name in ("account", "to"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = colleagues
            field.label_from_instance = Account.get_full_name  # type: ignore[method-assign, assignment]


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """The leaves of one's street that hold or are to come, and the form for another."""
    user = signed_in(request)
    form = LeaveForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        made = delegate_duty(
            data["account"], to=data["to"], since=data["since"], until=data["until"], reason=data["reason"], by=user
        )
        messages.success(request, _("已安排由%(name)s代班。到期自动结束。") % {"name": made.deputy.get_full_name()})
        return redirect("leave")
    leaves = list(delegations_around(colleagues_of(duties_of(user).streets)))
    led = led_by(user, {leave.absent_id for leave in leaves})
    context = {
        "form": form,
        "leaves": leaves,
        # Why somebody is away (an illness, say) is for the two and who leads that person; that they are away, for all.
        "told_why": {x.pk for x in leaves if x.absent_id in led or user.pk in (x.absent_id, x.deputy_id)},
        "led": led,
        "today": clock.today(),
        "user_id": user.pk,
        "leads": duties_of(user).has("station_lead", "leader"),
    }
    return render(request, "desk/leave.html", context, status=422 if form.is_bound else 200)


@require_POST
def end(request: HttpRequest, delegation: int) -> HttpResponse:
    """End one now."""
    user = signed_in(request)
    around = delegations_around(colleagues_of(duties_of(user).streets))
    end_delegation(get_object_or_404(Delegation, pk__in=around.values("pk"), pk=delegation), by=user)
    messages.success(request, _("代班已经结束。"))
    return redirect("leave")
