"""The engine of the tables: steps, refusals, and tables that contradict themselves."""

import pytest

from hetang.ground.lib.lifecycle import Lifecycle, Move
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, Refused, WrongState

OPEN = Move("open", "打开", "opening", ("closed",), "open", ("keeper",), needs=("key", "light"))
CLOSE = Move("close", "关上", "closing", ("open",), "closed", ("keeper",))
STATES = {"closed": "关着", "open": "开着"}
NEEDS = {"key": "有钥匙", "light": "有灯"}


def table(*moves: Move) -> Lifecycle:
    return Lifecycle(name="door", title="门", initial="closed", states=STATES, needs=NEEDS, moves=moves)


DOOR = table(OPEN, CLOSE)


def test_a_step_is_the_row_of_its_verb() -> None:
    assert DOOR.step("open", "close") is CLOSE
    assert DOOR.step("closed", "open", {"key": True, "light": True}) is OPEN


def test_a_step_from_another_state_names_state_and_verb() -> None:
    with pytest.raises(WrongState) as caught:
        DOOR.step("closed", "close")
    assert caught.value.params == {"state": "关着", "verb": "关上"}
    assert "“关着”，不能“关上”" in str(caught.value)
    assert caught.value.then


@pytest.mark.parametrize(
    ("facts", "missing"),
    [({}, ["有钥匙", "有灯"]), ({"key": True}, ["有灯"]), ({"key": False, "light": True}, ["有钥匙"])],
)
def test_a_step_lists_all_that_is_missing(facts: dict[str, bool], missing: list[str]) -> None:
    with pytest.raises(Missing) as caught:
        DOOR.step("closed", "open", facts)
    assert caught.value.needs == missing
    assert all(need in str(caught.value) for need in missing)


def test_an_unknown_verb_is_an_error_of_the_programme() -> None:
    with pytest.raises(KeyError):
        DOOR.step("open", "burn")


def test_moves_that_leave_a_state_come_in_the_tables_order() -> None:
    again = Move("slam", "摔上", "slam", ("open",), "closed", ())
    assert table(OPEN, CLOSE, again).from_state("open") == (CLOSE, again)


@pytest.mark.parametrize(
    "move",
    [
        Move("x", "", "", ("nowhere",), "open", ()),
        Move("x", "", "", ("open",), "nowhere", ()),
        Move("x", "", "", ("open",), "closed", (), needs=("luck",)),
    ],
)
def test_a_table_that_names_what_it_does_not_have_is_refused(move: Move) -> None:
    with pytest.raises(ValueError, match="door.x"):
        table(move)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotAllowed("不行"), 403),
        (WrongState("不行"), 409),
        (Invalid("不行"), 422),
        (Missing("不行", needs=["钥匙"]), 422),
        (Refused("不行"), 409),
    ],
)
def test_each_refusal_has_its_status_and_says_what_is_safe(refusal: Refused, status: int) -> None:
    assert refusal.status == status
    assert "没有任何改动。" in refusal.text()


def test_a_refusals_text_is_filled_only_where_it_has_values() -> None:
    assert "100%" in Invalid("已经 100% 完成。").text()
    assert "5 元" in Invalid("只有 %(n)s 元。", n=5).text()
