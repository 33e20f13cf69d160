"""Finding a person among the parties of the cases that somebody may see."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hetang.commons.accounts.api import Account, duties_of, signed_in
from hetang.commons.people.api import (
    Person,
    normalise_phone,
    note_search,
    persons_by_id_number,
    persons_by_name,
    persons_by_phone,
)
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed
from hetang.record.cases.api import Case, Party, cases_mentioning, seen_of, visible_to

SHOWN, LEAST = 50, 2


class PersonSearchForm(forms.Form):
    """A name or a part of one, a telephone or an identity number."""

    q = forms.CharField(
        label=_("姓名、电话或身份证号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("姓名可以只写一部分；号码要写全。只找您能看到的案件里的人。"),
    )

    def clean_q(self) -> str:
        """Two signs at least: every fourteenth person is a 王, and nobody means all of them."""
        text: str = self.cleaned_data["q"]
        if len("".join(text.split())) < LEAST:
            raise forms.ValidationError(_("请至少写两个字。"))
        return text


@dataclass(frozen=True)
class Found:
    """A person and their parts in cases the reader may see, newest first."""

    person: Person
    parts: list[Party]


@never_cache
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Search by POST, so that no name and no number stands in an address or a log; what is found is masked."""
    user = signed_in(request)
    if not duties_of(user).casework:
        raise NotAllowed(N_("找人只对办理案件的同事开放。"), then=N_("需要时请联系话务员或驿站负责人。"))
    form = PersonSearchForm(request.POST or None)
    context: dict[str, object] = {"form": form, "found": None, "mentioned": [], "limit": SHOWN}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["q"]
        found, mentioned = parties_found(user, text), cases_found(user, text)
        note_search(user, "person", len(found) + len(mentioned))
        context |= {"found": found, "mentioned": mentioned}
    status = 422 if form.errors else 200
    return render(request, "desk/people.html", context, status=status)


def parties_found(user: Account, text: str) -> list[Found]:
    """Persons known under `text` who are party to a case that `user` may see; at most SHOWN parts."""
    by_number = persons_by_id_number(text) | persons_by_phone(text)
    is_number = normalise_phone(text) is not None or by_number.exists()
    persons = by_number if is_number else persons_by_name(text)
    rows = Party.objects.filter(person__in=persons.order_by(), case__in=visible_to(user))
    parts = rows.select_related("person", "case", "case__unit", "case__assignee").order_by("-id")[:SHOWN]
    grouped: dict[int, Found] = {}
    for part in parts:
        grouped.setdefault(part.person_id, Found(part.person, [])).parts.append(part)
    return list(grouped.values())


def cases_found(user: Account, text: str) -> list[Case]:
    """Cases that `user` may see in whose texts the number stands."""
    mentioning = cases_mentioning(text, among=visible_to(user))
    return list(seen_of(user, mentioning).order_by("-id")[:SHOWN])
