"""What the people concerned are told: who reported the matter, of their own matter, in plain words.

Only of ordinary cases: a line on a telephone that somebody else picks up must never betray a matter that is kept
closely. Nor to who lacks full capacity by their age: their guardian is spoken with. The other side is told nothing here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from hetang.commons.notifications.api import Field, Notice
from hetang.commons.people.api import Person, mask_names
from hetang.commons.places.api import names
from hetang.flow.intake.api import ImportedRow
from hetang.flow.progress.asking import reasons
from hetang.flow.progress.fields import Fields
from hetang.flow.progress.rules import Table
from hetang.flow.progress.steps import Step, about, steps_of
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.references import unmarked
from hetang.record.cases.api import FULL, Case, Party, capacity

# A question is answered while it is asked; who put it needs no letter about it.
SILENT_KINDS = frozenset({Case.Kind.CONSULTATION})


def letters(events: Sequence[Event], table: Table) -> list[Notice]:
    """A notice for each of these events and each person who reported the case. A fixed number of queries."""
    steps = [step for step in steps_of(events, table, citizens=True) if _is_open_to_letters(step.case)]
    steps = _not_imported(steps)
    if not steps:
        return []
    people, fields, why = _people(steps), Fields(steps), reasons([step.event for step in steps])
    streets = names({step.case.street for step in steps})
    found = []
    for step in steps:
        more: dict[str, Field] = {"code": step.case.code, "street": streets.get(step.case.street, "")}
        for person, others in _receivers(people[step.case.pk]):
            more["why"] = mask_names(unmarked(why.get(step.event.pk, "")), others)
            notice = Notice(
                event=step.event.pk,
                template=step.entries[0].key,
                version=table.version,
                about=about(step.case),
                at=step.event.at,
                person=person.pk,
                fields=fields.of(step) | more,
            )
            found.append(notice)
    return found


def _is_open_to_letters(case: Case) -> bool:
    return case.sensitivity == Case.Sensitivity.NORMAL and case.kind not in SILENT_KINDS


def _not_imported(steps: list[Step]) -> list[Step]:
    """Without the registration of what was brought in from another system: those people were told by it, long ago."""
    registered = {step.case.pk for step in steps if step.event.verb == "register"}
    if not registered:
        return steps
    brought = set(ImportedRow.objects.filter(case__in=registered).values_list("case_id", flat=True))
    return [step for step in steps if step.event.verb != "register" or step.case.pk not in brought]


def _people(steps: Iterable[Step]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Party.objects.filter(case__in={step.case.pk for step in steps}).select_related("person").order_by("id")
    for party in rows:
        found[party.case_id].append(party)
    return found


def _receivers(parties: list[Party]) -> list[tuple[Person, list[Person]]]:
    """Those who reported the matter and can be written to, each with everybody else of the case."""
    today = clock.today()
    applicants = {party.person_id: party.person for party in parties if party.role == Party.Role.APPLICANT}
    return [
        (person, [party.person for party in parties if party.person_id != person.pk])
        for person in applicants.values()
        if not person.is_erased and capacity(person.born_on, today) == FULL
    ]
