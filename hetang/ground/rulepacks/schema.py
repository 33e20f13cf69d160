"""What a pack file must look like: one declarative table a kind, and the little that reads it.

Plain Python. A fault names the path to the wrong value and says in both languages what to write, so that whoever keeps
a file needs no programmer. A library for JSON Schema would say "is not valid under any of the given schemas".
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong at `path`, and what to write there instead."""

    path: Path
    zh: str
    en: str


class Shape(ABC):
    """What a value may be. `faults` is empty for a right one."""

    @abstractmethod
    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        """Every fault of `value`, which stands at `path`."""


@dataclass(frozen=True)
class Text(Shape):
    """A text; not blank unless `empty`; of this `form` where one is given, with an `example` of it."""

    empty: bool = False
    form: str = ""
    example: str = ""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, str) or not (self.empty or value.strip()):
            yield Fault(path, "应当是文字（数字和日期请加引号）。", "must be a text (quote numbers and dates).")
        elif self.form and not re.fullmatch(self.form, value):
            yield Fault(
                path, f"写法不对，应当如 {self.example}。", f"is not of the right form; write it like {self.example}."
            )


KEY = Text(form="[a-z][a-z0-9_]*", example="party_away")


@dataclass(frozen=True)
class Whole(Shape):
    """A whole number above zero; zero as well where `zero`."""

    zero: bool = False

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool) or value < (0 if self.zero else 1):
            zh, en = ("零或正整数", "zero or a whole number") if self.zero else ("正整数", "a whole number")
            yield Fault(path, f"应当是{zh}。", f"must be {en} above zero.")


@dataclass(frozen=True)
class Flag(Shape):
    """true or false."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, bool):
            yield Fault(path, "应当是 true 或 false。", "must be true or false.")


@dataclass(frozen=True)
class Day(Shape):
    """A date, written without quotes."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if type(value) is not date:
            yield Fault(path, "应当是日期，如 2026-11-23（不加引号）。", "must be a date such as 2026-11-23, unquoted.")


@dataclass(frozen=True)
class OneOf(Shape):
    """One of some words."""

    words: tuple[str, ...]

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if value not in self.words:
            listed = "、".join(word or '""' for word in self.words)
            yield Fault(path, f"应当是其中之一：{listed}。", f"must be one of: {listed}.")


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of such values; may be empty unless `some`."""

    item: Shape
    some: bool = False

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, list) or (self.some and not value):
            yield Fault(path, "应当是一列，至少一项。" if self.some else "应当是一列。", "must be a list.")
            return
        for position, item in enumerate(value):
            yield from self.item.faults(item, (*path, position))


@dataclass(frozen=True)
class Table(Shape):
    """A mapping with fixed keys; those in `may` can be left out."""

    must: Mapping[str, Shape]
    may: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def order(self) -> list[str]:
        """The keys as a file shows them."""
        return [*self.must, *self.may]

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, "应当是一组“键: 值”。", "must be a mapping of keys and values.")
            return
        known = {**self.must, **self.may}
        for key in value:
            if key not in known:
                listed = "、".join(known)
                yield Fault(
                    (*path, key), f"不认识“{key}”，可用：{listed}。", f"“{key}” is not known here; use {listed}."
                )
        for key in self.must:
            if key not in value:
                yield Fault(path, f"缺少“{key}”。", f"“{key}” is missing.")
        for key, shape in known.items():
            if key in value:
                yield from shape.faults(value[key], (*path, key))


@dataclass(frozen=True)
class ByKey(Shape):
    """A mapping whose keys are of this form, each to such a value."""

    key: Text
    item: Shape

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, "应当是一组“键: 值”。", "must be a mapping of keys and values.")
            return
        for key, item in value.items():
            yield from self.key.faults(key, (*path, key))
            yield from self.item.faults(item, (*path, key))


LABEL = Table({"zh": Text(), "en": Text()})


@dataclass(frozen=True)
class Free(Shape):
    """Anything that a pack can hold, for kinds without a schema: every label in both languages, every key once."""

    def faults(self, value: Any, path: Path) -> Iterator[Fault]:
        if isinstance(value, dict):
            if {"zh", "en"} & set(value):
                yield from LABEL.faults(value, path)
                return
            for key, item in value.items():
                yield from self.faults(item, (*path, key))
        elif isinstance(value, list):
            keys = [item["key"] for item in value if isinstance(item, dict) and "key" in item]
            for position, item in enumerate(value):
                if isinstance(item, dict) and "key" in item and keys.count(item["key"]) > 1:
                    yield Fault((*path, position), f"“{item['key']}”写了两次。", f"“{item['key']}” is given twice.")
                yield from self.faults(item, (*path, position))
        elif not isinstance(value, str | int | float | bool):
            yield Fault(
                path,
                "应当是文字、数字或 true/false（日期请加引号）。",
                "must be a text, a number or true/false (quote dates).",
            )


# What the shape alone cannot say: keys given twice, references into the void, days in the wrong year.
Check = Callable[[Mapping[str, Any]], Iterator[Fault]]


@dataclass(frozen=True)
class Kind:
    """A kind of pack: the shape of its body, and what else must hold of a body of that shape."""

    body: Shape
    checks: tuple[Check, ...] = ()


HEADER = Table({"name": KEY, "version": Whole(), "effective_on": Day(), "basis": Text()})


def faults(document: Any, kinds: Mapping[str, Kind]) -> list[Fault]:
    """Everything wrong with a whole pack file, as plain Python. Finer checks are made on a right shape only."""
    if not isinstance(document, dict):
        return [Fault((), "应当是一组“键: 值”。", "must be a mapping of keys and values.")]
    kind = kinds.get(document.get("name", ""))
    if kind is None:
        listed = "、".join(kinds)
        name = document.get("name", "")
        return [Fault(("name",), f"没有规则包“{name}”，可用：{listed}。", f"there is no pack “{name}”; use {listed}.")]
    header = {key: document[key] for key in HEADER.must if key in document}
    body = {key: item for key, item in document.items() if key not in HEADER.must}
    found = [*HEADER.faults(header, ()), *kind.body.faults(body, ())]
    return found or [fault for check in kind.checks for fault in check(document)]


def arranged(value: Any, shape: Shape) -> Any:
    """`value` with every mapping in the order in which its schema names the keys: the database does not keep one."""
    if isinstance(shape, Table) and isinstance(value, dict):
        known = {**shape.must, **shape.may}
        return {key: arranged(value[key], known[key]) for key in shape.order if key in value}
    if isinstance(shape, ByKey) and isinstance(value, dict):
        return {key: arranged(value[key], shape.item) for key in sorted(value)}
    if isinstance(shape, ListOf) and isinstance(value, list):
        return [arranged(item, shape.item) for item in value]
    return value
