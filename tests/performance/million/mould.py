"""One original made ready for copying: every table's lines as one text with slots, to be filled by `press.py`."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db import models

from hetang.commons.people.api import Person
from hetang.insight.rules import counted
from hetang.record.cases.api import Case
from tests.performance.million import rules
from tests.performance.million.rules import CannotCopyError
from tests.performance.million.stories import Kind, Row, Story, columns, references
from tests.performance.million.streets import Street

# A slot: what stands there, e.g. ("id", model, key), ("time", moment), ("ref", model, key), ("place", code).
Key = tuple[Any, ...]
NULL, TAB, LINE = "\\N", "\t", "\n"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Filled:
    """Text with slots; `%` and one call in C fill it, since this happens ten million times."""

    def __init__(self, parts: Sequence["str | Key"], order: dict[Key, int]) -> None:
        slots = [order[part] for part in parts if isinstance(part, tuple)]
        self.format = "".join("%s" if isinstance(part, tuple) else part.replace("%", "%%") for part in parts)
        self.get = itemgetter(*slots) if slots else None
        self.constant = self.format % () if not slots else ""

    def __call__(self, values: Sequence[str]) -> str:
        return self.format % self.get(values) if self.get else self.constant


@dataclass
class EventMould:
    """One event: the indexes of its time, actor, places and stream among the values, and its body with slots."""

    verb: str
    seq: int
    at: int
    actor: int | None
    places: tuple[int | None, int | None, int | None]
    body: Filled
    escape: bool
    counts: list[tuple[str, int]]
    algorithm: str


@dataclass
class Mould:
    """`own` how many rows of each model; `groups` the keys of each group of slots in the order of the values."""

    story: Story
    own: dict[Kind, int]
    groups: dict[str, list[Key]]
    tables: list[tuple[Kind, Filled]]
    persons: list[tuple[Row, Filled]]
    events: list[EventMould]
    case: int
    refs: dict[int, list[str]] = field(default_factory=dict)


GROUPS = ("id", "time", "date", "ref", "place", "name", "person", "made", "end")


class Maker:
    """Works out the slots of one story."""

    def __init__(self, story: Story, first: Street, told_of: Sequence[Kind]) -> None:
        self.story, self.first, self.told_of = story, first, told_of
        self.own = {m: {row["id"]: n for n, row in enumerate(story.rows[m])} for m in told_of}
        self.persons = {row["id"]: k for k, row in enumerate(story.rows[Person])}
        self.names = {Person(**row).name: self.persons[row["id"]] for row in story.rows[Person]}
        self._name = re.compile("|".join(sorted(map(re.escape, self.names), key=len, reverse=True)) or "(?!)")
        self.ends: dict[Any, Key] = {}

    def make(self) -> Mould:
        """The mould. Raises `CannotCopyError` where something has no rule."""
        tables = [(m, [p for row in self.story.rows[m] for p in self._line(m, row)]) for m in self._in_order()]
        persons = [(row, self._line(Person, row)) for row in self.story.rows[Person]]
        events = [(row, self._event(row)) for row in self.story.events]
        groups: dict[str, list[Key]] = {name: [] for name in GROUPS}
        groups["id"] = [("id", m, key) for m in self.told_of for key in self.own[m]]
        # What is registered first stands first: the press moves it on its own.
        groups["time"] = [("time", self.story.case["registered_at"])]
        groups["made"] = [("made", name) for name in sorted(rules.UNIQUE.values())]
        groups["name"] = [("name", k) for k in self.persons.values()]
        every = [part for _, parts in (*tables, *persons) for part in parts if isinstance(part, tuple)]
        every += [part for _, parts in events for part in parts if isinstance(part, tuple)]
        every += [key for row, _ in events for key in self._around(row) if key]
        for part in every:
            if part not in groups[part[0]]:
                groups[part[0]].append(part)
        for _, _name, start, _end in groups["end"]:
            if ("time", start) not in groups["time"]:
                groups["time"].append(("time", start))
        order = {key: place for place, key in enumerate(key for name in GROUPS for key in groups[name])}
        return Mould(
            story=self.story,
            own={m: len(keys) for m, keys in self.own.items()},
            groups=groups,
            tables=[(m, Filled(parts, order)) for m, parts in tables if parts],
            persons=[(row, Filled(parts, order)) for row, parts in persons],
            events=[self._event_mould(row, parts, order) for row, parts in events],
            case=order["id", Case, self.story.case["id"]],
        )

    def _in_order(self) -> list[Kind]:
        return [m for m in self.told_of if m is not Person]

    def _line(self, model: Kind, row: Row) -> list["str | Key"]:
        parts: list[str | Key] = []
        for place, column in enumerate(columns(model)):
            parts += [TAB] if place else []
            parts += [
                p.translate(_ESCAPES) if isinstance(p, str) and p != NULL else p for p in self._cell(model, column, row)
            ]
        return [*parts, LINE]

    def _cell(self, model: Kind, column: Any, row: Row) -> list["str | Key"]:
        name, value = column.attname, row[column.attname]
        label, target = f"{model._meta.label}.{name}", dict(references(model)).get(name)
        if value is None:
            return [NULL]
        if target is not None:
            return [self._reference(label, target, value)]
        if column.primary_key:
            return [("id", model, value)]
        if label in rules.LEFT_EMPTY:
            return [NULL]
        if label in rules.UNIQUE:
            return [("made", rules.UNIQUE[label])]
        if column.unique:
            raise CannotCopyError(f"{label} is unique: name the value made for it under UNIQUE in rules.py")
        if label == rules.CLOCK_END:
            self.ends[value] = ("end", row[rules.CLOCK_NAME], row[rules.CLOCK_START], value)
            return [self.ends[value]]
        if label == rules.NEXT_ALARM:
            return [self._next_alarm(value)]
        if model is Person and not isinstance(column, models.DateTimeField):
            return [("person", self.persons[row["id"]], name)]
        return self._plain(label, column, value)

    def _plain(self, label: str, column: Any, value: Any) -> list["str | Key"]:
        if isinstance(column, models.DateTimeField):
            return [("time", value)]
        if isinstance(column, models.DateField):
            return [("date", value)]
        if isinstance(column, models.JSONField):
            return self._json(value, label)
        if isinstance(column, models.CharField | models.TextField):
            return [("place", value)] if value in self.first.codes else self._text(value)
        if isinstance(column, models.BooleanField):
            return ["t" if value else "f"]
        if isinstance(column, models.IntegerField):
            return [str(value)]
        raise CannotCopyError(f"{label}: a {type(column).__name__} has no rule; see mould.py and rules.py")

    def _reference(self, label: str, target: Kind, value: Any) -> Key:
        if value in self.own.get(target, ()):
            return ("id", target, value)
        if (target, value) in self.first.keys:
            return ("ref", target, value)
        raise CannotCopyError(
            f"{label} points at {target._meta.label} {value}, which is neither the case's nor the street's"
        )

    def _next_alarm(self, value: Any) -> Key:
        """The end of the clock that ends then; rows of clocks may come later than the case."""
        for row in self.story.rows[apps.get_model(rules.CLOCK_END.rsplit(".", 1)[0])]:
            if row[rules.CLOCK_END.rsplit(".", 1)[1]] == value:
                return ("end", row[rules.CLOCK_NAME], row[rules.CLOCK_START], value)
        return ("time", value)

    def _text(self, value: str) -> list["str | Key"]:
        parts: list[str | Key] = []
        done = 0
        for match in self._name.finditer(value):
            parts += [value[done : match.start()], ("name", self.names[match[0]])]
            done = match.end()
        return [*parts, value[done:]]

    def _json(self, value: Any, label: str, key: str = "") -> list["str | Key"]:
        """Compact JSON with sorted keys (as `canonical` writes it) and slots for references."""
        if isinstance(value, dict):
            parts: list[str | Key] = ["{"]
            for place, (name, inner) in enumerate(sorted(value.items())):
                parts += [("," if place else "") + json.dumps(name, ensure_ascii=False) + ":"]
                parts += self._json(inner, label, name)
            return [*parts, "}"]
        if isinstance(value, list):
            inner_parts = [self._json(inner, label, key) for inner in value]
            joined = [p for place, inner in enumerate(inner_parts) for p in ([","] if place else []) + inner]
            return ["[", *joined, "]"]
        if isinstance(value, int) and not isinstance(value, bool) and key not in rules.PLAIN_KEYS:
            if key not in rules.BODY_KEYS:
                raise CannotCopyError(
                    f"{label}: is the number {key!r} a reference? See BODY_KEYS, PLAIN_KEYS in rules.py"
                )
            return [self._reference(f"{label}.{key}", apps.get_model(rules.BODY_KEYS[key]), value)]
        if isinstance(value, str) and value.startswith(rules.CLAUSE_PREFIX):
            clause = int(value.removeprefix(rules.CLAUSE_PREFIX))
            slot = self._reference(label, apps.get_model(rules.CLAUSE_MODEL), clause)
            return ['"' + rules.CLAUSE_PREFIX, slot, '"']
        if isinstance(value, str) and value in self.first.codes:
            return ['"', ("place", value), '"']
        return [json.dumps(value, ensure_ascii=False)]

    def _event(self, row: Row) -> list["str | Key"]:
        if set(row) != rules.EVENT_COLUMNS:
            raise CannotCopyError(f"an event has other columns than press.py writes: {set(row) ^ rules.EVENT_COLUMNS}")
        return self._json(json.loads(row["body_text"]), "Event.body")

    def _around(self, row: Row) -> list[Key | None]:
        """The slots beside the body: time, actor, three places."""
        actor = ("ref", apps.get_model(rules.BODY_KEYS["account"]), row["actor"]) if row["actor"] else None
        return [("time", row["at"]), actor, *(("place", row[n]) if row[n] else None for n in PLACES)]

    def _event_mould(self, row: Row, parts: list["str | Key"], order: dict[Key, int]) -> EventMould:
        at, actor, *places = [order[key] if key else None for key in self._around(row)]
        assert at is not None
        raw = "".join(p for p in parts if isinstance(p, str))
        return EventMould(
            verb=row["verb"],
            seq=row["seq"],
            at=at,
            actor=actor,
            places=(places[0], places[1], places[2]),
            body=Filled(parts, order),
            escape=raw != raw.translate(_ESCAPES),
            counts=list(counted(row["verb"], json.loads(row["body_text"]))),
            algorithm=row["algorithm"],
        )


PLACES = ("district", "street", "community")


def escape(text: str) -> str:
    """`text` as one cell of COPY's text format."""
    return text.translate(_ESCAPES)


def is_midnight(moment: datetime) -> bool:
    """Whether a local moment is the end of a day: such ends move by whole days only."""
    return (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)


def day_text(value: date) -> str:
    """As the database reads it."""
    return value.isoformat()
