"""Printing copies: the values of every slot, the lines of every table, the events with their chain of hashes."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from random import Random
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BinaryField
from django.utils import timezone

from hetang.commons.people.api import Person, sealed_person
from hetang.ground.journal.rules import event_hash
from hetang.ground.lib.ids import new_code
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import STREAM
from tests.performance.million.mould import NULL, Mould, escape, is_midnight
from tests.performance.million.names import Names
from tests.performance.million.shape import Plan
from tests.performance.million.stories import Kind, columns
from tests.performance.million.streets import Street

JITTER = 240  # seconds by which copies of one original differ
AGAIN = 0.08  # callers who rang before
REMEMBERED = 5000
Figure = tuple[str, str, str, str]
Line = tuple[datetime, str]
Caller = tuple[str, str, dict[str, str]]  # key, name, cells


class Press:
    """Copies of `moulds`, one after the other. Tables' lines gather in `lines`, events' in `events` by local day."""

    def __init__(self, moulds: Sequence[Mould], streets: Sequence[Street], names: Names, seed: int) -> None:
        self.moulds, self.streets, self.names = moulds, streets, names
        self.rng = Random(seed)  # noqa: S311 - a measurement
        self.zone: tzinfo = timezone.get_default_timezone()
        self.lines: dict[Kind, list[str]] = defaultdict(list)
        self.streams: list[str] = []
        self.events: dict[date, list[Line]] = defaultdict(list)
        self.figures: Counter[Figure] = Counter()
        self.seen: dict[int, list[Caller]] = defaultdict(list)
        self.person_columns = [f for f in columns(Person) if not f.primary_key]
        self._ends: dict[tuple[str, str, date], str] = {}
        self._times = [[key[1].astimezone(self.zone) for key in m.groups["time"]] for m in moulds]
        self._refs: dict[tuple[int, int], list[str]] = {}
        self._callers = [_caller(m) for m in moulds]
        self._originals = [[(p.name, bool(p.phone)) for p in (Person(**row) for row, _ in m.persons)] for m in moulds]
        self._keys = [[n for n, key in enumerate(m.groups["id"]) if key[1] is Person] for m in moulds]
        self._begun = [_starts(m) for m in moulds]

    def print(self, plan: Plan, place: int, bases: dict[Kind, int]) -> None:
        """One copy; `bases` are the last keys used, and are moved on."""
        index, street = plan.story[place], self.streets[plan.street[place]]
        mould = self.moulds[index]
        start = plan.origin + timedelta(seconds=plan.second[place])
        moments = self._moments(index, start, plan.moved[place])
        values = self._ids(mould, bases)
        values += [m.isoformat() for m in moments]
        values += [(key[1] + timedelta(days=plan.moved[place])).isoformat() for key in mould.groups["date"]]
        values += self._references(index, street)
        people = self._people(index, street, start, values)
        values += [people[key[1]][0] for key in mould.groups["name"]]
        values += [people[key[1]][1][key[2]] for key in mould.groups["person"]]
        made = {
            "number": f"{street.abbr}{start.year}-{plan.number[place]:05d}",
            "code": new_code(),
            "submission": f"copy-{place}",
        }
        values += [made[key[1]] for key in mould.groups["made"]]
        values += self._clock_ends(index, moments)
        for model, filled in mould.tables:
            self.lines[model].append(filled(values))
        for k, (_, filled) in enumerate(mould.persons):
            if people[k][2]:
                self.lines[Person].append(filled(values))
        self._print_events(mould, values, moments)

    def _moments(self, index: int, start: datetime, moved: int) -> list[datetime]:
        own = self._times[index]
        shift, least = timedelta(days=moved), start + timedelta(seconds=1)
        following = min((t for t in own[1:] if t > own[0]), default=None)
        room = (following + shift - least).total_seconds() if following else JITTER
        jitter = shift - timedelta(seconds=self.rng.randrange(int(max(1, min(JITTER, room)))))
        return [start, *(t + (shift if is_midnight(t) else jitter) for t in own[1:])]

    def _ids(self, mould: Mould, bases: dict[Kind, int]) -> list[str]:
        values: list[str] = []
        for model, count in mould.own.items():
            base = bases[model]
            values += map(str, range(base + 1, base + count + 1))
            bases[model] = base + count
        return values

    def _references(self, index: int, street: Street) -> list[str]:
        known = self._refs.get((index, street.number))
        if known is None:
            groups = self.moulds[index].groups
            known = [str(street.keys[key[1], key[2]]) for key in groups["ref"]]
            known += [street.codes[key[1]] for key in groups["place"]]
            self._refs[index, street.number] = known
        return known

    def _people(
        self, index: int, street: Street, start: datetime, values: list[str]
    ) -> list[tuple[str, dict[str, str], bool]]:
        """For each person of the story: name, cells by column, and whether they are new (else known: key replaced)."""
        found: list[tuple[str, dict[str, str], bool]] = []
        keys, seen = self._keys[index], self.seen[street.number]
        for k, (name, has_phone) in enumerate(self._originals[index]):
            # Who rings again has the same name and number, and so is the same person.
            if k == self._callers[index] and seen and self.rng.random() < AGAIN:
                values[keys[k]], known, cells = seen[self.rng.randrange(len(seen))]
                found.append((known, cells, False))
                continue
            new = self.names.like(name, self.rng)
            person = sealed_person(name=new, digits=self.names.phone(self.rng) if has_phone else "", at=start)
            cells = {f.attname: _cell(f, getattr(person, f.attname)) for f in self.person_columns} | {"name": new}
            found.append((new, cells, True))
            if k == self._callers[index] and has_phone:
                _remember(seen, (values[keys[k]], new, cells), self.rng)
        return found

    def _clock_ends(self, index: int, moments: list[datetime]) -> list[str]:
        ends, category = [], self.moulds[index].story.case["category"]
        for name, place, lasts in self._begun[index]:
            begun = moments[place]
            ends.append(self._end_of_day(name, category, begun) if lasts is None else (begun + lasts).isoformat())
        return ends

    def _end_of_day(self, name: str, category: str, begun: datetime) -> str:
        key = (name, category, begun.date())
        if key not in self._ends:
            self._ends[key] = rulepacks.deadline(name, begun, category=category).isoformat()
        return self._ends[key]

    def _print_events(self, mould: Mould, values: list[str], moments: list[datetime]) -> None:
        before, first = "", len(mould.groups["id"])
        key = values[mould.case]
        stream = f"{STREAM}/{key}"
        for event in mould.events:
            at, body = moments[event.at - first], event.body(values)
            places = _places(event.places, values)
            actor = None if event.actor is None else values[event.actor]
            digest = event_hash(
                prev=before,
                stream=stream,
                seq=event.seq,
                verb=event.verb,
                actor=None if actor is None else int(actor),
                at=at,
                places=places,
                body=body,
                algorithm=event.algorithm,
            )
            day = at.date()
            cells = (STREAM, key, event.seq, event.verb, actor or NULL, values[event.at], day, *places)
            text = "\t".join(map(str, cells))
            self.events[day].append(
                (at, f"{text}\t{escape(body) if event.escape else body}\t{before}\t{digest}\t{event.algorithm}\n")
            )
            before = digest
            for measure, amount in event.counts:
                self.figures[day.isoformat(), places[1], places[2], measure] += amount
        self.streams.append(f"{STREAM}\t{key}\t{len(mould.events)}\t{before}\n")

    def ready(self, before: date | None) -> list[str]:
        """Lines of events of the days before `before` (all, where it is None) in the order of time, and let go of."""
        found: list[str] = []
        for day in sorted(d for d in self.events if before is None or d < before):
            found += [line for _, line in sorted(self.events.pop(day), key=_moment)]
        return found


def _moment(line: Line) -> datetime:
    return line[0]


def _places(indexes: tuple[int | None, ...], values: list[str]) -> tuple[str, str, str]:
    district, street, community = ("" if place is None else values[place] for place in indexes)
    return district, street, community


def _cell(column: Any, value: Any) -> str:
    """One value of a person as a cell."""
    if value is None:
        return NULL
    if isinstance(column, BinaryField):
        return "\\\\x" + bytes(value).hex()
    if isinstance(column, ArrayField):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return escape(str(value))


def _starts(mould: Mould) -> list[tuple[str, int, timedelta | None]]:
    """For each clock's end: the clock's name, which moment starts it, how long it lasts (None: to the end of a day)."""
    places = {key[1]: place for place, key in enumerate(mould.groups["time"])}
    zone = timezone.get_default_timezone()
    return [
        (name, places[start], None if is_midnight(end.astimezone(zone)) else end - start)
        for _, name, start, end in mould.groups["end"]
    ]


def _caller(mould: Mould) -> int:
    """Which of the persons applied, -1 if nobody did."""
    for k, (row, _) in enumerate(mould.persons):
        for model, rows in mould.story.rows.items():
            if model._meta.label == "cases.Party" and any(
                r["person_id"] == row["id"] and r["role"] == "applicant" for r in rows
            ):
                return k
    return -1


def _remember(seen: list[Caller], person: Caller, rng: Random) -> None:
    if len(seen) < REMEMBERED:
        seen.append(person)
    else:
        seen[rng.randrange(REMEMBERED)] = person
