"""Who is meant by each word of the table, for many steps at once: a fixed number of questions a batch and street."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from hetang.commons.accounts.api import Duties, duties_of_many, holders_around
from hetang.commons.notifications.api import Notice
from hetang.flow.progress.asking import Asking, askings
from hetang.flow.progress.fields import Fields
from hetang.flow.progress.rules import OF_THE_STREET, Entry, Table
from hetang.flow.progress.steps import Step, about, steps_of
from hetang.ground.journal.api import Event
from hetang.record.cases.api import Case, seers


class Batch:
    """Some steps of cases, and everybody who might have to hear of them."""

    def __init__(self, events: Sequence[Event], table: Table) -> None:
        self.table = table
        self.steps = steps_of(events, table, citizens=False)
        self.cases = {step.case.pk: step.case for step in self.steps}

    def notices(self) -> list[Notice]:
        """What staff are told: nobody of their own step, nobody of a case that they may not see, each once a step."""
        meant = {step.event.pk: self._meant(step) for step in self.steps}
        asked: dict[int, set[int]] = defaultdict(set)
        for step in self.steps:
            asked[step.case.pk] |= meant[step.event.pk].keys()
        seen, fields = seers(self.cases.values(), asked, self.duties), Fields(self.steps)
        return [
            self._notice(step, who, entry, fields)
            for step in self.steps
            for who, entry in meant[step.event.pk].items()
            if who in seen[step.case.pk]
        ]

    def _meant(self, step: Step) -> dict[int, Entry]:
        """Everybody who is to hear of the step, and by which entry: the first that fits."""
        found: dict[int, Entry] = {}
        for entry in step.entries:
            for word in entry.tells:
                for who in WORDS[word](self, step):
                    found.setdefault(who, entry)
        found.pop(step.event.actor or 0, None)
        return found

    def _notice(self, step: Step, who: int, entry: Entry, fields: Fields) -> Notice:
        return Notice(
            account=who,
            event=step.event.pk,
            template=entry.key,
            version=self.table.version,
            about=about(step.case),
            at=step.event.at,
            fields=fields.of(step),
        )

    @cached_property
    def duties(self) -> dict[int, Duties]:
        """Everybody around the cases, with their duties today."""
        named: dict[tuple[str, str], set[int]] = defaultdict(set)
        units: dict[tuple[str, str], set[int]] = defaultdict(set)
        place: dict[tuple[str, str], Case] = {}
        for step in self.steps:
            where = (step.case.district, step.case.street)
            place[where] = step.case
            named[where] |= set(self._by_name(step))
            units[where] |= {step.case.unit_id, step.body.get("unit") or step.case.unit_id}
        around = {who for where, case in place.items() for who in holders_around(case, units[where], named[where])}
        return duties_of_many(around)

    def _by_name(self, step: Step) -> Iterator[int]:
        yield from step.body.get("told", ())
        for who in (step.body.get("account"), step.case.assignee_id, self._asking(step).by, self._asking(step).to):
            if who is not None:
                yield who

    @cached_property
    def _askings(self) -> dict[int, Asking]:
        return askings([step.event for step in self.steps])

    def _asking(self, step: Step) -> Asking:
        return self._askings.get(step.event.pk, Asking())

    def named(self, step: Step) -> Iterable[int]:
        """Whom the step names."""
        return self.with_deputies([step.body.get("account")])

    def called(self, step: Step) -> Iterable[int]:
        """Who is called in a note."""
        return self.with_deputies(step.body.get("told", ()))

    def handler(self, step: Step) -> Iterable[int]:
        """In whose hands the case is now."""
        return self.with_deputies([step.case.assignee_id])

    def asker(self, step: Step) -> Iterable[int]:
        """Who asked for what the step answers."""
        return self.with_deputies([self._asking(step).by])

    def asked(self, step: Step) -> Iterable[int]:
        """Who was asked by name, else who leads the unit that was asked."""
        to = self._asking(step).to
        return self.unit_leads(step) if to is None else self.with_deputies([to])

    def case_leads(self, step: Step) -> Iterable[int]:
        """Who leads the unit of the case."""
        return self._leads(step.case.unit_id)

    def unit_leads(self, step: Step) -> Iterable[int]:
        """Who leads the unit that the step names."""
        return self._leads(step.body.get("unit"))

    def _leads(self, unit: int | None) -> Iterable[int]:
        return self._holding(lambda held: held.role == "station_lead" and held.unit == unit)

    def over_the_street(self, step: Step, role: str) -> Iterable[int]:
        """Who holds `role` where the case lies."""
        return self._holding(lambda held: held.role == role and held.covers(step.case))

    def _holding(self, fits: Callable[[Any], bool]) -> Iterable[int]:
        return [who for who, duties in self.duties.items() if any(fits(held) for held in duties.casework)]

    def with_deputies(self, people: Iterable[int | None]) -> Iterable[int]:
        """These, and who stands in for them today."""
        wanted = {who for who in people if who is not None}
        return wanted | {who for who, duties in self.duties.items() if duties.absent & wanted}


# What stands behind each word of `tells` (pack `messages`) that means staff.
WORDS: Mapping[str, Callable[[Batch, Step], Iterable[int]]] = {
    "named": Batch.named,
    "called": Batch.called,
    "handler": Batch.handler,
    "asker": Batch.asker,
    "asked": Batch.asked,
    "case_leads": Batch.case_leads,
    "unit_leads": Batch.unit_leads,
} | {word: partial(Batch.over_the_street, role=role) for word, role in OF_THE_STREET.items()}
