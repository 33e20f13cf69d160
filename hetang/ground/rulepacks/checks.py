"""What a pack's shape alone cannot say: keys given twice or missing, references into the void, days in the wrong year."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hetang.ground.rulepacks.calendar import OfficeHours
from hetang.ground.rulepacks.periods import Period
from hetang.ground.rulepacks.schema import Check, Fault


def unique_keys(part: str = "entries") -> Check:
    """No key twice in a list."""

    def check(body: Mapping[str, Any]) -> Iterator[Fault]:
        seen: set[str] = set()
        for position, entry in enumerate(body.get(part, [])):
            if entry["key"] in seen:
                key = entry["key"]
                yield Fault((part, position, "key"), f"“{key}”写了两次。", f"“{key}” is given twice.")
            seen.add(entry["key"])

    return check


def refers(part: str, name: str, to: str) -> Check:
    """What entries of `part` name under `name` must be a key of `to` (a list of entries or a mapping)."""

    def check(body: Mapping[str, Any]) -> Iterator[Fault]:
        target = body.get(to, [])
        known = set(target) if isinstance(target, dict) else {entry["key"] for entry in target}
        for position, entry in enumerate(body.get(part, [])):
            named = entry.get(name, [])
            for word in named if isinstance(named, list) else [named]:
                if word not in known:
                    yield Fault((part, position, name), f"“{to}”里没有“{word}”。", f"there is no “{word}” in “{to}”.")

    return check


def consistent_deadlines(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Office hours where they are needed, extensions in the unit of their period, clocks that exist."""
    hours = body.get("office_hours")
    if hours:
        try:
            OfficeHours.read(hours)
        except ValueError:
            yield Fault(
                ("office_hours",),
                "各段时间应当前后相接、不重叠。",
                "the intervals must follow one another without overlap.",
            )
    keys = {entry["key"] for entry in body["entries"]}
    for position, entry in enumerate(body["entries"]):
        at = ("entries", position)
        if not hours and (entry["unit"] == "working_hours" or entry.get("closes")):
            yield Fault(at, "需要在包里写明 office_hours。", "this needs office_hours in the pack.")
        extension = entry.get("extension")
        if extension and Period(1, extension["unit"]).in_hours != Period(1, entry["unit"]).in_hours:
            yield Fault(
                (*at, "extension", "unit"),
                "按日计算的期限只能按日延长，按小时的只能按小时延长。",
                "days are extended by days, hours by hours.",
            )
        if "clock" in entry and (entry["clock"] not in keys or not entry.get("fits")):
            yield Fault(
                (*at, "clock"),
                "“clock”应当是本包里另一项的 key，并写明 fits。",
                "“clock” must be the key of another entry, and “fits” must say for which categories.",
            )


def consistent_calendar(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Days that exist and lie in their year, in order and once; a make-up day takes a weekend that is no holiday."""
    for position, text in enumerate(body.get("every_year", [])):
        if _read_day(f"2024-{text}") is None:
            yield Fault(("every_year", position), f"没有 {text} 这一天。", f"there is no day {text}.")
    for year, lists in body["years"].items():
        off = set(lists["holidays"])
        for part in ("holidays", "workdays"):
            path = ("years", year, part)
            for position, text in enumerate(lists[part]):
                day = _read_day(text)
                if day is None or str(day.year) != year:
                    yield Fault((*path, position), f"{text} 不是 {year} 年的日期。", f"{text} is no day of {year}.")
                elif part == "workdays" and (day.weekday() < 5 or text in off):
                    yield Fault(
                        (*path, position),
                        f"{text} 不能是调休上班日：它本来就上班，或已列为放假。",
                        f"{text} cannot be a make-up day: it is a weekday, or off.",
                    )
            if lists[part] != sorted(set(lists[part])):
                yield Fault(path, "日期应当从早到晚，不重复。", "the days must be in order, each once.")


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def has_keys(*keys: str, part: str = "entries") -> Check:
    """Keys that the program names: without one of them it could not go on."""

    def check(body: Mapping[str, Any]) -> Iterator[Fault]:
        there = {entry["key"] for entry in body[part]}
        for key in keys:
            if key not in there:
                yield Fault((part,), f"缺少“{key}”，程序要用到它。", f"“{key}” is missing; the program needs it.")

    return check


def only_keys(*keys: str, part: str = "entries") -> Check:
    """Keys behind each of which there is something in the program; another one would find nothing."""

    def check(body: Mapping[str, Any]) -> Iterator[Fault]:
        for position, entry in enumerate(body[part]):
            if entry["key"] not in keys:
                listed = "、".join(keys)
                yield Fault((part, position, "key"), f"应当是其中之一：{listed}。", f"must be one of: {listed}.")

    return check


def says(key: str, *names: str) -> Check:
    """What the entry `key` must say."""

    def check(body: Mapping[str, Any]) -> Iterator[Fault]:
        for position, entry in enumerate(body["entries"]):
            for name in names:
                if entry["key"] == key and name not in entry:
                    yield Fault(("entries", position), f"缺少“{name}”。", f"“{name}” is missing.")

    return check


# A named field, or any other brace, which would break the sentence when it is filled in.
_FIELD = re.compile(r"\{(\w+)\}|([{}])")


def fields_filled(*names: str) -> Check:
    """Texts name fields that the program fills, the same in both languages; a brace of its own stands in none."""

    def check(body: Mapping[str, Any]) -> Iterator[Fault]:
        for position, entry in enumerate(body["entries"]):
            at = ("entries", position, "text")
            said = {language: _FIELD.findall(entry["text"][language]) for language in ("zh", "en")}
            if any(bare for found in said.values() for _, bare in found):
                yield Fault(at, "花括号里只能写字段的名字。", "braces may hold nothing but the name of a field.")
            wrong = sorted({name for found in said.values() for name, _ in found if name} - set(names))
            for name in wrong:
                listed = "、".join(names)
                yield Fault(at, f"不认识“{name}”，可用：{listed}。", f"“{name}” is not known here; use {listed}.")
            if {name for name, _ in said["zh"]} != {name for name, _ in said["en"]}:
                yield Fault(at, "中英文用的字段应当相同。", "both languages must name the same fields.")

    return check


def consistent_messages(body: Mapping[str, Any]) -> Iterator[Fault]:
    """What is told is kept for longer than it is news: so nothing is told again that was told and deleted."""
    if body["keep_days"] * 24 <= body["fresh_hours"]:
        yield Fault(("keep_days",), "应当比 fresh_hours 长。", "must be longer than fresh_hours.")
    for position, entry in enumerate(body["entries"]):
        if "applicant" not in entry["tells"] and "{why}" in entry["text"]["zh"]:
            yield Fault(
                ("entries", position, "text"),
                "“why”是人写的话，只能告诉反映人：给工作人员的消息不加密保存。",
                "“why” is what somebody wrote, for the applicant only: messages to staff are not kept sealed.",
            )
        if "applicant" in entry["tells"] and len(entry["tells"]) > 1:
            yield Fault(
                ("entries", position, "tells"),
                "告诉当事人的要单独成条：话不一样。",
                "what a party is told is an entry of its own: the words differ.",
            )


def ends_with_any(body: Mapping[str, Any]) -> Iterator[Fault]:
    """The last rule fits every case, so that there is none without a class."""
    last = len(body["rules"]) - 1
    if set(body["rules"][last]) != {"class"}:
        yield Fault(
            ("rules", last),
            "最后一条应当只写 class，适用于其余所有案件。",
            "the last one must hold nothing but “class” and so fit every other case.",
        )


def free_or_charging(body: Mapping[str, Any]) -> Iterator[Fault]:
    """A regime that may not charge names the law that says so; people's mediation never may (人民调解法 §4)."""
    for position, entry in enumerate(body["entries"]):
        if not entry["may_charge"] and "free_by" not in entry:
            yield Fault(("entries", position), "不收费的要写明依据 free_by。", "say with “free_by” why it is free.")
        if entry["may_charge"] and entry["key"] in {"people", "industry"}:
            yield Fault(("entries", position, "may_charge"), "人民调解不收费。", "people's mediation is free.")
