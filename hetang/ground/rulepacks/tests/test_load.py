"""Loading versions of packs and reading the one in force."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.tests.factories import load_packs

pytestmark = pytest.mark.django_db
OTHER_CONTENT = "规则包 %(name)s 第 %(version)s 版已经装入，内容却不同。"


def load(version: int = 1, effective_on: date = date(2025, 1, 1), **other: Any) -> bool:
    values: dict[str, Any] = {
        "basis": "本地惯例",
        "body": {"entries": [{"key": "a", "label": {"zh": "甲", "en": "A"}}]},
    }
    return rulepacks.load_pack(name="letters", version=version, effective_on=effective_on, **(values | other))


@pytest.fixture(autouse=True)
def _forget() -> Any:
    rulepacks.forget()
    yield
    rulepacks.forget()


def test_a_version_is_loaded_once_and_the_same_again_changes_nothing() -> None:
    assert load() is True
    assert load() is False
    assert RulePack.objects.filter(name="letters").count() == 1


@pytest.mark.parametrize(
    "other",
    [{"body": {"entries": []}}, {"basis": "另一依据"}, {"effective_on": date(2025, 2, 1)}],
    ids=lambda o: next(iter(o)),
)
def test_a_loaded_version_never_changes(other: dict[str, Any]) -> None:
    load()
    with refused(Invalid, OTHER_CONTENT):
        load(**other)


def test_the_version_in_force_is_chosen_by_day() -> None:
    load()
    load(version=2, effective_on=date(2026, 7, 1), body={"entries": []})
    with clock.fixed_at(datetime(2026, 6, 30, 15, 59, tzinfo=UTC)):
        assert rulepacks.pack("letters").version == 1
    rulepacks.forget()
    with clock.fixed_at(datetime(2026, 6, 30, 16, 0, tzinfo=UTC)):
        assert rulepacks.pack("letters").version == 2


def test_before_the_first_version_the_first_one_holds() -> None:
    load(version=1)
    load(version=2, effective_on=date(2026, 7, 1), body={"entries": []})
    with clock.fixed_at(datetime(2020, 1, 1, tzinfo=UTC)):
        assert rulepacks.pack("letters").version == 1


def test_a_new_version_is_seen_at_once_by_the_process_that_loads_it() -> None:
    load()
    assert rulepacks.entry("letters", "a") is not None
    load(version=2, body={"entries": []})
    assert rulepacks.entry("letters", "a") is None


def test_a_missing_pack_says_what_to_run() -> None:
    with pytest.raises(rulepacks.PackMissing, match="hetang load"):
        rulepacks.pack("letters")


def test_a_key_that_the_pack_lost_is_its_own_label() -> None:
    load()
    assert rulepacks.label("letters", "a") == {"zh": "甲", "en": "A"}
    assert rulepacks.label("letters", "gone") == {"zh": "gone", "en": "gone"}


def test_a_named_deadline_uses_the_calendar_that_is_loaded() -> None:
    load_packs()
    friday = datetime(2026, 2, 13, 9, 0, tzinfo=UTC)
    # One working day: the Saturday before 春节 is made up, and ends at midnight in Hangzhou.
    assert rulepacks.deadline("dispatch", friday) == datetime(2026, 2, 14, 16, 0, tzinfo=UTC)
    with pytest.raises(KeyError):
        rulepacks.deadline("no_such_clock", friday)
