"""Who is told of what: by what people do, through the journal."""

from datetime import timedelta

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.notifications.api import Message
from hetang.flow.dispatch import api as dispatch
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.flow.progress.tests.factories import read_journal, told, words
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.remarks.api import write_remark


def test_who_is_given_a_case_is_told_once_and_in_words(cast: Cast) -> None:
    case = assigned(cast)
    assert words(cast.mediator) == [f"沈站长把案件{case.number}派给您办理，请及时签收。"]
    assert words(cast.mediator, "en") == [f"Shen gave you case {case.number}; please accept it in time."]
    message = Message.objects.get()
    assert (message.link, message.at, message.subject_key) == (case.get_absolute_url(), MONDAY, case.pk)


def test_nobody_is_told_of_their_own_step(cast: Cast) -> None:
    case = assigned(cast)
    read_journal()
    write_remark(case, text="@沈站长 请看", by=cast.mediator)
    dispatch.return_case(case, reason="busy", note="手头太满", by=cast.mediator)
    assert told(cast.mediator) == ["given"]
    assert told(cast.lead) == ["called", "returned"]
    assert not Message.objects.exclude(account__in=[cast.mediator, cast.lead]).exists()


def test_who_takes_a_step_that_is_told_to_those_like_them_hears_nothing(cast: Cast) -> None:
    case = accepted(cast)
    read_journal()
    cases.rate_risk(case, factors=["threat"], by=cast.mediator)
    assert (len(told(cast.lead)), told(cast.mediator)) == (1, ["given"])
    dispatch.escalate_case(case, note="请区里协调", by=cast.lead)
    assert (told(cast.leader)[-1], len(told(cast.lead))) == ("escalated", 1)


def test_the_silent_are_told_of_upward_level_by_level(cast: Cast) -> None:
    assigned(cast)
    with clock.fixed_at(MONDAY + timedelta(hours=7)):
        dispatch.chase_silent()
        assert (told(cast.lead), told(cast.dispatcher)) == (["silence_lead"], [])
        assert told(cast.mediator) == ["given", "silence_handler"]
    with clock.fixed_at(MONDAY + timedelta(days=2)):
        dispatch.chase_silent()
        assert told(cast.dispatcher) == ["silence_dispatcher"]
        assert told(cast.lead) == ["silence_lead", "silence_dispatcher"]
        assert "陈调解" in words(cast.dispatcher)[0]


def test_what_is_disputed_goes_up_and_comes_back_ruled(cast: Cast) -> None:
    case = assigned(cast)
    dispatch.appeal_case(case, note="不归我们", by=cast.mediator)
    assert told(cast.dispatcher) == told(cast.leader) == ["disputed"]
    dispatch.rule_case(case, to=cast.colleague, unit=cast.other_station, note="清单第 5 条", by=cast.dispatcher)
    assert (told(cast.colleague), told(cast.dispatcher)) == (["ruled"], ["disputed"])


def test_an_offer_and_its_answer_go_to_who_waits_for_them(cast: Cast) -> None:
    case = accepted(cast)
    offered = dispatch.offer_transfer(case, to=cast.second_mediator, unit=cast.station, text="他熟悉", by=cast.mediator)
    assert told(cast.second_mediator) == ["offered"]
    assert f"请在{rulepacks.ends(offered.due_at)}前答复" in words(cast.second_mediator)[0]
    dispatch.decline_transfer(offered, text="手头太满", by=cast.second_mediator)
    assert told(cast.mediator) == ["given", "offer_declined"]


def test_who_offered_is_told_that_it_was_taken_though_the_case_is_gone_to_another(cast: Cast) -> None:
    case = accepted(cast)
    read_journal()
    offered = dispatch.offer_transfer(case, to=cast.second_mediator, unit=cast.station, text="他熟悉", by=cast.lead)
    dispatch.take_transfer(offered, by=cast.second_mediator)
    assert told(cast.lead) == ["offer_answered"]
    assert told(cast.mediator) == ["given"], "who no longer sees the case hears no more of it"


def test_a_task_goes_to_the_leads_of_the_unit_and_its_report_to_who_asked(cast: Cast) -> None:
    case = accepted(cast)
    task = dispatch.ask_task(case, kind="help", unit=cast.other_station, text="请上门看", by=cast.mediator)
    assert told(cast.other_lead) == ["task_asked"]
    assert "单位协办" in words(cast.other_lead)[0]
    dispatch.report_task(task, text="看过了", by=cast.other_lead)
    assert told(cast.mediator) == ["given", "task_reported"]
    dispatch.decide_task(task, verb="redo_task", text="还差照片", by=cast.mediator)
    assert told(cast.other_lead) == ["task_asked", "task_again"]


def test_a_task_for_somebody_by_name_is_theirs_alone(cast: Cast) -> None:
    case = accepted(cast)
    dispatch.ask_task(case, kind="help", unit=cast.other_station, to=cast.colleague, text="请上门看", by=cast.mediator)
    assert (told(cast.colleague), told(cast.other_lead)) == (["task_asked"], [])


def test_two_askings_of_one_kind_are_answered_to_the_later_asker(cast: Cast) -> None:
    case = accepted(cast)
    first = dispatch.ask_task(case, kind="help", unit=cast.other_station, text="一", by=cast.mediator)
    dispatch.report_task(first, text="好", by=cast.other_lead)
    dispatch.decide_task(first, verb="finish_task", by=cast.mediator)
    second = dispatch.ask_task(case, kind="help", unit=cast.other_station, text="二", by=cast.lead)
    dispatch.report_task(second, text="好", by=cast.other_lead)
    assert told(cast.lead) == ["task_reported"]
    assert told(cast.mediator) == ["given", "task_reported", "task_reported"]


def test_more_time_is_asked_of_the_lead_and_answered_to_who_asked(cast: Cast) -> None:
    case = accepted(cast)
    running = case.clocks.get(name="mediation", stopped_at=None)
    asked = cases.ask_extension(running, amount=1, note="等鉴定", consent=True, by=cast.mediator)
    assert told(cast.lead) == ["extension_asked"]
    cases.grant_extension(asked, contact="call", by=cast.lead)
    assert told(cast.mediator) == ["given", "extension_granted"]
    assert "—" not in "".join(words(cast.mediator) + words(cast.lead))


def test_of_a_sealed_case_only_who_is_named_hears(cast: Cast) -> None:
    case = accepted(cast)
    read_journal()
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed", assignee=None)
    case.grants.filter(until=None).update(until=MONDAY)
    with_lead = Case.objects.get(pk=case.pk)
    cases.rate_risk(with_lead, factors=["threat"], by=None)
    assert (told(cast.lead), told(cast.leader), told(cast.mediator)) == ([], [], ["given"])


def test_of_a_sensitive_case_the_dispatcher_hears_nothing(cast: Cast) -> None:
    case = assigned(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    with clock.fixed_at(MONDAY + timedelta(days=2)):
        dispatch.chase_silent()
        dispatch.chase_silent()
        assert told(cast.dispatcher) == []
        assert "silence_lead" in told(cast.lead)


def test_a_high_risk_goes_to_the_leaders_and_a_lower_one_does_not(cast: Cast) -> None:
    case = accepted(cast)
    cases.rate_risk(case, factors=["threat"], by=cast.operator)
    level = Case.objects.get(pk=case.pk).risk_level
    heard = {"red": ["red"], "orange": [], "yellow": []}[level]
    assert told(cast.leader) == heard
    assert ("given" in told(cast.mediator), len(told(cast.mediator))) == (True, 1 + (level != "yellow"))


def test_who_stands_in_is_told_as_well(cast: Cast) -> None:
    case = accepted(cast)
    read_journal()
    accounts.leave(cast.mediator, cast.second_mediator)
    write_remark(case, text="@陈调解 请回电", by=cast.lead)
    assert (told(cast.mediator), told(cast.second_mediator)) == (["given", "called"], ["called"])


def test_who_has_left_is_told_nothing(cast: Cast) -> None:
    assigned(cast)
    cast.mediator.is_active = False
    cast.mediator.save()
    assert told(cast.mediator) == []


def test_the_other_street_hears_nothing(cast: Cast) -> None:
    accepted(cast)
    assigned(cast)
    for who in (cast.stranger, cast.far_operator, cast.far_mediator):
        assert told(who) == []
