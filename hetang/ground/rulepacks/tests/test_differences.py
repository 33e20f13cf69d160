"""What changes between two versions, entry by entry, in words."""

from copy import deepcopy
from typing import Any

import yaml

from hetang.ground.rulepacks.differences import ADDED, CHANGED, REMOVED, Change, changes, shown
from hetang.ground.rulepacks.files import HEADER, as_yaml
from hetang.ground.rulepacks.kinds import KINDS
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.schema import faults
from hetang.ground.rulepacks.tests.factories import shipped


def body(name: str) -> dict[str, Any]:
    return {key: deepcopy(value) for key, value in shipped(name).items() if key not in HEADER}


def words(found: list[Change], language: str = "zh") -> list[tuple[str, str, str, str]]:
    return [
        (
            c.what,
            " › ".join(w if isinstance(w, str) else w[language] for w in c.where),
            shown(c.old, language),
            shown(c.new, language),
        )
        for c in found
    ]


def test_equal_packs_have_no_differences() -> None:
    assert changes(body("deadlines"), body("deadlines")) == []


def test_a_changed_number_is_shown_before_and_after() -> None:
    after = body("deadlines")
    after["entries"][2]["amount"] = 45
    assert words(changes(body("deadlines"), after)) == [(CHANGED, "条目 › 调解（mediation） › 期限", "30", "45")]
    assert words(changes(body("deadlines"), after), "en")[0][1] == "entries › Mediation (mediation) › amount"


def test_entries_that_come_and_go_are_named() -> None:
    after = body("return_reasons")
    gone = after["entries"].pop(1)
    after["entries"].append({"key": "moved", "label": {"zh": "当事人已搬离", "en": "The party has moved away"}})
    found = words(changes(body("return_reasons"), after))
    assert [(what, where) for what, where, _, _ in found] == [
        (REMOVED, f"条目 › {gone['label']['zh']}（{gone['key']}）"),
        (ADDED, "条目 › 当事人已搬离（moved）"),
    ]


def test_days_are_compared_one_by_one() -> None:
    after = body("calendars")
    after["years"]["2026"]["holidays"].remove("2026-02-23")
    after["years"]["2026"]["workdays"].append("2026-11-01")
    after["years"]["2027"] = {"holidays": ["2027-01-01"], "workdays": []}
    assert words(changes(body("calendars"), after)) == [
        (REMOVED, "年份 › 2026 › 放假", "2026-02-23", "None"),
        (ADDED, "年份 › 2026 › 调休上班", "None", "2026-11-01"),
        (ADDED, "年份 › 2027", "None", "放假 2027-01-01；调休上班 "),
    ]


def test_a_new_order_is_a_change() -> None:
    after = body("outcomes")
    after["entries"].reverse()
    assert [change.what for change in changes(body("outcomes"), after)] == [CHANGED]


def test_a_field_that_is_new_or_gone_is_told() -> None:
    after = body("deadlines")
    after["entries"][0]["rolls"] = False
    del after["entries"][2]["extension"]
    found = words(changes(body("deadlines"), after))
    assert (ADDED, "条目 › 分派（dispatch） › 末日顺延", "None", "否") in found
    assert [what for what, where, _, _ in found if where.endswith("延长")] == [REMOVED]


def test_against_nothing_everything_is_new() -> None:
    assert {change.what for change in changes({}, body("deadlines"))} == {ADDED}


def test_every_shipped_pack_comes_back_from_its_own_export() -> None:
    for name in KINDS:
        document = shipped(name)
        row = RulePack(body=body(name), **{key: document[key] for key in HEADER})
        again = yaml.safe_load(as_yaml(row))
        assert again == document
        assert faults(again, KINDS) == []
        assert list(again)[: len(HEADER)] == list(HEADER)
