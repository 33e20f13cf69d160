"""What a program may send, as shapes: each reads a JSON value and says the same in JSON Schema. Plain Python.

The document that programs are written from and the check at the door are thus one thing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from hetang.ground.lib.labels import N_

Schema = dict[str, Any]
# PostgreSQL's bigint.
MOST = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2200
# What no database text may hold: NUL, and halves of characters that JSON can spell.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# The same for programs. Halves of characters cannot be written in a schema.
STORABLE = r"^[^\u0000]*$"


class Wrong(ValueError):
    """A value that does not have its shape: where (a JSON pointer) and why (a message id and its params)."""

    def __init__(self, at: str, why: str, **params: Any) -> None:
        super().__init__(why)
        self.at, self.why, self.params = at, why, params


class Finder(Protocol):
    """Looks up what a reference names, as far as the caller may know it; None where there is nothing."""

    def find(self, kind: str, key: Any) -> Any: ...


class Shape(Protocol):
    """Anything that can be read and described."""

    def schema(self) -> Schema: ...
    def read(self, value: object, at: str, finder: Finder) -> Any: ...


@dataclass(frozen=True)
class Text:
    """`least` to `most` characters, none of them NUL."""

    most: int
    least: int = 0
    pattern: str = STORABLE
    form: str = ""

    def schema(self) -> Schema:
        found: Schema = {"type": "string", "maxLength": self.most, "pattern": self.pattern}
        found |= {"minLength": self.least} if self.least else {}
        return found | ({"format": self.form} if self.form else {})

    def read(self, value: object, at: str, finder: Finder) -> str:  # noqa: ARG002 - one signature for all
        if not isinstance(value, str):
            raise Wrong(at, N_("应当是文字。"))
        if len(value) > self.most or len(value) < self.least:
            raise Wrong(at, N_("长度应在 %(least)s 到 %(most)s 字之间。"), least=self.least, most=self.most)
        if _UNSTORABLE.search(value) or not re.search(self.pattern.replace("$", r"\Z"), value):
            raise Wrong(at, N_("格式不对，或含有不能保存的字符。"))
        return value


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int = 0
    most: int = MOST

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, value: object, at: str, finder: Finder) -> int:  # noqa: ARG002
        # JSON knows one kind of number: 1.0 is the whole number 1.
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        if not isinstance(number, int) or isinstance(number, bool):
            raise Wrong(at, N_("应当是整数。"))
        if not self.least <= number <= self.most:
            raise Wrong(at, N_("应当在 %(least)s 到 %(most)s 之间。"), least=self.least, most=self.most)
        return number


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def read(self, value: object, at: str, finder: Finder) -> bool:  # noqa: ARG002
        if not isinstance(value, bool):
            raise Wrong(at, N_("应当是 true 或 false。"))
        return value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\Z", re.ASCII)


@dataclass(frozen=True)
class Day:
    """2026-03-09."""

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}

    def read(self, value: object, at: str, finder: Finder) -> date:  # noqa: ARG002
        try:
            if isinstance(value, str) and _DAY.match(value):
                found = date.fromisoformat(value)
                if FIRST_YEAR <= found.year <= LAST_YEAR:
                    return found
        except ValueError:
            pass
        raise Wrong(at, N_("应当是日期，例如 2026-03-09。"))


@dataclass(frozen=True)
class Moment:
    """2026-03-09T10:00:00+08:00."""

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}

    def read(self, value: object, at: str, finder: Finder) -> datetime:  # noqa: ARG002
        try:
            if isinstance(value, str) and _MOMENT.match(value):
                found = datetime.fromisoformat(value.upper()).astimezone(UTC)
                if FIRST_YEAR <= found.year <= LAST_YEAR:
                    return found
        except (ValueError, OverflowError):
            pass
        raise Wrong(at, N_("应当是带时区的时间，例如 2026-03-09T10:00:00+08:00。"))


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.words)}

    def read(self, value: object, at: str, finder: Finder) -> str:  # noqa: ARG002
        if not isinstance(value, str) or value not in self.words:
            raise Wrong(at, N_("应当是其中之一：%(words)s"), words=", ".join(self.words))
        return value


@dataclass(frozen=True)
class Many:
    """A list of at most `most`."""

    item: Shape
    most: int = 50
    made: Callable[[list[Any]], Any] = list

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), "maxItems": self.most}

    def read(self, value: object, at: str, finder: Finder) -> Any:
        if not isinstance(value, list) or len(value) > self.most:
            raise Wrong(at, N_("应当是列表，最多 %(most)s 项。"), most=self.most)
        return self.made([self.item.read(each, f"{at}/{n}", finder) for n, each in enumerate(value)])


@dataclass(frozen=True)
class Maybe:
    """The same, or null."""

    inner: Shape

    def schema(self) -> Schema:
        return {"anyOf": [self.inner.schema(), {"type": "null"}]}

    def read(self, value: object, at: str, finder: Finder) -> Any:
        return None if value is None else self.inner.read(value, at, finder)


@dataclass(frozen=True)
class Reference:
    """Something of the house by its key: read by `key`, then found as far as the caller may know it."""

    kind: str
    key: Shape

    def schema(self) -> Schema:
        return self.key.schema()

    def read(self, value: object, at: str, finder: Finder) -> Any:
        found = finder.find(self.kind, self.key.read(value, at, finder))
        if found is None:
            raise Wrong(at, N_("没有找到，或不在您的范围内。"))
        return found


@dataclass(frozen=True)
class Given:
    """One part of a thing. Without a default it must be there. `about` is a message id."""

    shape: Shape
    about: str = ""
    required: bool = True
    default: Any = None


@dataclass(frozen=True)
class Thing:
    """An object with these parts and no others; read, it is `made` of them."""

    parts: Mapping[str, Given]
    made: Callable[..., Any] = field(default=dict)
    # Answers may gain parts from one release to the next; what is sent to us may not hold what we do not know.
    may_grow: bool = False

    def schema(self) -> Schema:
        found: Schema = {"type": "object"} | ({} if self.may_grow else {"additionalProperties": False})
        found["properties"] = {name: _told(part) for name, part in self.parts.items()}
        required = [name for name, part in self.parts.items() if part.required]
        return found | ({"required": required} if required else {})

    def read(self, value: object, at: str, finder: Finder) -> Any:
        if not isinstance(value, dict):
            raise Wrong(at, N_("应当是一个对象。"))
        unknown = sorted(set(value) - set(self.parts))
        if unknown:
            raise Wrong(f"{at}/{pointer(unknown[0])}", N_("没有这一项。"))
        return self.made(**{name: self._part(name, value, at, finder) for name in self.parts})

    def _part(self, name: str, value: Mapping[str, object], at: str, finder: Finder) -> Any:
        part = self.parts[name]
        if name in value:
            return part.shape.read(value[name], f"{at}/{name}", finder)
        if part.required:
            raise Wrong(f"{at}/{name}", N_("必须填写。"))
        return part.default


def _told(part: Given) -> Schema:
    return part.shape.schema() | ({"description": part.about} if part.about else {})


def pointer(name: str) -> str:
    """As part of a JSON pointer, and nothing that could not be written in an answer."""
    return _UNSTORABLE.sub("?", name)[:60].replace("~", "~0").replace("/", "~1")


def words_of(query: Mapping[str, Sequence[str]], parts: Mapping[str, Given], finder: Finder) -> dict[str, Any]:
    """The parts of a query string; texts are turned into what their shape wants first."""
    sent: dict[str, object] = {}
    for name, values in query.items():
        if len(values) > 1:
            raise Wrong(f"?{pointer(name)}", N_("只能写一次。"))
        sent[name] = typed(parts[name].shape, values[0]) if name in parts else values[0]
    try:
        found: dict[str, Any] = Thing(parts).read(sent, "", finder)
    except Wrong as wrong:
        raise Wrong(f"?{wrong.at.removeprefix('/')}", wrong.why, **wrong.params) from None
    return found


def typed(shape: Shape, text: str) -> object:
    """A text of an address as the JSON value that its shape wants."""
    if isinstance(shape, Reference | Maybe):
        return typed(shape.key if isinstance(shape, Reference) else shape.inner, text)
    if isinstance(shape, Whole) and re.fullmatch(r"-?[0-9]{1,19}", text):
        return int(text)
    if isinstance(shape, Flag) and text in {"true", "false"}:
        return text == "true"
    return text
