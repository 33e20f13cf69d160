"""The emergency view: who, how long, and who learns of it."""

from datetime import timedelta

import pytest

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.access import NoSuchCase, get_case_for, get_case_to_break, glass_until, may_edit, visible_to
from hetang.record.cases.actions.glass import AUDITOR, acknowledge_alert, break_glass, note_alert
from hetang.record.cases.alerts import alerts_for_auditor, alerts_for_lead
from hetang.record.cases.lists import list_page
from hetang.record.cases.models import Case, GlassAlert
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.cases.writing import STREAM

REASON = "当事人扬言自伤，承办人联系不上"
NOT_YOURS = "案件 %(number)s 不在您的办理范围内。"


@pytest.fixture
def case(cast: Cast) -> Case:
    """Sealed, in the mediator's hand; nobody else is named."""
    case = factories.in_hand(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def auditor(cast: Cast) -> Account:
    return accounts.staff("audit", "审计", AUDITOR, cast.station)


def test_the_glass_opens_for_half_an_hour_and_leaves_an_event_and_an_alert(cast: Cast, case: Case) -> None:
    with refused(NotAllowed, NOT_YOURS):
        get_case_for(cast.lead, case.number)
    alert = break_glass(case, reason=REASON, by=cast.lead)
    event = journal.story(STREAM, case.pk).last()
    assert event is not None
    assert (event.verb, event.actor, event.body["minutes"]) == ("break_glass", cast.lead.pk, 30)
    assert case.notes.get(pk=event.body["note"]).text == REASON
    assert glass_until(cast.lead, case) == MONDAY + timedelta(minutes=30)
    assert get_case_for(cast.lead, case.number) == case
    with clock.fixed_at(MONDAY + timedelta(minutes=29)):
        get_case_for(cast.lead, case.number)
    assert alert.views.count() == 2
    with clock.fixed_at(MONDAY + timedelta(minutes=30)), refused(NotAllowed, NOT_YOURS):
        get_case_for(cast.lead, case.number)


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_the_glass_of_a_closed_file_opens_too(cast: Cast, case: Case, state: str) -> None:
    case = factories.put(case, state, assignee=cast.mediator)
    break_glass(case, reason=REASON, by=cast.lead)
    assert get_case_for(cast.lead, case.number) == case


def test_it_opens_the_page_and_neither_lists_nor_verbs(cast: Cast, case: Case) -> None:
    break_glass(case, reason=REASON, by=cast.lead)
    assert not visible_to(cast.lead).filter(pk=case.pk).exists()
    assert list_page(cast.lead).items == []
    assert not may_edit(cast.lead, case)


def test_who_sees_the_case_anyway_leaves_no_trace_of_glass(cast: Cast, case: Case) -> None:
    alert = break_glass(case, reason=REASON, by=cast.lead)
    get_case_for(cast.mediator, case.number)
    assert alert.views.count() == 0
    assert glass_until(cast.mediator, case) is None


@pytest.mark.parametrize("part", ["operator", "second_mediator", "colleague", "follow_up_operator"])
def test_other_colleagues_may_not(cast: Cast, case: Case, part: str) -> None:
    with refused(NotAllowed, "这件案件不能由您应急查看。"):
        get_case_to_break(getattr(cast, part), case.number)
    with refused(NotAllowed, "这件案件不能由您应急查看。"):
        break_glass(case, reason=REASON, by=getattr(cast, part))


def test_to_a_stranger_there_is_no_such_case(cast: Cast, case: Case) -> None:
    with refused(NoSuchCase, "没有找到案件 %(number)s。"):
        get_case_to_break(cast.stranger, case.number)
    with refused(NotAllowed, "这件案件不能由您应急查看。"):
        break_glass(case, reason=REASON, by=cast.stranger)


def test_it_needs_a_reason_a_closed_case_and_a_need(cast: Cast, case: Case) -> None:
    for reason in ("", "急急急", "长" * 201):
        with refused(Invalid, "应急查看的理由须写 %(least)s 到 %(most)s 个字。"):
            break_glass(case, reason=reason, by=cast.lead)
    break_glass(case, reason=REASON, by=cast.lead)
    with refused(WrongState, "您现在就能看这件案件，不用应急查看。"):
        break_glass(case, reason=REASON, by=cast.lead)
    ordinary = factories.case(cast, parties=[])
    with refused(NotAllowed, "这件案件不能由您应急查看。"):
        break_glass(ordinary, reason=REASON, by=cast.other_lead)


def test_a_lead_of_the_street_may_for_a_sensitive_case_of_another_station(cast: Cast, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    break_glass(case, reason=REASON, by=cast.other_lead)
    assert get_case_for(cast.other_lead, case.number) == case


def test_a_deputy_does_not_break_glass_for_the_absent(cast: Cast, case: Case) -> None:
    accounts.leave(cast.lead, cast.colleague)
    with refused(NotAllowed, "这件案件不能由您应急查看。"):
        break_glass(case, reason=REASON, by=cast.colleague)


def test_the_auditor_looks_into_it_once(cast: Cast, case: Case, auditor: Account) -> None:
    alert = break_glass(case, reason=REASON, by=cast.lead)
    assert [(a.pk, a.looks) for a in alerts_for_auditor(auditor)] == [(alert.pk, 0)]  # type: ignore[attr-defined]
    for who in (cast.lead, cast.leader, cast.mediator):
        with refused(NotAllowed, "应急查看由审计管理员核查。"):
            acknowledge_alert(alert, by=who)
    kept = acknowledge_alert(alert, by=auditor)
    assert (kept.acknowledged_by, kept.acknowledged_at) == (auditor, MONDAY)
    with refused(WrongState, "这一条已经核查过了。"):
        acknowledge_alert(alert, by=auditor)
    assert not visible_to(auditor).exists()


def test_nobody_looks_into_their_own(cast: Cast, case: Case) -> None:
    alert = break_glass(case, reason=REASON, by=cast.lead)
    # Who audits holds no other duty; but one may have become an auditor since.
    cast.lead.duties.update(until=MONDAY.date() - timedelta(days=1))
    accounts.duty(cast.lead, AUDITOR, cast.station, since=MONDAY.date())
    cast.fresh()
    with refused(NotAllowed, "不能核查自己的应急查看。"):
        acknowledge_alert(alert, by=cast.lead)


def test_the_auditor_of_another_street_hears_nothing(cast: Cast, case: Case) -> None:
    far = accounts.staff("far-audit", "远审计", AUDITOR, cast.far_station)
    alert = break_glass(case, reason=REASON, by=cast.lead)
    assert not alerts_for_auditor(far).exists()
    assert not alerts_for_auditor(cast.leader).exists()
    with refused(NotAllowed, "应急查看由审计管理员核查。"):
        acknowledge_alert(alert, by=far)


def test_the_stations_lead_is_told_until_they_have_taken_note(cast: Cast, case: Case) -> None:
    alert = break_glass(case, reason=REASON, by=cast.leader)
    assert list(alerts_for_lead(cast.lead)) == [alert]
    assert not alerts_for_lead(cast.other_lead).exists()
    with refused(NotAllowed, "这条提醒是给承办驿站负责人的。"):
        note_alert(alert, by=cast.other_lead)
    assert note_alert(alert, by=cast.lead).noted_by == cast.lead
    assert not alerts_for_lead(cast.lead).exists()
    assert GlassAlert.objects.get().acknowledged_at is None
