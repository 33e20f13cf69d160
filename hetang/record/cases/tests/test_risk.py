"""Risk: raised by whoever works on the case, lowered by the lead alone, and what red demands."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.actions import risk as risks
from hetang.record.cases.actions.cluster import join_cluster, leave_cluster
from hetang.record.cases.actions.correct import correct_case
from hetang.record.cases.actions.petition import refuse_petition, transfer_petition
from hetang.record.cases.actions.risk import rate_risk
from hetang.record.cases.actions.state import close_case, reopen_case, resolve_case, void_case
from hetang.record.cases.models import Case, RiskChange
from hetang.record.cases.queries import running_clocks
from hetang.record.cases.risk import LEVELS, level_of, words_found
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.cases.writing import Stale, last_seq

FACTS = "hetang.record.cases.tests.factories"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.in_hand(cast)


def told(case: Case, cast: Cast, at: datetime = MONDAY) -> None:
    risks.report_to_police(case, station="上塘派出所", receipt="接警 0309-17", reported_at=at, by=cast.mediator)


def test_the_pack_names_known_levels_and_words_only_hint(cast: Cast) -> None:
    factors = rulepacks.entries("risk_factors")
    assert {f["level"] for f in factors} == set(LEVELS[1:])
    assert words_found("他说要跳楼，还带着菜刀", factors) == ["threat", "weapon"]
    assert words_found("楼道里堆了纸箱", factors) == []
    assert (level_of(["silence", "violence"], factors), level_of([], factors)) == (2, 0)
    case = factories.case(cast, summary="他说要跳楼")
    assert case.risk == 0, "a hint is no rating"


def test_the_highest_ticked_factor_decides_and_its_clock_runs(cast: Cast, case: Case) -> None:
    rate_risk(case, factors=["silence", "violence"], reason="昨晚动手了", by=cast.mediator)
    kept = Case.objects.get(pk=case.pk)
    assert kept.risk_level == "orange"
    # The same day, which ends at midnight.
    midnight = datetime(2026, 3, 10, tzinfo=MONDAY.tzinfo)
    assert dict(running_clocks(kept).values_list("name", "due_at"))["risk_action"] == midnight
    assert kept.due_at == midnight, "lists show it first"
    rate_risk(case, factors=["threat"], by=cast.operator)
    names = set(running_clocks(case).values_list("name", flat=True))
    assert {"risk_review", "mediation"} == names
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.body) == ("rate_risk", {"risk": "red", "factors": ["threat"]})


def test_a_lower_factor_never_lowers_the_level(cast: Cast, case: Case) -> None:
    rate_risk(case, factors=["threat"], by=cast.mediator)
    rate_risk(case, factors=["silence"], by=None)
    kept = Case.objects.get(pk=case.pk)
    assert kept.risk_level == "red"
    assert [c.by for c in kept.risk_changes.order_by("id")] == [cast.mediator, None]


@pytest.mark.parametrize("factors", [[], ["no_such"]])
def test_a_rating_names_known_factors(cast: Cast, case: Case, factors: list[str]) -> None:
    with refused(Invalid, "还没有选择风险因素。"):
        rate_risk(case, factors=factors, by=cast.mediator)


def test_only_who_works_on_the_case_rates_it(cast: Cast, case: Case) -> None:
    for who in (cast.second_mediator, cast.follow_up_operator, cast.stranger, cast.other_lead):
        with refused(NotAllowed, "您不能补充这件案件的内容。"):
            rate_risk(case, factors=["threat"], by=who)


@pytest.fixture
def red(cast: Cast, case: Case) -> Case:
    rate_risk(case, factors=["threat"], by=cast.mediator)
    return Case.objects.get(pk=case.pk)


def test_red_is_not_reported_done_before_the_police_were_told(cast: Cast, red: Case, settings: Any) -> None:
    others = {need: f"{FACTS}.met" for need in settings.CASE_FACTS if not need.startswith(("police_", "risk_"))}
    settings.CASE_FACTS = {**settings.CASE_FACTS, **others}
    with refused(Missing, "还不能“%(verb)s”。"):
        resolve_case(red, by=cast.mediator)
    told(red, cast)
    resolve_case(red, by=cast.mediator)
    with refused(Missing, "还不能“%(verb)s”。"):
        close_case(red, by=cast.lead)
    risks.take_charge(red, leader=cast.leader, by=cast.leader)
    with pytest.raises(Missing) as caught:
        close_case(red, by=cast.lead)
    assert caught.value.needs == ["红色风险在最近一次定级之后已复核"]
    risks.review_risk(red, reason="已谈过", by=cast.lead)
    assert close_case(red, by=cast.lead).state == "closed"


def test_a_wrong_registration_too_is_reported_before_it_is_voided(cast: Cast, red: Case) -> None:
    with refused(Missing, "还不能“%(verb)s”。"):
        void_case(red, note="重复登记", by=cast.lead)
    told(red, cast)
    assert void_case(red, note="重复登记", by=cast.lead).state == "voided"
    assert not running_clocks(red).exists()


def test_a_red_petition_is_not_passed_on_or_refused_before_the_police_were_told(cast: Cast) -> None:
    petition = factories.case(cast, kind="petition")
    factories.rate(petition, "threat", cast)
    with refused(Missing, "还不能“%(verb)s”。"):
        transfer_petition(petition, to="区住建局", by=cast.lead)
    with refused(Missing, "还不能“%(verb)s”。"):
        refuse_petition(petition, reason="court", by=cast.lead)
    risks.report_to_police(petition, station="上塘派出所", receipt="17", reported_at=MONDAY, by=cast.operator)
    assert transfer_petition(petition, to="区住建局", by=cast.lead).state == "transferred"


def test_the_clock_of_the_risk_outlives_the_steps_of_the_work(cast: Cast, case: Case, settings: Any) -> None:
    settings.CASE_FACTS = dict.fromkeys(settings.CASE_FACTS, f"{FACTS}.met")
    settings.CASE_RELEASES = []
    rate_risk(case, factors=["violence"], by=cast.mediator)

    def names() -> set[str]:
        return set(running_clocks(case).values_list("name", flat=True))

    resolve_case(case, by=cast.mediator)
    assert names() == {"follow_up", "risk_action"}
    reopen_case(case, note="没谈好", by=cast.lead)
    assert names() == {"mediation", "risk_action"}
    lead = factories.case(cast)
    join_cluster(case, lead=lead, reason="同一处", by=cast.lead)
    assert names() == {"risk_action"}
    leave_cluster(Case.objects.get(pk=case.pk), reason="是另一处", by=cast.lead)
    assert names() == {"dispatch", "mediation", "risk_action"}, "the law's clock goes on where joining stopped it"
    correct_case(case, field="kind", new="request", reason="没有对方", by=cast.lead)
    assert names() == {"dispatch", "risk_action"}


def test_a_report_says_where_when_and_with_which_receipt(cast: Cast, red: Case) -> None:
    for station, receipt in (("", "1"), ("上塘派出所", " ")):
        with refused(Invalid, "报告记录不完整。"):
            risks.report_to_police(red, station=station, receipt=receipt, reported_at=MONDAY, by=cast.mediator)
    with refused(Invalid, "报告时间还没有到。"):
        told(red, cast, MONDAY + timedelta(minutes=1))
    told(red, cast)
    assert Case.objects.get(pk=red.pk).police_told_at == MONDAY


def test_a_new_red_needs_a_report_of_its_own(cast: Cast, red: Case) -> None:
    told(red, cast)
    risks.review_risk(red, reason="已平静", by=cast.leader)
    risks.lower_risk(red, to="yellow", reason="双方和好", by=cast.lead)
    assert Case.objects.get(pk=red.pk).police_told_at == MONDAY
    rate_risk(red, factors=["weapon"], by=cast.mediator)
    assert Case.objects.get(pk=red.pk).police_told_at is None


def test_only_the_lead_lowers_with_a_reason_after_a_review_and_the_report(cast: Cast, red: Case) -> None:
    def lower(by: Any = cast.lead, reason: str = "双方和好", to: str = "yellow") -> Case:
        return risks.lower_risk(red, to=to, reason=reason, by=by)

    for who in (cast.mediator, cast.operator, cast.leader, cast.other_lead):
        with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
            lower(who)
    with refused(Invalid, "还没有写原因。"):
        lower(reason=" ")
    with refused(Missing, "还不能“%(verb)s”。"):
        lower()
    risks.review_risk(red, reason="已谈过", by=cast.leader)
    with refused(Missing, "还不能“%(verb)s”。"):
        lower()
    told(red, cast)
    with refused(Invalid, "降级须选择比现在低的等级。"):
        lower(to="red")
    assert lower().risk_level == "yellow"
    assert "risk_progress" in set(running_clocks(red).values_list("name", flat=True))
    last = RiskChange.objects.order_by("-id")[0]
    assert (last.act, last.before, last.after, last.by) == ("lower", 3, 1, cast.lead)


def test_a_rating_after_the_review_asks_for_another(cast: Cast, red: Case) -> None:
    told(red, cast)
    risks.review_risk(red, reason="已谈过", by=cast.lead)
    rate_risk(red, factors=["weapon"], by=cast.mediator)
    with refused(Missing, "还不能“%(verb)s”。"):
        risks.lower_risk(red, to="", reason="好了", by=cast.lead)


def test_a_review_stops_the_clock_of_the_level(cast: Cast, red: Case) -> None:
    assert running_clocks(red).filter(name="risk_review", due_at=MONDAY + timedelta(hours=24)).exists()
    risks.review_risk(red, reason="已谈过", by=cast.lead)
    assert not running_clocks(red).filter(name="risk_review").exists()


def test_a_leader_of_the_street_takes_charge(cast: Cast, red: Case) -> None:
    with refused(Invalid, "包案的须是本街道领导。"):
        risks.take_charge(red, leader=cast.mediator, by=cast.lead)
    risks.take_charge(red, leader=cast.leader, by=cast.lead)
    assert Case.objects.get(pk=red.pk).risk_leader == cast.leader


def test_a_rating_on_a_stale_page_is_told_who_was_quicker(cast: Cast, case: Case) -> None:
    seen = last_seq(case)
    with clock.fixed_at(MONDAY + timedelta(minutes=2)):
        rate_risk(case, factors=["threat"], by=cast.mediator)
        with refused(Stale, "%(who)s %(when)s 刚改过%(thing)s，您看到的已不是最新。"):
            rate_risk(case, factors=["silence"], seen=seen, by=cast.operator)
        rate_risk(case, factors=["silence"], seen=last_seq(case), by=cast.operator)
