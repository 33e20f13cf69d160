"""The last thing said about each case of a caller: a later contact's words, an answer, else the summary."""

from datetime import timedelta

import pytest

from hetang.flow.intake.actions.join import add_contact
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.queries import caller_of
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.lib import clock
from hetang.record.cases.api import answer_case
from hetang.record.cases.tests.factories import MONDAY, TEXT, Cast


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def words(cast: Cast) -> str:
    found = caller_of(cast.operator, "13900000001")
    assert found is not None
    return found.cases[0].words


def test_the_summary_then_what_was_said_then_the_answer(cast: Cast) -> None:
    case = register_case(report(cast, kind="consultation"), by=cast.operator)
    assert words(cast) == TEXT
    with clock.fixed_at(MONDAY + timedelta(minutes=1)):
        add_contact(case, report(cast, submission="2", text="好了吗"), by=cast.operator)
    assert words(cast) == "好了吗"
    with clock.fixed_at(MONDAY + timedelta(minutes=2)):
        answer_case(case, text="今天退。", means="call", by=cast.operator)
    assert words(cast) == "今天退。"
