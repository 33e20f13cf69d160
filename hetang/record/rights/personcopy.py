"""A person's copy of everything that is kept about them, put together from what the rooms offer."""

from typing import Any

from hetang.commons.people.api import Person, mask_name
from hetang.ground.lib import clock
from hetang.record.cases.api import Party
from hetang.record.rights.queries import cases_of
from hetang.record.rights.rules import masked_in
from hetang.record.rights.writing import each


def copy_of(person: Person) -> dict[str, Any]:
    """{"made_at": …, "sections": [{"title": msgid, "rows": [{msgid: text}]}]}, without other people's data.

    A section comes from each function in settings.PERSON_COPY: `(person) -> (title, rows)`. Names and numbers of the
    other parties of the person's cases are masked wherever they stand in a text.
    """
    names, numbers = _others(person)
    sections = []
    for offer in each("PERSON_COPY"):
        title, rows = offer(person)
        clean = [{key: masked_in(str(value), names, numbers) for key, value in row.items()} for row in rows]
        sections.append({"title": title, "rows": clean})
    return {"made_at": clock.now().isoformat(timespec="seconds"), "sections": sections}


def _others(person: Person) -> tuple[dict[str, str], dict[str, str]]:
    own = {person.name, person.phone}
    rows = Party.objects.filter(case__in=cases_of(person)).exclude(person=person).select_related("person")
    people = [party.person for party in rows if party.person.erased_at is None]
    names = {p.name: mask_name(p.name) for p in people if p.name not in own}
    numbers = {p.phone: p.masked_phone for p in people if p.phone and p.phone not in own}
    return names, numbers
