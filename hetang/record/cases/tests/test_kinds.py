"""A consultation, a request and a hazard go their own ways, by the table of their kind."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks.tests.factories import CLOCKS as NEEDED_CLOCKS
from hetang.record.cases.actions.answer import answer_case
from hetang.record.cases.actions.open import open_case
from hetang.record.cases.actions.state import close_case, reopen_case, resolve_case
from hetang.record.cases.kinds import CLOCKS
from hetang.record.cases.models import Case
from hetang.record.cases.queries import offers_for, running_clocks
from hetang.record.cases.risk import CLOCKS as RISK_CLOCKS
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

FACTS = "hetang.record.cases.tests.factories"
HANGZHOU = timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
def _facts(settings: Any) -> None:
    settings.CASE_FACTS = dict.fromkeys(settings.CASE_FACTS, f"{FACTS}.met")
    settings.CASE_RELEASES = []


def clocks(case: Case) -> list[str]:
    return sorted(running_clocks(case).values_list("name", flat=True))


def in_hand(cast: Cast, kind: str) -> Case:
    return factories.put(factories.case(cast, kind=kind), "in_progress", assignee=cast.mediator, clock_name="request")


def test_a_consultation_is_answered_and_closed_by_the_operator(cast: Cast) -> None:
    case = factories.case(cast, kind="consultation")
    assert clocks(case) == ["consultation"]
    # Three working days: Thursday ends at midnight.
    assert case.due_at == datetime(2026, 3, 13, tzinfo=HANGZHOU)
    answer = answer_case(case, text=" 到社区二楼开证明。 ", by=cast.operator)
    assert (answer.text, answer.means, answer.by) == ("到社区二楼开证明。", "call", cast.operator)
    kept = close_case(Case.objects.get(pk=case.pk), by=cast.operator)
    assert [e.verb for e in story("case", case.pk)] == ["register", "answer", "close"]
    assert kept.state == "closed"


def test_a_consultation_is_not_given_out_and_not_mediated(cast: Cast) -> None:
    case = factories.case(cast, kind="consultation")
    assert {o.move.verb for o in offers_for(cast.lead, case, elsewhere=True)} == {"answer", "void"}
    with refused(WrongState, "“%(kind)s”没有这一步。"):
        resolve_case(case, by=cast.mediator)


def test_a_request_is_answered_by_its_handler_and_waits_for_the_follow_up(cast: Cast) -> None:
    case = in_hand(cast, "request")
    with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
        answer_case(case, text="已办", by=cast.lead)
    answer_case(case, text="路灯已修好", means="visit", by=cast.mediator)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, clocks(kept)) == ("resolved", ["follow_up"])
    assert kept.resolved_at is not None


def test_a_hazard_is_looked_at_again_before_it_is_struck_off(cast: Cast) -> None:
    case = resolve_case(in_hand(cast, "hazard"), by=cast.mediator)
    assert (case.state_label, clocks(case)) == ("待复查", ["recheck"])
    case = reopen_case(case, note="飞线又拉上了", by=cast.lead)
    assert (case.state, clocks(case)) == ("in_progress", ["hazard"])
    case = close_case(resolve_case(case, by=cast.mediator), by=cast.lead)
    assert (case.state, case.state_label) == ("closed", "已销号")


@pytest.mark.parametrize("text", ["", " \n", "长" * 5001])
def test_an_answer_says_something_and_not_too_much(cast: Cast, text: str) -> None:
    what = "答复的方式或长度不对。" if text.strip() else "还没有写答复内容。"
    case = factories.case(cast, kind="consultation")
    with refused(Invalid, what):
        answer_case(case, text=text, by=cast.operator)


def test_a_dispute_is_not_answered_away(cast: Cast) -> None:
    case = factories.in_hand(cast)
    with refused(WrongState, "“%(kind)s”没有这一步。"):
        answer_case(case, text="算了", by=cast.mediator)


def test_an_unknown_kind_is_refused(cast: Cast) -> None:
    with refused(Invalid, "不认识这种事项类别。"):
        open_case(factories.opening(cast, kind="gossip"), by=cast.operator)


def test_a_red_consultation_is_not_closed_before_the_police_know(cast: Cast, settings: Any) -> None:
    settings.CASE_FACTS = {**settings.CASE_FACTS, "police_told": f"{FACTS}.unmet"}
    case = factories.case(cast, kind="consultation")
    with refused(Missing, "还不能“%(verb)s”。"):
        answer_case(case, text="好", by=cast.operator)


def test_every_clock_that_a_verb_starts_is_one_that_no_pack_may_lose() -> None:
    named = {name for turns in CLOCKS.values() for turn in turns.values() for name in (*turn.start, *turn.once)}
    assert named | set(RISK_CLOCKS.values()) | {"answer", "rights_request"} <= set(NEEDED_CLOCKS)
