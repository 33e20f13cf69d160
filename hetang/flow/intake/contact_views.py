"""Contacts that ended without a case: the list, one of them, opening a case after all, a hint about the caller."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.commons.people.api import note_read
from hetang.commons.places.api import places_of
from hetang.flow.intake.access import (
    DECIDERS,
    TAKERS,
    get_contact_for,
    require_reception,
    streets_of,
    visible_contacts,
)
from hetang.flow.intake.actions.news import pass_over_news
from hetang.flow.intake.actions.triage import Correction, open_contact
from hetang.flow.intake.actions.withdrawal import drop_withdrawal
from hetang.flow.intake.models import Contact
from hetang.flow.intake.queries import news_waiting
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.lib.labels import pick
from hetang.ground.lib.pagination import NEWEST, merged_page, page_links
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS, get_case_for

SHOWN = 10


class OpeningForm(forms.Form):
    """As what a contact is opened."""

    kind = forms.ChoiceField(label=gettext_lazy("事项类别"))
    category = forms.ChoiceField(label=gettext_lazy("纠纷类型"), required=False)
    community = forms.ChoiceField(label=gettext_lazy("所在社区"), required=False)

    def __init__(self, street: str, data: object = None, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        language = get_language() or "zh"
        self.communities = {p.code: p for p in places_of(street, "community")}
        categories = [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("categories")]
        places = [(code, pick(p.name, language)) for code, p in self.communities.items()]
        for name, choices in (
            ("kind", [(key, _(table.title)) for key, table in KINDS.items()]),
            ("category", [("", _("自动归类")), *categories]),
            ("community", [("", _("不清楚")), *places]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """What came in and was told where to turn, newest first; what was told anew about closed cases."""
    user = signed_in(request)
    require_reception(user)
    page = merged_page([visible_contacts(user).select_related("person", "by")], NEWEST, request.GET.get("page", ""))
    leads = bool(streets_of(user, *DECIDERS))
    context = {
        "page": page,
        "labels": {e["key"]: e["label"] for e in rulepacks.entries("triage")},
        "news": list(news_waiting(user)[:SHOWN]) if leads else [],
        **page_links(page),
    }
    return render(request, "intake/contacts.html", context)


@require_GET
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact: what was said, what was told."""
    user = signed_in(request)
    found = get_contact_for(user, pk)
    note_read(user, "contact", found.pk)
    entry = rulepacks.entry("triage", found.triage) or {"label": "", "basis": "", "channels": []}
    channel = next((c["label"] for c in entry.get("channels", ()) if c["key"] == found.handed_to), None)
    leads = found.street in streets_of(user, *DECIDERS) and found.street in streets_of(user, *TAKERS)
    context = {
        "contact": found,
        "entry": entry,
        "handed_to": channel,
        "form": OpeningForm(found.street, initial=_told(found)) if leads else None,
        "may_flag": found.street in streets_of(user, *TAKERS),
    }
    return render(request, "intake/contact.html", context)


def _told(found: Contact) -> dict[str, object]:
    """As what it was told, for the lead to put right."""
    more = found.told_more
    return {"kind": more.get("kind", ""), "category": more.get("category", ""), "community": found.community}


@require_POST
def passing_over(request: HttpRequest, number: str) -> HttpResponse:
    """A lead has looked at what is new about a closed case, and leaves it closed."""
    user = signed_in(request)
    case = pass_over_news(get_case_for(user, number), by=user)
    messages.success(request, _("已记录：看过，不重新办理。"))
    return redirect(case)


@require_POST
def dropping(request: HttpRequest, number: str) -> HttpResponse:
    """The applicant said in person that the matter is to go on."""
    user = signed_in(request)
    case = drop_withdrawal(get_case_for(user, number), by=user)
    messages.success(request, _("已记录：本人不再要求撤回，继续办理。"))
    return redirect(case)


@require_POST
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead opens a case of it after all."""
    user = signed_in(request)
    found = get_contact_for(user, pk)
    form = OpeningForm(found.street, request.POST)
    if not form.is_valid():
        return form_again(request, form, title=_("改为立案"), submit=_("立案"), back="")
    data = form.cleaned_data
    correction = Correction(
        kind=data["kind"], category=data["category"], community=form.communities.get(data["community"])
    )
    case = open_contact(found, correction, by=user)
    messages.success(
        request, _("已登记，编号 %(number)s，查询码 %(code)s。") % {"number": case.number, "code": case.code}
    )
    return redirect(case)
