"""A petition by 《信访工作条例》, and the one way into people's mediation."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.labels import pick
from hetang.ground.lib.references import pieces
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.access import visible_to
from hetang.record.cases.actions import petition as petitions
from hetang.record.cases.actions.answer import answer_case
from hetang.record.cases.actions.parties import Standing, add_party, check_identity, record_standing
from hetang.record.cases.actions.petition import Conversion, mediate_petition
from hetang.record.cases.actions.risk import rate_risk, report_to_police
from hetang.record.cases.actions.sensitivity import admit_to_case, set_sensitivity
from hetang.record.cases.actions.state import close_case
from hetang.record.cases.models import Case
from hetang.record.cases.queries import running_clocks
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

HANGZHOU = timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
def _releases(settings: Any) -> None:
    settings.CASE_RELEASES = []


@pytest.fixture
def petition(cast: Cast) -> Case:
    return factories.case(cast, kind="petition")


def in_hand(petition: Case, cast: Cast) -> Case:
    petitions.admit_petition(petition, by=cast.lead)
    return factories.put(petition, "in_progress", assignee=cast.mediator, clock_name="petition")


def due(case: Case) -> dict[str, datetime]:
    return dict(running_clocks(case).values_list("name", "due_at"))


def test_it_is_told_or_passed_on_within_fifteen_days_and_decided_within_sixty(cast: Cast, petition: Case) -> None:
    # 24 March ends at midnight.
    assert due(petition) == {"petition_notice": datetime(2026, 3, 25, tzinfo=HANGZHOU)}
    petitions.admit_petition(petition, by=cast.lead)
    # 8 May ends at midnight: a Friday.
    assert due(petition)["petition"] == datetime(2026, 5, 9, tzinfo=HANGZHOU)
    assert "petition_notice" not in due(petition)


def test_it_is_passed_on_by_name_or_refused_with_a_reason(cast: Cast, petition: Case) -> None:
    with refused(Invalid, "还没有写转送给哪个机关。"):
        petitions.transfer_petition(petition, to=" ", by=cast.lead)
    with refused(Invalid, "请选择不予受理的原因。"):
        petitions.refuse_petition(petition, reason="whim", by=cast.lead)
    kept = petitions.transfer_petition(petition, to="区住建局", by=cast.lead)
    assert (kept.state, due(kept)) == ("transferred", {})
    other = petitions.refuse_petition(factories.case(cast, kind="petition"), reason="court", by=cast.lead)
    assert (other.state, due(other)) == ("refused", {})


def test_what_was_passed_on_or_refused_is_taken_back_with_a_reason(cast: Cast, petition: Case) -> None:
    passed_on = petitions.transfer_petition(petition, to="区住建局", by=cast.lead)
    not_taken = petitions.refuse_petition(factories.case(cast, kind="petition"), reason="court", by=cast.lead)
    with clock.fixed_at(MONDAY + timedelta(days=3)):
        cast.fresh()
        for case in (passed_on, not_taken):
            with refused(Invalid, "还没有写原因。"):
                petitions.take_back_petition(case, note=" ", by=cast.lead)
            for who in (cast.operator, cast.mediator, cast.other_lead):
                with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
                    petitions.take_back_petition(case, note="对方退回", by=who)
            kept = petitions.take_back_petition(case, note="对方退回", by=cast.lead)
            assert (kept.state, kept.clocks.filter(stopped_at=None).get().name) == ("registered", "petition_notice")
            assert due(kept)["petition_notice"] == datetime(2026, 3, 25, tzinfo=HANGZHOU), "from the receipt"
            assert petitions.admit_petition(kept, by=cast.lead).state == "admitted"


def test_the_answer_is_in_writing_and_opens_thirty_days_for_a_review(cast: Cast, petition: Case) -> None:
    case = in_hand(petition, cast)
    with refused(Invalid, "信访处理意见须以书面答复。"):
        answer_case(case, text="口头说过了", means="call", by=cast.mediator)
    answer_case(case, text="经查属实，限期整改。", means="letter", by=cast.mediator)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, due(kept)) == ("answered", {})
    with clock.fixed_at(MONDAY + timedelta(days=5)):
        cast.fresh()
        for wrong in (MONDAY.date() - timedelta(days=1), MONDAY.date() + timedelta(days=6)):
            with refused(Invalid, "送达日期不对。"):
                petitions.serve_answer(kept, served_on=wrong, by=cast.operator)
        with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
            petitions.serve_answer(kept, served_on=MONDAY.date(), by=cast.stranger)
        petitions.serve_answer(kept, served_on=date(2026, 3, 12), by=cast.operator)
    # 11 April is thirty days after 12 March, a Saturday: the clock of the answer itself would end three days earlier.
    assert due(kept) == {"petition_review_request": datetime(2026, 4, 14, tzinfo=HANGZHOU)}
    assert kept.answers.get().served_on == date(2026, 3, 12)
    event = list(story("case", kept.pk))[-1]
    assert (event.verb, event.body["served_on"]) == ("serve", "2026-03-12")
    with refused(Missing, "还不能“%(verb)s”。"):
        close_case(kept, by=cast.lead)
    with clock.fixed_at(MONDAY + timedelta(days=40)):
        cast.fresh()
        with refused(Missing, "还不能“%(verb)s”。"):
            petitions.ask_review(kept, by=cast.operator)
        assert close_case(kept, by=cast.lead).state == "closed"


def test_an_answer_that_was_not_served_opens_nothing_and_bars_nothing(cast: Cast, petition: Case) -> None:
    case = in_hand(petition, cast)
    answer_case(case, text="意见", means="letter", by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(days=90)):
        cast.fresh()
        with refused(Missing, "还不能“%(verb)s”。"):
            close_case(case, by=cast.lead)
        assert petitions.ask_review(case, by=cast.operator).state == "under_review"


def test_a_day_that_may_still_move_bars_no_review_and_allows_no_closing(cast: Cast, petition: Case) -> None:
    case = in_hand(petition, cast)
    answer_case(case, text="意见", means="letter", by=cast.mediator)
    petitions.serve_answer(case, served_on=MONDAY.date(), by=cast.operator)
    case.clocks.filter(name="petition_review_request").update(is_provisional=True)
    with clock.fixed_at(MONDAY + timedelta(days=90)):
        cast.fresh()
        with refused(Missing, "还不能“%(verb)s”。"):
            close_case(case, by=cast.lead)
        assert petitions.ask_review(case, by=cast.operator).state == "under_review"


def test_three_levels_and_then_no_more(cast: Cast, petition: Case) -> None:
    case = in_hand(petition, cast)
    answer_case(case, text="意见", means="letter", by=cast.mediator)
    petitions.ask_review(case, by=cast.operator)
    petitions.decide_review(case, text="维持", by=cast.lead)
    petitions.serve_answer(case, again=True, served_on=MONDAY.date(), by=cast.operator)
    assert list(due(case)) == ["petition_review_request"]
    petitions.ask_review(case, again=True, by=cast.operator)
    assert list(due(case)) == ["petition_recheck"]
    petitions.decide_review(case, again=True, text="维持", by=cast.lead)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        petitions.ask_review(case, by=cast.operator)
    assert close_case(case, by=cast.lead).state == "closed"


def agreed(case: Case, **other: Any) -> Conversion:
    known = {"claim": "claim", "consenting": frozenset(p.pk for p in case.parties.all()), "note": "两边都打过电话"}
    return Conversion(**{**known, **other})


def test_with_everybodys_consent_a_dispute_is_opened_beside_it(cast: Cast, petition: Case) -> None:
    case = in_hand(petition, cast)
    before = due(case)
    dispute = mediate_petition(case, conversion=agreed(case), by=cast.lead)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.kind, kept.state, due(kept)) == ("petition", "in_progress", before), "its own clocks go on"
    assert (dispute.kind, dispute.state, dispute.origin) == ("dispute", "registered", kept)
    assert [p.person_id for p in dispute.parties.order_by("id")] == [p.person_id for p in kept.parties.order_by("id")]
    assert list(story("case", case.pk))[-1].body["case"] == dispute.pk
    with refused(WrongState, "这件信访已经转入人民调解。"):
        mediate_petition(case, conversion=agreed(case), by=cast.lead)


def test_the_dispute_takes_over_people_readers_numbers_and_risk(cast: Cast) -> None:
    long = "付了 500 元，打13800135678。" + "经过" * 2480
    case = in_hand(factories.case(cast, kind="petition", summary=long), cast)
    Case.objects.filter(pk=case.pk).update(summary=case.summary + "字" * 50)
    case.refresh_from_db()
    assert len(case.summary) > 5000, "with its marks longer than a text may be typed"
    child = record_standing(
        case.parties.get(role="applicant"), standing=Standing(born_on=date(2015, 1, 1)), by=cast.lead
    )
    record_standing(
        case.parties.get(role="respondent"),
        standing=Standing(kind="organisation", credit_code="91350100M000100Y43"),
        by=cast.lead,
    )
    add_party(case, name="丁母", role="guardian", of=child, relation="母亲", by=cast.lead)
    check_identity(child, means="card", by=cast.lead)
    rate_risk(case, factors=["threat"], by=cast.lead)
    report_to_police(case, station="上塘派出所", receipt="17", reported_at=MONDAY, by=cast.lead)
    set_sensitivity(case, to="sensitive", reason="未成年人", by=cast.lead)
    admit_to_case(case, to=cast.second_mediator, reason="协助", by=cast.lead)
    case = Case.objects.get(pk=case.pk)
    consenting = frozenset(p.pk for p in case.parties.filter(of=None))
    dispute = Case.objects.get(
        pk=mediate_petition(case, conversion=agreed(case, consenting=consenting), by=cast.lead).pk
    )
    one, two, guardian = dispute.parties.order_by("id")
    assert (one.born_on, one.identity) == (date(2015, 1, 1), "card")
    assert (two.kind, two.credit_code) == ("organisation", "91350100M000100Y43")
    assert (guardian.role, guardian.of, guardian.relation) == ("guardian", one, "母亲")
    assert dispute.sensitivity == "sensitive"
    assert [g.account for g in dispute.grants.filter(role="named", until=None)] == [cast.second_mediator]
    assert not visible_to(cast.second_mediator).filter(pk=factories.case(cast).pk).exists()
    assert visible_to(cast.second_mediator).filter(pk=dispute.pk).exists()
    assert (dispute.risk_level, dispute.police_told_at) == ("red", MONDAY)
    assert dispute.risk_changes.get().factors == ["threat"] and dispute.police_reports.get().receipt == "17"
    assert "risk_review" in due(dispute)
    marked = next(piece for piece in pieces(dispute.summary) if piece.code)
    assert dispute.references.get(code=marked.code).value == "13800135678"
    assert case.references.count() == 1


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"claim": "denunciation"}, "只有申诉求决类事项"),
        ({"claim": ""}, "只有申诉求决类事项"),
        ({"obstacles": ("administrative",)}, "行政争议不能"),
        ({"obstacles": ("exclusive",)}, "专门机关"),
        ({"obstacles": ("litigation",)}, "涉法涉诉"),
        ({"obstacles": ("refused",)}, "明确拒绝"),
        ({"consenting": frozenset()}, "每一方当事人都同意"),
    ],
)
def test_every_reason_against_it_is_told(cast: Cast, petition: Case, other: Any, reason: str) -> None:
    case = in_hand(petition, cast)
    with refused(Missing, "这件信访不能转入人民调解。"):
        mediate_petition(case, conversion=agreed(case, **other), by=cast.lead)
    reasons = petitions.why_not_mediate(agreed(case, **other), case.parties.all())
    assert [pick(each, "zh") for each in reasons if reason in pick(each, "zh")]


def test_one_sides_consent_is_not_enough_and_one_side_is_no_dispute(cast: Cast, petition: Case) -> None:
    case = in_hand(petition, cast)
    one = frozenset({case.parties.order_by("id")[0].pk})
    with refused(Missing, "这件信访不能转入人民调解。"):
        mediate_petition(case, conversion=agreed(case, consenting=one), by=cast.lead)
    case.parties.filter(role="respondent").delete()
    with refused(Missing, "这件信访不能转入人民调解。"):
        mediate_petition(case, conversion=agreed(case), by=cast.lead)


def test_nobody_but_the_lead_turns_a_petition_into_a_mediation(cast: Cast, petition: Case) -> None:
    case = in_hand(petition, cast)
    for who in (cast.mediator, cast.operator, cast.leader, cast.other_lead):
        with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
            mediate_petition(case, conversion=agreed(case), by=who)
