"""A person's copy of everything that is kept about them, put together from what the rooms offer."""

from typing import Any

from django.db.models import QuerySet

from hetang.commons.people.api import Person, mask_name
from hetang.commons.places.api import place
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, Party
from hetang.record.rights.queries import cases_of
from hetang.record.rights.rules import masked_in
from hetang.record.rights.writing import each


def copy_of(person: Person, shown: QuerySet[Case]) -> dict[str, Any]:
    """{"made_at": …, "sections": [{"title": msgid, "rows": [{msgid: text}]}], "elsewhere": […]}: nobody else's data.

    Of the person's cases only those `shown`; the streets of the others are named, where the person may ask next. A
    section comes from each function in settings.PERSON_COPY: `(person, cases) -> (title, rows)`. Names and numbers of the
    other parties of the person's cases are masked wherever they stand in a text.
    """
    names, numbers = _others(person)
    cases = list(cases_of(person).filter(pk__in=shown.values("pk")).values_list("pk", flat=True))
    sections = []
    for offer in each("PERSON_COPY"):
        title, rows = offer(person, cases)
        clean = [{key: masked_in(str(value), names, numbers) for key, value in row.items()} for row in rows]
        sections.append({"title": title, "rows": clean})
    return {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "sections": sections,
        "elsewhere": _elsewhere(person, cases),
    }


def _elsewhere(person: Person, cases: list[int]) -> list[str]:
    """Names of the streets that keep cases of the person which are not in the copy."""
    codes = sorted(set(cases_of(person).exclude(pk__in=cases).order_by().values_list("street", flat=True)))
    return [found.name["zh"] if (found := place(code)) else code for code in codes]


def _others(person: Person) -> tuple[dict[str, str], dict[str, str]]:
    own = {person.name, person.phone}
    rows = Party.objects.filter(case__in=cases_of(person)).exclude(person=person).select_related("person")
    people = [party.person for party in rows if party.person.erased_at is None]
    names = {p.name: mask_name(p.name) for p in people if p.name not in own}
    numbers = {p.phone: p.masked_phone for p in people if p.phone and p.phone not in own}
    return names, numbers
