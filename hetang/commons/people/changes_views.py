"""The auditor's page of what was changed in the house."""

from typing import Any

from django import forms
from django.db.models import BigIntegerField, DateTimeField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.people.changes import audited, changes_in_reach, in_words
from hetang.commons.people.rules import AUDIT_ROLE
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import Order, merged_page, page_links
from hetang.ground.lib.refusals import NotAllowed

# By moment, not by number: by number the database would read a street's millions of cases to find a few of these.
LATEST = Order((("at", DateTimeField()), ("id", BigIntegerField())), descending=True)


class ChangeFilterForm(forms.Form):
    """What the auditor looks for."""

    kind = forms.ChoiceField(label=_("种类"), required=False)
    who = forms.CharField(label=_("用户名"), max_length=40, required=False)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *((kind, _(each.title)) for kind, each in audited().items())]


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed what, newest first."""
    user = signed_in(request)
    if not duties_of(user).has(AUDIT_ROLE):
        raise NotAllowed(N_("变更记录只对审计员开放。"), then=N_("需要核查时请联系本单位审计员。"))
    form = ChangeFilterForm(request.GET)
    rows = changes_in_reach(user, **form.cleaned_data) if form.is_valid() else changes_in_reach(user).none()
    page = merged_page([rows], LATEST, request.GET.get("page", ""))
    context = {
        "form": form,
        "changes": in_words(page.items),
        **page_links(page, **request.GET.dict()),
    }
    return render(request, "people/changes.html", context)
