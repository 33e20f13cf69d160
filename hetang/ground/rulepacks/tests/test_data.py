"""The rule packs that ship with the package: whole, bilingual, in step with each other and with the calendar."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from hetang.ground.rulepacks.kinds import KINDS
from hetang.ground.rulepacks.schema import faults

DATA = Path(__file__).parents[1] / "data"
PACKS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.yaml"))
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

MINISTRY_KINDS = [
    "婚姻家庭",
    "邻里",
    "房屋宅基地",
    "合同",
    "生产经营",
    "损害赔偿",
    "山林土地",
    "征地拆迁",
    "环境污染",
    "拖欠农民工工资",
    "其他劳动争议",
    "旅游",
    "电子商务",
    "其他消费",
    "医疗",
    "道路交通事故",
    "物业",
    "其他",
]
FILE_ITEMS = [
    "registration",
    "rights_notice",
    "identity",
    "mandate",
    "inquiry",
    "evidence",
    "session_record",
    "settlement",
    "performance_proof",
    "follow_up",
    "judicial_confirmation",
    "file_notes",
    "back_cover",
]


def keys(pack: str, part: str = "entries") -> list[str]:
    return [entry["key"] for entry in PACKS[pack][part]]


def bilingual(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every {zh, en} text of a pack with its path."""
    if isinstance(node, dict):
        if "zh" in node or "en" in node:
            yield path, node
        for key, value in node.items():
            yield from bilingual(value, f"{path}.{key}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from bilingual(value, f"{path}[{position}]")


def test_the_packs_the_house_asks_for_are_there() -> None:
    assert set(PACKS) == {
        "access",
        "archive_items",
        "attempt_ladder",
        "calendars",
        "categories",
        "deadlines",
        "dispatch",
        "files",
        "intake",
        "lexicon",
        "messages",
        "notices",
        "outcomes",
        "pause_reasons",
        "petition_obstacles",
        "petition_refusals",
        "petition_types",
        "portal",
        "regimes",
        "request_grounds",
        "retention",
        "return_reasons",
        "rights",
        "risk_factors",
        "risk_levels",
        "security",
        "statutes",
        "terminations",
        "triage",
    }


@pytest.mark.parametrize("name", PACKS)
def test_each_pack_has_a_header_with_its_legal_basis(name: str) -> None:
    pack = PACKS[name]
    assert pack["name"] == name
    assert pack["version"] == 1
    assert isinstance(pack["effective_on"], date)
    assert CHINESE.search(pack["basis"])


@pytest.mark.parametrize("name", PACKS)
def test_every_text_is_complete_in_both_languages(name: str) -> None:
    for path, text in bilingual(PACKS[name]):
        assert set(text) == {"zh", "en"}, path
        assert CHINESE.search(text["zh"]), path
        assert text["en"].strip(), path
        assert not CHINESE.search(text["en"]), path


@pytest.mark.parametrize("name", [name for name, pack in PACKS.items() if "entries" in pack])
def test_keys_are_ascii_and_unique_and_labelled(name: str) -> None:
    found = keys(name)
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in found)
    assert all(set(entry["label"]) == {"zh", "en"} for entry in PACKS[name]["entries"])


def test_the_eighteen_kinds_of_the_ministrys_return_in_its_order() -> None:
    assert [entry["label"]["zh"] for entry in PACKS["categories"]["entries"]] == MINISTRY_KINDS


def test_groups_and_topics_point_at_kinds_that_exist() -> None:
    groups = set(keys("categories", "groups"))
    assert {e["group"] for e in PACKS["categories"]["entries"] if "group" in e} == groups
    for topic in PACKS["categories"]["topics"]:
        assert topic["fits"], topic["key"]
        assert set(topic["fits"]) <= set(keys("categories")), topic["key"]
    assert not set(keys("categories")) & set(keys("categories", "topics"))


def test_the_thirteen_items_of_a_case_file_in_binding_order() -> None:
    items = PACKS["archive_items"]["entries"]
    assert [item["key"] for item in items] == FILE_ITEMS
    assert [item["order"] for item in items] == list(range(1, 14))
    assert {item["need"] for item in items} == {"must", "settled", "if_any"}


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_fits_its_schema(name: str) -> None:
    assert faults(PACKS[name], KINDS) == []


def test_every_pack_has_a_schema() -> None:
    assert set(PACKS) <= set(KINDS)


def test_the_clocks_of_a_dispute_have_their_deadlines() -> None:
    assert {"dispatch", "acceptance", "mediation", "follow_up", "archive"} <= set(keys("deadlines"))


def test_deadlines_name_categories_and_pause_reasons_that_exist() -> None:
    for entry in PACKS["deadlines"]["entries"]:
        assert set(entry.get("fits", [])) <= set(keys("categories")), entry["key"]
        assert set(entry.get("pauses", [])) <= set(keys("pause_reasons")), entry["key"]


@pytest.mark.parametrize(
    ("key", "amount", "unit", "extension"),
    [
        ("mediation", 30, "days", (30, "days")),
        ("mediation_medical", 30, "working_days", (30, "working_days")),
        ("mediation_labour", 15, "days", None),
        ("judicial_confirmation", 30, "days", None),
        ("ratification", 30, "days", None),
        ("petition_notice", 15, "days", None),
        ("petition_objection", 5, "working_days", None),
        ("petition", 60, "days", (30, "days")),
        ("petition_review_request", 30, "days", None),
        ("petition_review", 30, "days", None),
        ("petition_recheck", 30, "days", None),
    ],
)
def test_periods_that_a_statute_sets(key: str, amount: int, unit: str, extension: tuple[int, str] | None) -> None:
    found = next(entry for entry in PACKS["deadlines"]["entries"] if entry["key"] == key)
    assert (found["amount"], found["unit"]) == (amount, unit)
    more = found.get("extension")
    assert (more and (more["amount"], more["unit"])) == extension
    assert "第" in found["basis"]["zh"], "the article is named"


def test_refusal_stops_and_consent_opens_a_mediation() -> None:
    effects = {entry["key"]: entry["effect"] for entry in PACKS["outcomes"]["entries"]}
    assert effects["refuses_mediation"] == "refusal"
    assert effects["consents"] == effects["agrees"] == "consent"
    assert set(effects.values()) == {"", "consent", "refusal"}


def test_four_grounds_of_termination_and_three_ways_left() -> None:
    assert len(keys("terminations")) == 4
    advice = PACKS["terminations"]["advice"]
    assert all(way in advice["zh"] for way in ("仲裁", "行政", "司法"))
    assert all(way in advice["en"] for way in ("Arbitration", "Administration", "Courts"))


def test_the_notice_of_rights_names_the_four_rights_the_three_duties_and_no_fee() -> None:
    texts = {entry["key"]: entry["text"] for entry in PACKS["rights"]["entries"]}
    assert texts["rights"]["zh"].count("（") == 4
    assert texts["rights"]["en"].count("(") == 4
    assert texts["duties"]["zh"].count("（") == 3
    assert texts["duties"]["en"].count("(") == 3
    assert "不收取任何费用" in texts["free"]["zh"]


def test_statutes_quote_known_laws_and_fit_known_categories() -> None:
    pack = PACKS["statutes"]
    known = {"procedure", *keys("categories"), *keys("categories", "topics")}
    assert len(pack["entries"]) >= 30
    for article in pack["entries"]:
        assert article["law"] in pack["laws"], article["key"]
        assert article["fits"], article["key"]
        assert set(article["fits"]) <= known, article["key"]
        assert len(article["text"]) > 10, article["key"]
        assert article["checked"], article["key"]
        assert article["gloss"], article["key"]
        assert article["label"]["zh"].endswith(article["article"])
        assert ":" not in article["text"], article["key"]


def test_every_law_that_is_quoted_carries_the_date_of_its_version() -> None:
    pack = PACKS["statutes"]
    assert {article["law"] for article in pack["entries"]} == set(pack["laws"])
    assert all(re.search(r"\d{4}年\d{1,2}月\d{1,2}日", law["version"]) for law in pack["laws"].values())


def test_what_is_listed_as_absent_is_not_quoted() -> None:
    quoted = {article["label"]["zh"] for article in PACKS["statutes"]["entries"]}
    absent = {article["label"]["zh"] for article in PACKS["statutes"]["absent"]}
    assert absent
    assert not quoted & absent


@pytest.mark.parametrize(("year", "statutory"), [("2024", 11), ("2025", 13), ("2026", 13)])
def test_the_calendar_agrees_with_the_weekdays(year: str, statutory: int) -> None:
    lists = PACKS["calendars"]["years"][year]
    holidays = [date.fromisoformat(day) for day in lists["holidays"]]
    workdays = [date.fromisoformat(day) for day in lists["workdays"]]
    assert holidays == sorted(set(holidays))
    assert {day.year for day in holidays + workdays} == {int(year)}
    assert all(day.weekday() >= 5 for day in workdays), "a make-up day takes a weekend"
    assert not set(holidays) & set(workdays)
    # Whatever is swapped, weekdays off less make-up days are the statutory holidays of the year: 11 until the
    # regulation of 2024 added two.
    assert sum(day.weekday() < 5 for day in holidays) - len(workdays) == statutory


def runs(days: list[date]) -> list[list[date]]:
    """Sorted days as unbroken runs."""
    found: list[list[date]] = []
    for day in days:
        if found and day - found[-1][-1] == timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def test_the_weekends_around_a_make_up_day_stay_as_they_are() -> None:
    lists = PACKS["calendars"]["years"]
    assert [len(runs([date.fromisoformat(d) for d in lists[y]["holidays"]])) for y in ("2024", "2025", "2026")] == [
        7,
        6,
        7,
    ]
