"""Loading versions of packs and reading the one in force."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.tests.factories import load_packs

pytestmark = pytest.mark.django_db
NAME = "return_reasons"
OTHER_CONTENT = "规则包 %(name)s 第 %(version)s 版已经装入，内容却不同。"


def load(version: int = 1, effective_on: date = date(2025, 1, 1), **other: Any) -> bool:
    values: dict[str, Any] = {
        "basis": "本地惯例",
        "body": {"entries": [{"key": "a", "label": {"zh": "甲", "en": "A"}}]},
    }
    return rulepacks.load_pack(name=NAME, version=version, effective_on=effective_on, **(values | other))


@pytest.fixture(autouse=True)
def _forget() -> Any:
    rulepacks.forget()
    yield
    rulepacks.forget()


def test_a_version_is_loaded_once_and_the_same_again_changes_nothing() -> None:
    assert load() is True
    assert load() is False
    assert RulePack.objects.filter(name=NAME).count() == 1


@pytest.mark.parametrize(
    "other",
    [{"body": {"entries": []}}, {"basis": "另一依据"}],
    ids=lambda o: next(iter(o)),
)
def test_a_loaded_version_never_changes(other: dict[str, Any]) -> None:
    load()
    with refused(Invalid, OTHER_CONTENT):
        load(**other)


def test_the_day_that_was_set_at_the_import_stays() -> None:
    load(effective_on=date(2025, 2, 1))
    assert load() is False
    assert RulePack.objects.get(name=NAME).effective_on == date(2025, 2, 1)


def test_a_version_that_another_process_loaded_just_now_is_found() -> None:
    load()
    assert rulepacks.pack(NAME).version == 1  # kept from here on
    other = RulePack(name=NAME, version=2, effective_on=date(2025, 1, 1), basis="x", body={"entries": []})
    other.loaded_at = clock.now()
    other.save(force_insert=True)
    assert rulepacks.pack(NAME, version=2) == other


def test_the_version_in_force_is_chosen_by_day() -> None:
    load()
    load(version=2, effective_on=date(2026, 7, 1), body={"entries": []})
    with clock.fixed_at(datetime(2026, 6, 30, 15, 59, tzinfo=UTC)):
        assert rulepacks.pack(NAME).version == 1
    rulepacks.forget()
    with clock.fixed_at(datetime(2026, 6, 30, 16, 0, tzinfo=UTC)):
        assert rulepacks.pack(NAME).version == 2


def test_before_the_first_version_the_first_one_holds() -> None:
    load(version=1)
    load(version=2, effective_on=date(2026, 7, 1), body={"entries": []})
    with clock.fixed_at(datetime(2020, 1, 1, tzinfo=UTC)):
        assert rulepacks.pack(NAME).version == 1


def test_a_new_version_is_seen_at_once_by_the_process_that_loads_it() -> None:
    load()
    assert rulepacks.entry(NAME, "a") is not None
    load(version=2, body={"entries": []})
    assert rulepacks.entry(NAME, "a") is None


def test_a_missing_pack_says_what_to_run() -> None:
    with pytest.raises(rulepacks.PackMissing, match="hetang load"):
        rulepacks.pack(NAME)


def test_a_key_that_the_pack_lost_is_its_own_label() -> None:
    load()
    assert rulepacks.label(NAME, "a") == {"zh": "甲", "en": "A"}
    assert rulepacks.label(NAME, "gone") == {"zh": "gone", "en": "gone"}


def test_a_named_deadline_uses_the_calendar_that_is_loaded() -> None:
    load_packs()
    friday = datetime(2026, 2, 13, 9, 0, tzinfo=UTC)
    # One working day: the Saturday before 春节 is made up, and ends at midnight in Hangzhou.
    assert rulepacks.deadline("dispatch", friday) == datetime(2026, 2, 14, 16, 0, tzinfo=UTC)
    with pytest.raises(KeyError):
        rulepacks.deadline("no_such_clock", friday)


def test_a_past_day_is_answered_by_the_version_of_that_day() -> None:
    load()
    load(version=2, effective_on=date(2026, 7, 1), body={"entries": []})
    load(version=3, effective_on=date(2026, 9, 1))
    assert [rulepacks.pack(NAME, on=date(2026, m, 1)).version for m in (6, 7, 8, 9)] == [1, 2, 2, 3]
    assert rulepacks.pack(NAME, version=2).body == {"entries": []}
    assert rulepacks.entries(NAME, version=2) == []
    with pytest.raises(rulepacks.PackMissing, match="version 4"):
        rulepacks.pack(NAME, version=4)


def test_midnight_is_exact_though_packs_are_kept() -> None:
    """What is kept for half a minute is every version; which one holds is asked each time."""
    load()
    load(version=2, effective_on=date(2026, 7, 1), body={"entries": []})
    before = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
    with clock.fixed_at(before):
        assert rulepacks.pack(NAME).version == 1
    with clock.fixed_at(before + timedelta(seconds=1)):
        assert rulepacks.pack(NAME).version == 2
    with clock.fixed_at(before):
        assert rulepacks.pack(NAME).version == 1


def test_keeping_asks_the_database_once(django_assert_num_queries: Any) -> None:
    load()
    with django_assert_num_queries(1):
        for _ in range(3):
            rulepacks.pack(NAME)
            rulepacks.entries(NAME, version=1)


def test_a_label_of_an_older_version_is_still_known() -> None:
    load()
    load(version=2, body={"entries": []})
    assert rulepacks.label(NAME, "a") == {"zh": "甲", "en": "A"}


def test_a_body_that_its_schema_does_not_allow_is_refused() -> None:
    with refused(Invalid, "规则包 %(name)s 的内容不合格式：%(where)s %(fault)s"):
        load(body={"entries": [{"key": "A!", "label": {"zh": "甲"}}]})


def test_a_calendar_is_a_fact_as_soon_as_it_is_loaded() -> None:
    load_packs()
    document = rulepacks.pack("calendars")
    lists = {"2027": {"holidays": ["2027-01-01"], "workdays": []}}
    body = document.body | {"years": document.body["years"] | lists}
    assert not rulepacks.calendar().knows(date(2027, 1, 1))
    rulepacks.load_pack(name="calendars", version=2, effective_on=date(2099, 1, 1), basis="通知", body=body)
    assert rulepacks.calendar().knows(date(2027, 1, 1))
