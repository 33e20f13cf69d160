"""Promises: recorded, kept in part or whole, broken."""

from datetime import timedelta
from typing import Any

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup.actions import add_obligations, record_breach, record_performance
from hetang.record.followup.models import Obligation
from hetang.record.followup.queries import are_obligations_settled, obligations_of
from hetang.record.followup.tests.factories import obligation, promise, side

NOT_YOURS = "您不能补充这件案件的内容。"
ONE_THING = "每项约定写一件事：付多少钱，或者做什么事。"
EDITORS = {"operator", "lead", "mediator"}


@pytest.fixture
def case(cast: Cast) -> Case:
    """In the mediator's hand."""
    return cases.in_hand(cast)


def last(case: Case) -> tuple[str, int | None, dict[str, Any]]:
    event = list(story("case", case.pk))[-1]
    return event.verb, event.actor, event.body


def again(obligation: Obligation) -> Obligation:
    return Obligation.objects.get(pk=obligation.pk)


def test_promises_are_recorded_nearest_first(case: Case) -> None:
    later, act = promise(case, days=7), promise(case, amount_fen=None, act=" 搬走纸箱 ", days=1)
    add_obligations(case, [later, act, promise(case)])
    assert [(o.amount_fen, o.act, o.state) for o in obligations_of(case)] == [
        (50_000, "", "due"),
        (None, "搬走纸箱", "due"),
        (50_000, "", "due"),
    ]
    assert not are_obligations_settled(case)


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"amount_fen": None}, ONE_THING),
        ({"amount_fen": None, "act": "  "}, ONE_THING),
        ({"act": "道歉"}, ONE_THING),
        ({"amount_fen": 0}, "金额须大于零。"),
        ({"amount_fen": -1}, "金额须大于零。"),
        ({"amount_fen": 10**13 + 1}, "金额须大于零。"),
        ({"days": -1}, "履行日期已经过去。"),
    ],
    ids=["nothing", "blank act", "both", "zero", "negative", "absurd", "yesterday"],
)
def test_a_promise_that_cannot_be_kept_is_refused(case: Case, other: dict[str, Any], what: str) -> None:
    wrong = promise(case, **other)
    with refused(Invalid, what):
        add_obligations(case, [promise(case), wrong])


def test_nobody_owes_themselves_and_no_stranger_owes(cast: Cast, case: Case) -> None:
    with refused(Invalid, "义务人和权利人不能是同一个人。"):
        add_obligations(case, [promise(case, creditor=side(case, "respondent"))])
    stranger = side(cases.case(cast), "applicant")
    with refused(Invalid, "约定里的人不在这件案件里。"):
        add_obligations(case, [promise(case, debtor=stranger)])


def test_a_payment_without_a_sum_is_the_whole(cast: Cast, case: Case) -> None:
    debt = obligation(case)
    record_performance(debt, note="转账截图", by=cast.mediator)
    assert again(debt).state == "performed"
    assert [(p.amount_fen, p.at, p.by) for p in debt.performances.all()] == [(50_000, MONDAY, cast.mediator)]
    verb, actor, body = last(case)
    assert (verb, actor, body["amount_fen"], body["party"]) == ("pay", cast.mediator.pk, 50_000, debt.debtor_id)
    assert case.notes.get(pk=body["note"]).text == "转账截图"
    assert are_obligations_settled(case)


def test_parts_add_up_to_the_whole(cast: Cast, case: Case) -> None:
    debt = obligation(case)
    states = []
    for part in (20_000, 29_999, None):
        record_performance(debt, amount_fen=part, by=cast.mediator)
        states.append(again(debt).state)
    assert states == ["partly", "partly", "performed"]
    assert [p.amount_fen for p in debt.performances.order_by("id")] == [20_000, 29_999, 1]


def test_an_act_is_done_at_once(cast: Cast, case: Case) -> None:
    act = obligation(case, amount_fen=None, act="搬走纸箱")
    record_performance(act, amount_fen=5, by=cast.mediator)
    assert again(act).state == "performed"
    assert (act.performances.get().amount_fen, last(case)[0]) == (None, "perform")


@pytest.mark.parametrize("sum_fen", [0, -1, 50_001])
def test_a_sum_outside_what_is_owed_is_refused(cast: Cast, case: Case, sum_fen: int) -> None:
    debt = obligation(case)
    with refused(Invalid, "这次的金额须大于零，且不超过尚未履行的部分。"):
        record_performance(debt, amount_fen=sum_fen, by=cast.mediator)


def test_a_kept_promise_is_not_kept_again(cast: Cast, case: Case) -> None:
    debt = obligation(case)
    record_performance(debt, by=cast.mediator)
    with refused(WrongState, "这一项已经记为履行完毕。"):
        record_performance(debt, by=cast.mediator)
    with refused(WrongState, "这一项已经有结果了。"):
        record_breach(debt, note="没有付", by=cast.mediator)


def test_only_those_who_work_on_the_case_record_it(cast: Cast, case: Case) -> None:
    debt = obligation(case)
    for part, who in cast.everybody().items():
        if part not in EDITORS:
            with refused(NotAllowed, NOT_YOURS):
                record_performance(debt, by=who)
            with refused(NotAllowed, NOT_YOURS):
                record_breach(debt, note="没有付", by=who)
    for part in EDITORS:
        record_performance(debt, amount_fen=1, by=getattr(cast, part))
    assert debt.performances.count() == len(EDITORS)


def test_a_closed_case_takes_no_performance(cast: Cast, case: Case) -> None:
    debt = obligation(case)
    cases.put(case, "closed", assignee=cast.mediator)
    with refused(Frozen, cases.FROZEN):
        record_performance(debt, by=cast.mediator)


def test_a_breach_is_recorded_with_its_story(cast: Cast, case: Case) -> None:
    debt = obligation(case)
    record_performance(debt, amount_fen=10_000, by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(days=1)):
        record_breach(debt, note=" 催了三次，已告知起诉 ", by=cast.mediator)
    assert again(debt).state == "breached"
    verb, actor, body = last(case)
    assert (verb, actor, body["obligation"]) == ("breach", cast.mediator.pk, debt.pk)
    assert case.notes.get(pk=body["note"]).text == "催了三次，已告知起诉"
    assert are_obligations_settled(case)


def test_a_breach_needs_its_story_and_its_day(cast: Cast, case: Case) -> None:
    debt = obligation(case, days=1)
    with refused(Invalid, "还没有写未履行的情况。"):
        record_breach(debt, note=" ", by=cast.mediator)
    with refused(Invalid, "履行期限还没有到。"):
        record_breach(debt, note="没有付", by=cast.mediator)
    # The last day is the debtor's until midnight.
    with clock.fixed_at(MONDAY + timedelta(days=1)), refused(Invalid, "履行期限还没有到。"):
        record_breach(debt, note="没有付", by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(days=2)):
        record_breach(debt, note="没有付", by=cast.mediator)
        with refused(WrongState, "这一项已经有结果了。"):
            record_breach(debt, note="还是没有付", by=cast.mediator)


def test_without_promises_nothing_is_open(case: Case) -> None:
    assert are_obligations_settled(case)
