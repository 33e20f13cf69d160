"""Every kind of pack with its schema. A pack of another name is refused: nobody would read it."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks.calendar import OfficeHours
from hetang.ground.rulepacks.periods import UNITS, Period
from hetang.ground.rulepacks.schema import (
    KEY,
    LABEL,
    ByKey,
    Check,
    Fault,
    Flag,
    Free,
    Kind,
    ListOf,
    OneOf,
    Table,
    Text,
    Whole,
)


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


def entry(must: Mapping[str, Any] | None = None, may: Mapping[str, Any] | None = None) -> Table:
    """One entry: key and label, and what this pack says of it."""
    return Table({"key": KEY, "label": LABEL, **(must or {})}, may or {})


def entries(
    must: Mapping[str, Any] | None = None, may: Mapping[str, Any] | None = None, *checks: Check, **parts: Any
) -> Kind:
    """The usual kind: a list of entries with key and label, and other `parts` beside it."""
    return Kind(Table({**parts, "entries": ListOf(entry(must, may))}), (unique_keys(), *checks))


WORDS = ListOf(Text())
KEYS = ListOf(KEY)
DAYS = ListOf(Text(form=r"\d{4}-\d{2}-\d{2}", example='"2026-10-01"'))
TONES = OneOf(("neutral", "good", "warning", "bad"))
EXTENSION = Table({"amount": Whole(), "unit": OneOf(UNITS), "times": Whole(), "consent": OneOf(("none", "parties"))})
DEADLINE_MUST = {
    "amount": Whole(),
    "unit": OneOf(UNITS),
    "starts": Table({"event": KEY, "label": LABEL}, {"from": OneOf(("registration",))}),
    "basis": LABEL,
}
DEADLINE_MAY = {
    "clock": KEY,
    "fits": KEYS,
    "rolls": Flag(),
    "closes": Flag(),
    "pauses": KEYS,
    "extension": EXTENSION,
}
CATEGORY_MAY = {"group": KEY, "words": WORDS}
TOPIC = Table({"key": KEY, "label": LABEL, "fits": ListOf(KEY, some=True)}, {"words": WORDS})
LAW = Table({"name": LABEL, "short": LABEL, "version": Text()})
STATUTE = {
    "law": KEY,
    "article": Text(),
    "gloss": Text(),
    "fits": ListOf(KEY, some=True),
    "checked": Text(),
    "text": Text(),
}

TITLES: dict[str, Label] = {
    "access": {"zh": "访问范围", "en": "Access"},
    "archive_items": {"zh": "卷宗材料", "en": "Case file"},
    "calendars": {"zh": "放假与调休", "en": "Holidays and make-up days"},
    "categories": {"zh": "纠纷类型", "en": "Kinds of dispute"},
    "deadlines": {"zh": "时限", "en": "Deadlines"},
    "notices": {"zh": "个人信息告知", "en": "Notices on personal data"},
    "outcomes": {"zh": "联系结果", "en": "Outcomes of contact"},
    "pause_reasons": {"zh": "暂停事由", "en": "Reasons to pause"},
    "request_grounds": {"zh": "不予满足的理由", "en": "Grounds to decline a request"},
    "retention": {"zh": "保管期限", "en": "Retention"},
    "return_reasons": {"zh": "退回原因", "en": "Reasons to return"},
    "rights": {"zh": "权利义务告知", "en": "Rights and duties"},
    "risk_levels": {"zh": "风险等级", "en": "Levels of risk"},
    "security": {"zh": "登录与口令", "en": "Signing in"},
    "statutes": {"zh": "法律条文", "en": "Statutes"},
    "terminations": {"zh": "终止原因", "en": "Reasons to end"},
}

OWN: dict[str, Kind] = {
    "archive_items": entries({"order": Whole(), "need": OneOf(("must", "settled", "if_any"))}),
    "calendars": Kind(
        Table(
            {"years": ByKey(Text(form=r"\d{4}", example='"2026"'), Table({"holidays": DAYS, "workdays": DAYS}))},
            {"every_year": ListOf(Text(form=r"\d{2}-\d{2}", example='"10-01"'))},
        ),
        (consistent_calendar,),
    ),
    "categories": entries(
        None,
        CATEGORY_MAY,
        unique_keys("topics"),
        refers("entries", "group", "groups"),
        refers("topics", "fits", "entries"),
        groups=ListOf(Table({"key": KEY, "label": LABEL})),
        topics=ListOf(TOPIC),
    ),
    "deadlines": Kind(
        Table(
            {"entries": ListOf(entry(DEADLINE_MUST, DEADLINE_MAY), some=True)},
            {"office_hours": ListOf(Text(form=r"\d{2}:\d{2}-\d{2}:\d{2}", example='"08:30-12:00"'))},
        ),
        (unique_keys(), consistent_deadlines),
    ),
    "notices": entries(
        {
            "bases": ListOf(OneOf(("consent", "duty", "emergency")), some=True),
            "short": LABEL,
            "text": LABEL,
            "on_withdrawal": Table({"stops": LABEL, "stays": LABEL}),
        },
        {"needs_guardian": Flag()},
    ),
    "outcomes": entries({"tone": TONES, "effect": OneOf(("", "consent", "refusal"))}, {"hint": LABEL}),
    "pause_reasons": entries({"basis": LABEL}),
    "request_grounds": entries({"law": LABEL, "kinds": ListOf(OneOf(("access", "correct", "erase")), some=True)}),
    "retention": entries(
        {"duty": Flag()},
        {"years": Whole()},
        refers("rules", "class", "entries"),
        rules=ListOf(Table({"class": KEY}, {"kinds": KEYS, "categories": KEYS, "outcomes": KEYS}), some=True),
        logs=ListOf(Table({"key": KEY, "label": LABEL, "months": Whole()})),
    ),
    "return_reasons": entries(),
    "rights": entries({"article": Text(), "text": LABEL}, {"needs_tick": Flag()}, title=LABEL),
    "risk_levels": entries({"order": Whole(), "meaning": LABEL}),
    "statutes": entries(
        STATUTE,
        None,
        refers("entries", "law", "laws"),
        laws=ByKey(KEY, LAW),
        absent=ListOf(Table({"label": LABEL, "reason": LABEL})),
    ),
    "terminations": entries(advice=LABEL),
}

# What is shipped without a schema of its own: labels whole, keys once. A name that is not shipped is refused: nobody
# would read such a pack.
DATA = Path(__file__).parent / "data"
KINDS: dict[str, Kind] = {path.stem: Kind(Free()) for path in sorted(DATA.glob("*.yaml"))} | OWN


def title(name: str) -> Label:
    """What a pack is called; its name where nobody gave it a title."""
    return TITLES.get(name, name)
