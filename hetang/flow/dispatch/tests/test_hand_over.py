"""A leaver's open cases go on in other hands."""

from datetime import timedelta

import pytest

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.bounce import refer_case, return_case, rule_case
from hetang.flow.dispatch.actions.hand_over import hand_over_case, hand_over_cases, open_cases_of
from hetang.flow.dispatch.queries import leaving_notice, receivers_for, ruled_unit
from hetang.flow.dispatch.tests import factories
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import STREAM, Case, CaseClock, visible_to
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation.api import mediation_of, tell_rights

WHY = "调离"


def clocks(case: Case) -> list[tuple[object, ...]]:
    return list(
        CaseClock.objects.filter(case=case).order_by("id").values_list("name", "started_at", "due_at", "stopped_at")
    )


def several(cast: Cast, number: int) -> list[Case]:
    return [cases.put(cases.case(cast, parties=[]), "in_progress", assignee=cast.mediator) for _ in range(number)]


def test_a_case_goes_on_in_its_state_and_its_time(cast: Cast) -> None:
    case = factories.accepted(cast)
    before = clocks(case)
    with clock.fixed_at(MONDAY + timedelta(days=3)):
        result = hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)
    assert (result.moved, result.kept, result.left) == ([case.number], [], 0)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.assignee) == ("in_progress", cast.second_mediator)
    assert clocks(case) == before
    old, new = case.assignments.order_by("id")
    assert (old.to, old.ended_at) == (cast.mediator, MONDAY + timedelta(days=3))
    assert (new.to, new.by, new.accepted_at, new.ended_at) == (
        cast.second_mediator,
        cast.lead,
        MONDAY + timedelta(days=3),
        None,
    )
    assert case not in visible_to(cast.mediator)
    assert case in visible_to(cast.second_mediator)
    event = journal.story(STREAM, case.pk).last()
    assert event is not None
    assert (event.verb, event.actor) == ("hand_over", cast.lead.pk)
    assert (event.body["leaver"], event.body["account"]) == (cast.mediator.pk, cast.second_mediator.pk)
    assert case.notes.get(pk=event.body["note"]).text == WHY


def test_the_new_handler_works_on_where_the_old_one_stopped(cast: Cast) -> None:
    case = factories.accepted(cast)
    hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)
    mediation = mediation_of(case)
    assert mediation is not None
    with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
        tell_rights(mediation, by=cast.mediator)
    assert tell_rights(mediation, by=cast.second_mediator).rights_told_at == MONDAY


def test_an_assigned_case_waits_for_the_new_one_to_accept(cast: Cast) -> None:
    case = factories.assigned(cast)
    hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)
    assert case.assignments.get(ended_at=None).accepted_at is None
    accept_case(case, by=cast.second_mediator)


def test_each_case_can_go_to_somebody_else(cast: Cast) -> None:
    first, second, third = several(cast, 3)
    plan = {first.number: cast.second_mediator, second.number: cast.colleague}
    assert hand_over_cases(cast.mediator, plan=plan, reason=WHY, by=cast.lead).left == 1
    handlers = [Case.objects.get(pk=c.pk).assignee for c in (first, second, third)]
    assert handlers == [cast.second_mediator, cast.colleague, cast.mediator]
    assert second in visible_to(cast.other_lead)  # the colleague's station helps


def test_a_batch_stops_and_goes_on(cast: Cast) -> None:
    several(cast, 5)
    found = []
    for _ in range(3):
        result = hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead, most=2)
        found.append((len(result.moved), result.left))
    assert found == [(2, 3), (2, 1), (1, 0)]
    events = journal.Event.objects.filter(verb="hand_over")
    assert events.count() == events.values("stream_key").distinct().count() == 5


def test_closed_cases_stay_with_who_closed_them(cast: Cast) -> None:
    (case,) = several(cast, 1)
    cases.put(case, "closed", assignee=cast.mediator)
    assert hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead).moved == []


def test_who_declared_an_interest_does_not_get_it_back(cast: Cast) -> None:
    case = factories.assigned(cast, cast.second_mediator)
    return_case(case, reason="interest", note="手头太满，已问过", by=cast.second_mediator)
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    (other,) = several(cast, 1)
    result = hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)
    assert result.moved == [other.number]
    assert [(number, why.what) for number, why in result.kept] == [
        (case.number, "接手的人对这件案件声明过利害关系，应当回避。")
    ]
    assert result.left == 1


def test_what_was_ruled_stays_with_the_unit_that_was_named(cast: Cast) -> None:
    case = cases.case(cast)
    refer_case(case, note="在瓜山社区", by=cast.lead)
    rule_case(case, to=cast.mediator, unit=cast.station, note="清单第 5 条", by=cast.dispatcher)
    with refused(Invalid, "这件案件已经裁定由哪个单位承办，不能再派给别的单位。"):
        hand_over_case(case, leaver=cast.mediator, to=cast.colleague, reason=WHY, by=cast.lead)
    hand_over_case(case, leaver=cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)
    assert case.assignments.get(ended_at=None).is_final
    # An arbiter may; the unit that took over was not ruled on, so the ruling still names the first.
    hand_over_case(case, leaver=cast.second_mediator, to=cast.colleague, reason=WHY, by=cast.leader)
    assert not case.assignments.get(ended_at=None).is_final
    assert ruled_unit(Case.objects.get(pk=case.pk)) == cast.station.pk


@pytest.mark.parametrize("part", ["far_mediator", "operator", "lead"])
def test_the_receiver_mediates_in_the_street(cast: Cast, part: str) -> None:
    (case,) = several(cast, 1)
    before = all_rows()
    result = hand_over_cases(cast.mediator, to=getattr(cast, part), reason=WHY, by=cast.lead)
    assert [why.what for _, why in result.kept] == ["这位同事现在不是该单位的调解员。"]
    assert changed(before) == {}
    assert Case.objects.get(pk=case.pk).assignee == cast.mediator


def test_who_is_away_takes_nothing(cast: Cast) -> None:
    (case,) = several(cast, 1)
    accounts.leave(cast.second_mediator, cast.colleague)
    with refused(Invalid, "接手的同事现在不在岗。"):
        hand_over_case(case, leaver=cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)


def test_others_may_not(cast: Cast) -> None:
    (case,) = several(cast, 1)
    for part, who in cast.everybody().items():
        if part in {"lead", "leader"}:
            continue
        with refused(NotAllowed, "您不能移交这件案件。"):
            hand_over_case(case, leaver=cast.mediator, to=cast.second_mediator, reason=WHY, by=who)
    assert not open_cases_of(cast.mediator, cast.other_lead).exists()
    hand_over_case(case, leaver=cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.leader)
    with refused(WrongState, "这件案件已经不在离岗者手里。"):
        hand_over_case(case, leaver=cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)


def test_it_needs_a_reason_and_a_receiver(cast: Cast) -> None:
    several(cast, 1)
    with refused(Invalid, "还没有写移交的原因。"):
        hand_over_cases(cast.mediator, to=cast.second_mediator, reason=" ", by=cast.lead)
    with refused(Invalid, "还没有选择由谁接手。"):
        hand_over_cases(cast.mediator, reason=WHY, by=cast.lead)
    with refused(Invalid, "不能移交给离岗的本人。"):
        hand_over_cases(cast.mediator, to=cast.mediator, reason=WHY, by=cast.lead)


def test_a_sealed_case_is_left_to_the_leader(cast: Cast) -> None:
    (case,) = several(cast, 1)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    assert hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead).moved == []
    assert leaving_notice(cast.mediator)[0] == 1


def test_a_leaver_who_has_gone_already_is_still_handed_over(cast: Cast) -> None:
    several(cast, 2)
    Account.objects.filter(pk=cast.mediator.pk).update(is_active=False)
    assert leaving_notice(cast.mediator) == (2, f"/handovers/{cast.mediator.pk}/")
    result = hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.lead)
    assert (len(result.moved), result.left) == (2, 0)
    assert leaving_notice(cast.mediator)[0] == 0


def test_receivers_are_named_once_with_their_load(cast: Cast) -> None:
    several(cast, 2)
    accounts.duty(cast.mediator, "mediator", cast.other_station)
    found = [(c.account, c.load) for c in receivers_for({cast.street.code})]
    assert found[-1] == (cast.mediator, 2)
    assert len(found) == len({who for who, _ in found}) == 4


def test_a_deputy_hands_over_in_the_leads_name(cast: Cast) -> None:
    (case,) = several(cast, 1)
    accounts.leave(cast.lead, cast.colleague)
    hand_over_cases(cast.mediator, to=cast.second_mediator, reason=WHY, by=cast.colleague)
    event = journal.story(STREAM, case.pk).last()
    assert event is not None
    assert (event.actor, event.body["on_behalf"]) == (cast.colleague.pk, cast.lead.pk)
