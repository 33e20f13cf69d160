"""From a row to a report, or to the reason why it cannot be one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from functools import cached_property
from typing import Any

from django.utils import timezone

from hetang.commons.places.api import Place, places_of
from hetang.flow.intake.actions.register import Report
from hetang.flow.intake.importing.mapping import EVERY, NONE, OrderMapping
from hetang.flow.intake.importing.tables import BROKEN, FORMULA, Row
from hetang.flow.intake.models import Contact
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.money import fen
from hetang.ground.lib.refusals import Invalid, Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS

_BARE = re.compile(r"[\W_]+")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{1,2})\s*日?"
    r"(?:[T\s]*(?P<hour>[0-9]{1,2})[:：时](?P<minute>[0-9]{1,2})?分?(?:[:：]?(?P<second>[0-9]{1,2})(?:\.[0-9]+)?秒?)?)?"
)
# What has fewer signs proves nothing: 来电咨询 is everybody's.
SHORTEST_PROOF = 12
FIRST_YEAR, LAST_YEAR = 1990, 2999


@dataclass(eq=False)
class Reading:
    """What became of a row. `refusal` where it cannot be a report; `mentions` and `quote` say what it follows."""

    number: int
    key: str
    report: Report | None = None
    refusal: Refused | None = None
    mentions: list[str] = field(default_factory=list)
    quote: str = ""
    proof: str = ""
    order_number: str = ""
    is_time_assumed: bool = False

    @cached_property
    def proof_number(self) -> int | None:
        """The keyed digest of what the order says, None where it says too little to prove anything."""
        return proof_of(self.proof) if self.proof else None

    @property
    def is_follow_up(self) -> bool:
        """Whether the row says that it belongs to an earlier order."""
        return bool(self.mentions or self.quote)


def proof_of(words: str) -> int:
    """The keyed digest by which an order is known from its words."""
    return crypto.as_number(crypto.blind_index(words, "import-words"))


class Reader:
    """Reads rows of one file by its mapping, for one street."""

    def __init__(self, mapping: OrderMapping, street: Place) -> None:
        self._mapping, self._street = mapping, street
        self._zone: tzinfo = timezone.get_default_timezone()
        communities = list(places_of(street.code, Place.Kind.COMMUNITY))
        self._communities = {name: place for place in communities for name in _names(place)}
        self._categories = {e["key"]: e["key"] for e in rulepacks.entries("categories")} | {
            e["label"]["zh"]: e["key"] for e in rulepacks.entries("categories")
        }
        self._kinds = {key: key for key in KINDS} | {table.title: key for key, table in KINDS.items()}
        self._channels = {value: value for value in Contact.Channel.values} | {
            str(label): value for value, label in Contact.Channel.choices
        }
        self._times: dict[Any, tuple[datetime, bool]] = {}

    def read(self, row: Row) -> Reading:
        """The row as a report with its key, or with the reason against it."""
        reading = Reading(row.number, "")
        try:
            if row.is_too_long:
                raise Invalid(N_("这一行的格子比表头多。"))
            cells = {name: self._cell(row, name) for name in self._mapping.columns}
            reading.key = self._key(row, cells)
            reading.order_number = _text(cells.get("key"))[:40]
            reading.report = self._report(cells, reading)
            self._find_original(reading)
        except Refused as refusal:
            reading.refusal = refusal
            reading.key = reading.key or self._digest(repr(sorted(row.cells.items())))
        return reading

    def _cell(self, row: Row, name: str) -> Any:
        values = [row.cells.get(column, "") for column in self._mapping.columns[name]]
        for value in values:
            if value is FORMULA:
                raise Invalid(N_("有公式的单元格（%(field)s）：请以“值”粘贴后再导入。"), field=name)
            if isinstance(value, str) and "\0" in value:
                raise Invalid(N_("含有不能保存的字符（NUL，%(field)s）。"), field=name)
            if isinstance(value, str) and BROKEN in value:
                raise Invalid(N_("有认不出的字符，编码已损坏（%(field)s）。"), field=name)
        if len(values) == 1 and not isinstance(values[0], str):
            return values[0]
        return "\n".join(text for value in values if (text := str(value).strip()))

    def _key(self, row: Row, cells: Mapping[str, Any]) -> str:
        told = _text(cells.get("key"))
        return self._digest(told or repr(sorted((k, str(v)) for k, v in row.cells.items())))

    def _digest(self, text: str) -> str:
        """The same for the same row of the same source, however often and under whatever name the file comes."""
        return crypto.blind_index(f"{self._street.code}/{self._mapping.source}/{text}", "import-row").hex()

    def _report(self, cells: Mapping[str, Any], reading: Reading) -> Report:
        at = self._at(cells.get("at"), reading)
        finished = self._is_finished(cells)
        if finished and at is None:
            raise Invalid(N_("没有时间，已办结的工单无法存入。"))
        amount = _text(cells.get("amount"))
        return Report(
            text=_text(cells["text"]),
            street=self._street,
            applicant=_text(cells.get("applicant")) or self._mapping.defaults.get("applicant", ""),
            applicant_phone=_text(cells.get("applicant_phone")),
            respondent=_text(cells.get("respondent")),
            respondent_phone=_text(cells.get("respondent_phone")),
            submission=reading.key,
            channel=self._one_of("channel", cells, self._channels) or Contact.Channel.HOTLINE.value,
            community=self._community(cells),
            place_text=_text(cells.get("place_text"))[:120],
            category=self._one_of("category", cells, self._categories),
            kind=self._one_of("kind", cells, self._kinds) or "request",
            amount_fen=_fen(amount) if amount else None,
            event_on=None if finished or at is None else timezone.localtime(at).date(),
            past_at=at if finished else None,
        )

    def _at(self, value: Any, reading: Reading) -> datetime | None:
        if value in ("", None):
            return None
        if value not in self._times:
            if len(self._times) > 10_000:
                self._times.clear()
            self._times[value] = self._read_at(value)
        at, reading.is_time_assumed = self._times[value]
        return at

    def _read_at(self, value: Any) -> tuple[datetime, bool]:
        naive, has_time = _moment(value, self._mapping.formats)
        # Nobody keeps older orders: such a day is a cell that was never filled in.
        if not FIRST_YEAR <= naive.year <= LAST_YEAR:
            raise Invalid(N_("“%(value)s”不会是工单的时间：应当在 1990 年以后。"), value=str(value)[:40])
        if not has_time:
            naive = datetime.combine(naive.date(), self._mapping.assumed_time)
        return (naive if naive.tzinfo else naive.replace(tzinfo=self._zone)), not has_time

    def _is_finished(self, cells: Mapping[str, Any]) -> bool:
        finished = self._mapping.finished
        if isinstance(finished, str):
            return finished != NONE if finished in (EVERY, NONE) else False
        return _text(cells.get("state")) in finished

    def _one_of(self, name: str, cells: Mapping[str, Any], known: Mapping[str, str]) -> str:
        told = _text(cells.get(name))
        table = self._mapping.values.get(name, {})
        told = table.get(told, told) or self._mapping.defaults.get(name, "")
        if told and told not in known:
            raise Invalid(
                N_("不认识“%(value)s”（%(field)s）：请在映射的 values 里写明它是什么。"), value=told[:40], field=name
            )
        return known.get(told, "")

    def _community(self, cells: Mapping[str, Any]) -> Place | None:
        told = _text(cells.get("community"))
        told = self._mapping.values.get("community", {}).get(told, told) or self._mapping.defaults.get("community", "")
        if told and told not in self._communities:
            raise Invalid(N_("街道里没有社区“%(value)s”：请在映射的 values 里写明是哪一个。"), value=told[:40])
        return self._communities.get(told)

    def _find_original(self, reading: Reading) -> None:
        assert reading.report is not None
        text = reading.report.text
        bare = _BARE.sub("", text)
        reading.proof = bare if len(bare) >= SHORTEST_PROOF else ""
        reading.mentions = list(dict.fromkeys(m["number"] for m in self._mapping.number.finditer(text)))[:5]
        if (found := self._mapping.quoted.search(text)) is not None:
            quote = _BARE.sub("", text[found.end() :])
            reading.quote = quote if len(quote) >= SHORTEST_PROOF else ""


def _names(place: Place) -> set[str]:
    return {place.code, place.name_zh, place.name_zh.removesuffix("社区"), *place.aliases}


def _text(value: Any) -> str:
    if value is None:
        return ""
    # A workbook keeps telephones and numbers of orders as numbers.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _fen(text: str) -> int:
    try:
        amount = fen(text)
    except ValueError:
        raise Invalid(N_("“%(value)s”不是金额。"), value=text[:40]) from None
    if not 0 <= amount <= 10**13:
        raise Invalid(N_("“%(value)s”不是金额。"), value=text[:40])
    return amount


def _moment(value: Any, formats: tuple[str, ...]) -> tuple[datetime, bool]:
    """When, and whether an hour was said. Raises `Invalid`."""
    if isinstance(value, datetime):
        return value, value.time() != time(0)
    if isinstance(value, date):
        return datetime.combine(value, time(0)), False
    text = str(value).strip()
    for form in formats:
        try:
            return datetime.strptime(text, form), "%H" in form or "%I" in form  # noqa: DTZ007 - the zone is put in after
        except ValueError:
            continue
    found = _DATE.fullmatch(text)
    if found is not None:
        parts = {name: int(part) for name, part in found.groupdict().items() if part}
        try:
            return datetime(**parts), found["hour"] is not None  # type: ignore[arg-type]  # noqa: DTZ001
        except ValueError:
            pass
    raise Invalid(N_("“%(value)s”不是日期；可在映射的 formats 里写明格式。"), value=text[:40])
