"""A fault is named by its path and says what to write; every shipped pack passes."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from hetang.ground.rulepacks.kinds import KINDS, TITLES
from hetang.ground.rulepacks.schema import Free, Kind, arranged, faults
from hetang.ground.rulepacks.tests.factories import shipped

MEDIATION = 2  # the place of this entry in the shipped deadlines


def spoilt(name: str, path: tuple[str | int, ...], value: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """The faults of a shipped pack after `value` was put at `path` (... takes it out), as (path, English)."""
    document: Any = deepcopy(shipped(name))
    inside = document
    for part in path[:-1]:
        inside = inside[part]
    if value is ...:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return [(fault.path, fault.en) for fault in faults(document, KINDS)]


BAD: list[tuple[str, tuple[str | int, ...], Any, tuple[str | int, ...], str]] = [
    ("deadlines", ("version",), 0, ("version",), "whole number"),
    ("deadlines", ("version",), True, ("version",), "whole number"),
    ("deadlines", ("effective_on",), "2026-01-01", ("effective_on",), "date"),
    ("deadlines", ("basis",), " ", ("basis",), "text"),
    ("deadlines", ("basis",), ..., (), "“basis” is missing"),
    ("deadlines", ("comment",), "x", ("comment",), "not known here"),
    ("deadlines", ("entries",), {}, ("entries",), "list"),
    ("deadlines", ("entries",), [], ("entries",), "list"),
    ("deadlines", ("entries", MEDIATION, "amount"), "thirty", ("entries", MEDIATION, "amount"), "whole number"),
    ("deadlines", ("entries", MEDIATION, "unit"), "weeks", ("entries", MEDIATION, "unit"), "one of"),
    ("deadlines", ("entries", MEDIATION, "key"), "Mediation", ("entries", MEDIATION, "key"), "right form"),
    ("deadlines", ("entries", MEDIATION, "key"), "dispatch", ("entries", MEDIATION, "key"), "given twice"),
    ("deadlines", ("entries", MEDIATION, "label"), "调解", ("entries", MEDIATION, "label"), "mapping"),
    ("deadlines", ("entries", MEDIATION, "label", "en"), ..., ("entries", MEDIATION, "label"), "“en” is missing"),
    ("deadlines", ("entries", MEDIATION, "rolls"), "no", ("entries", MEDIATION, "rolls"), "true or false"),
    (
        "deadlines",
        ("entries", MEDIATION, "extension", "unit"),
        "hours",
        ("entries", MEDIATION, "extension", "unit"),
        "days are extended by days",
    ),
    ("deadlines", ("entries", MEDIATION, "clock"), "dispatch", ("entries", MEDIATION, "clock"), "fits"),
    ("deadlines", ("entries", MEDIATION, "closes"), True, (), ""),
    ("deadlines", ("office_hours",), ["8.30-12"], ("office_hours", 0), "08:30-12:00"),
    ("deadlines", ("office_hours",), ["14:00-17:00", "08:30-12:00"], ("office_hours",), "overlap"),
    ("deadlines", ("office_hours",), ["25:00-26:00"], ("office_hours",), "overlap"),
    ("calendars", ("years", "2026", "workdays", 0), "2026-01-05", ("years", "2026", "workdays", 0), "make-up day"),
    ("calendars", ("years", "2026", "workdays", 0), "2026-02-15", ("years", "2026", "workdays", 0), "make-up day"),
    ("calendars", ("years", "2026", "holidays", 0), "2025-01-01", ("years", "2026", "holidays", 0), "no day of 2026"),
    ("calendars", ("years", "2026", "holidays", 0), "2026-02-30", ("years", "2026", "holidays", 0), "no day of 2026"),
    ("calendars", ("years", "2026", "holidays", 0), "2026-01-02", ("years", "2026", "holidays"), "in order"),
    ("calendars", ("every_year", 0), "13-01", ("every_year", 0), "no day"),
    ("calendars", ("years",), [], ("years",), "mapping"),
    ("categories", ("entries", 9, "group"), "work", ("entries", 9, "group"), "no “work” in “groups”"),
    ("categories", ("topics", 0, "fits"), ["love"], ("topics", 0, "fits"), "no “love”"),
    ("statutes", ("entries", 0, "law"), "bible", ("entries", 0, "law"), "no “bible” in “laws”"),
    ("outcomes", ("entries", 0, "effect"), "maybe", ("entries", 0, "effect"), "one of"),
    ("terminations", ("advice",), ..., (), "“advice” is missing"),
    ("retention", ("rules", 0, "class"), "y99", ("rules", 0, "class"), "no “y99” in “entries”"),
    ("notices", ("entries", 0, "bases"), [], ("entries", 0, "bases"), "list"),
    ("deadlines", ("entries", 0, "key"), "dispatching", ("entries",), "“dispatch” is missing"),
    ("access", ("entries", 1, "key"), "window", ("entries",), "“glass” is missing"),
    ("access", ("entries", 0, "days"), ..., ("entries", 0), "“days” is missing"),
    ("archive_items", ("entries", 0, "key"), "photograph", ("entries", 0, "key"), "one of"),
    ("notices", ("entries", 0, "key"), "usual", ("entries",), "“general” is missing"),
    ("petition_obstacles", ("entries", 0, "refusal"), ..., ("entries", 0), "“refusal” is missing"),
    ("petition_types", ("entries", 0, "mediable"), "yes", ("entries", 0, "mediable"), "true or false"),
    ("petition_refusals", ("entries", 0, "label"), ..., ("entries", 0), "“label” is missing"),
    ("regimes", ("entries", 0, "may_charge"), True, ("entries", 0, "may_charge"), "is free"),
    ("regimes", ("entries", 0, "free_by"), ..., ("entries", 0), "why it is free"),
    ("regimes", ("entries", 0, "forms"), [], ("entries", 0, "forms"), "list"),
    ("request_grounds", ("entries", 0, "key"), "busy", ("entries",), "“ongoing” is missing"),
    ("retention", ("rules", 3, "kinds"), ["dispute"], ("rules", 3), "fit every other case"),
    ("retention", ("logs", 0, "key"), "doors", ("logs", 0, "key"), "one of"),
    ("risk_factors", ("entries", 0, "level"), "black", ("entries", 0, "level"), "one of"),
    ("risk_factors", ("entries", 2, "key"), "mob", ("entries",), "“crowd_large” is missing"),
    ("risk_levels", ("entries", 0, "key"), "black", ("entries",), "“red” is missing"),
    ("security", ("session", "idle_minutes"), 0, ("session", "idle_minutes"), "whole number"),
    ("security", ("password", "history"), 0, (), ""),
    ("security", ("password", "history"), ..., ("password",), "“history” is missing"),
    ("request_grounds", ("entries", 0, "kinds", 0), "steal", ("entries", 0, "kinds", 0), "one of"),
]


@pytest.mark.parametrize(("name", "path", "value", "at", "says"), BAD)
def test_a_fault_is_named_by_its_path_and_says_what_to_write(
    name: str, path: tuple[str | int, ...], value: Any, at: tuple[str | int, ...], says: str
) -> None:
    found = spoilt(name, path, value)
    if not says:
        assert found == []
    else:
        assert any(where == at and says in text for where, text in found), found


def test_a_deadline_in_office_hours_asks_for_them() -> None:
    document = deepcopy(shipped("deadlines"))
    del document["office_hours"]
    assert any("office_hours" in fault.en for fault in faults(document, KINDS))


@pytest.mark.parametrize("name", ["deadline", "", None, "letters"])
def test_a_pack_that_nobody_reads_is_refused(name: str | None) -> None:
    document: dict[str, Any] = {
        "name": name,
        "version": 1,
        "effective_on": date(2026, 1, 1),
        "basis": "x",
        "entries": [],
    }
    (fault,) = faults(document, KINDS)
    assert fault.path == ("name",)
    assert "deadlines" in fault.en


def test_what_is_no_mapping_is_told_so() -> None:
    assert [fault.path for fault in faults(["name"], KINDS)] == [()]


def test_a_kind_without_a_schema_has_whole_labels_and_each_key_once() -> None:
    kinds = {"poems": Kind(Free())}
    header = {"name": "poems", "version": 1, "effective_on": date(2026, 1, 1), "basis": "x"}
    whole = {"entries": [{"key": "a", "label": {"zh": "甲", "en": "A"}, "lines": 4}], "on": True}
    assert faults(header | whole, kinds) == []
    half = {"entries": [{"key": "a", "label": {"zh": "甲"}}, {"key": "a"}], "when": date(2026, 1, 1)}
    assert [fault.path for fault in faults(header | half, kinds)] == [
        ("entries", 0),
        ("entries", 0, "label"),
        ("entries", 1),
        ("when",),
    ]


def test_every_fault_speaks_both_languages() -> None:
    for fault in faults({"name": "deadlines", "entries": [{"key": 1}]}, KINDS):
        assert any("\u4e00" <= c <= "\u9fff" for c in fault.zh)
        assert fault.en


def test_a_body_is_arranged_as_its_schema_names_the_keys() -> None:
    body = {"entries": [{"label": {"en": "A", "zh": "甲"}, "key": "a"}]}
    entry = arranged(body, KINDS["return_reasons"].body)["entries"][0]
    assert list(entry) == ["key", "label"]
    assert list(entry["label"]) == ["zh", "en"]


def test_every_shipped_pack_has_a_schema_of_its_own_and_a_title() -> None:
    assert [name for name, kind in KINDS.items() if isinstance(kind.body, Free)] == []
    assert KINDS.keys() - TITLES.keys() == set()
