"""Calls nobody took, call-backs that were promised, and the tries."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests.factories import leave
from hetang.commons.people.api import AccessLog
from hetang.flow.intake.actions.call_back import (
    Ringing,
    claim_call_back,
    drop_call_back,
    promise_call_back,
    record_call_attempt,
    record_missed_call,
)
from hetang.flow.intake.models import CallBack
from hetang.flow.intake.tests.factories import open_stations
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast

PHONE = "13912345678"


def ringing(cast: Cast, **other: object) -> Ringing:
    return Ringing(**{"phone": PHONE, "street": cast.street, **other})  # type: ignore[arg-type]


def missed(cast: Cast) -> CallBack:
    return record_missed_call(ringing(cast), by=cast.operator)


def test_a_missed_call_is_due_within_two_working_hours(cast: Cast) -> None:
    found = missed(cast)
    assert (found.kind, found.state, found.due_at) == ("missed", "waiting", MONDAY.replace(hour=12))
    assert found.person.phone == PHONE
    assert [e.verb for e in story("call_back", found.pk)] == ["record_missed_call"]


def test_the_exchange_records_without_a_person(cast: Cast) -> None:
    assert record_missed_call(ringing(cast), by=None).by is None


def test_who_rings_again_is_counted_not_queued_again(cast: Cast) -> None:
    first = missed(cast)
    with clock.fixed_at(MONDAY + timedelta(minutes=5)):
        again = record_missed_call(ringing(cast, phone="139 1234 5678"), by=cast.lead)
    assert (again.pk, again.rings, again.first_at, again.last_at) == (
        first.pk,
        2,
        MONDAY,
        MONDAY + timedelta(minutes=5),
    )
    assert again.due_at == first.due_at, "ringing again does not put it off"


def test_a_promise_has_its_own_time(cast: Cast) -> None:
    missed(cast)
    at = MONDAY + timedelta(hours=5)
    found = promise_call_back(ringing(cast, note="问户口"), due_at=at, by=cast.operator)
    assert (found.kind, found.due_at, found.note, CallBack.objects.count()) == ("promised", at, "问户口", 1)


def test_reached_and_wrong_end_it(cast: Cast) -> None:
    found = record_call_attempt(missed(cast), outcome="wrong", by=cast.operator)
    assert found.state == "wrong"
    with refused(WrongState, "这条回电已经是“%(state)s”。"):
        record_call_attempt(found, outcome="reached", by=cast.operator)
    assert record_call_attempt(missed(cast), outcome="reached", by=cast.operator).state == "reached"


def test_after_three_vain_tries_the_lead_is_told(cast: Cast) -> None:
    found = missed(cast)
    for _ in range(3):
        found = record_call_attempt(found, outcome="not_reached", by=cast.operator)
    assert (found.state, found.tries) == ("told_up", 3)
    assert [e.verb for e in story("call_back", found.pk)][-1] == "tell_up"
    assert record_call_attempt(found, outcome="reached", by=cast.operator).state == "reached"


def test_only_a_lead_ends_it_and_says_why(cast: Cast) -> None:
    found = missed(cast)
    for part in ("operator", "mediator", "stranger"):
        with refused(NotAllowed, "这一步不由您决定。"):
            drop_call_back(found, note="算了", by=getattr(cast, part))
    with refused(Invalid, "还没有写原因。"):
        drop_call_back(found, note=" ", by=cast.lead)
    ended = drop_call_back(found, note="空号 13912345678", by=cast.lead)
    assert (ended.state, ended.note) == ("dropped", "空号 139****5678")
    with refused(WrongState, "这条回电已经是“%(state)s”。"):
        drop_call_back(ended, note="再来", by=cast.lead)


def test_what_cannot_be_right_is_refused(cast: Cast) -> None:
    with refused(Invalid, "“%(phone)s”不像电话号码。"):
        record_missed_call(ringing(cast, phone="12"), by=cast.operator)
    with refused(Invalid, "未接来电的时间还没有到。"):
        record_missed_call(ringing(cast), at=MONDAY + timedelta(minutes=1), by=cast.operator)
    with refused(Invalid, "约定的回电时间已经过了。"):
        promise_call_back(ringing(cast), due_at=MONDAY, by=cast.operator)
    found = missed(cast)
    with refused(Invalid, "不认识这种结果。"):
        record_call_attempt(found, outcome="maybe", by=cast.operator)


def test_a_button_pressed_twice_is_one_try(cast: Cast) -> None:
    found = missed(cast)
    record_call_attempt(found, outcome="not_reached", tries=0, by=cast.operator)
    with refused(WrongState, "这次联系已经记过了。"):
        record_call_attempt(found, outcome="not_reached", tries=0, by=cast.operator)
    desk, address = client(cast), reverse("call-back-attempt", args=[found.pk])
    answers = [desk.post(address, {"outcome": "not_reached", "tries": 1}).status_code for _ in range(3)]
    assert (answers, CallBack.objects.get().tries) == ([302, 409, 409], 2)


def test_one_colleague_at_a_time_dials_a_number(cast: Cast) -> None:
    found = claim_call_back(missed(cast), by=cast.operator)
    for act in (claim_call_back, partial(record_call_attempt, outcome="reached")):
        with refused(WrongState, "另一位同事正在回这个电话。"):
            act(found, by=cast.lead)
    other = client(cast, "lead")
    assert other.post(reverse("call-back-number", args=[found.pk])).status_code == 409
    page = other.get(reverse("call-backs")).content.decode()
    assert "正在回这个电话" in page and PHONE not in page
    assert AccessLog.objects.filter(kind="reveal").count() == 0, "who is refused has looked at nothing"
    with clock.fixed_at(MONDAY + timedelta(minutes=11)):
        assert claim_call_back(found, by=cast.lead).claimed_by == cast.lead
        assert PHONE not in client(cast).get(reverse("call-backs")).content.decode(), "the minutes are over"


def test_who_rings_again_and_is_served_waits_no_longer(cast: Cast) -> None:
    open_stations(cast)
    found = missed(cast)
    sent = {"text": "路灯不亮", "channel": "hotline", "submission": "1", "then": "register", "applicant_phone": PHONE}
    client(cast).post(reverse("registration"), sent)
    found.refresh_from_db()
    assert (found.state, found.case) == ("served", Case.objects.get())
    assert list(story("call_back", found.pk))[-1].verb == "serve_call_back"
    assert "没有要回的电话" in client(cast).get(reverse("call-backs")).content.decode()


def test_a_promise_about_a_case_keeps_case_and_note_of_what_waits_and_counts_anew(cast: Cast) -> None:
    found = missed(cast)
    for _ in range(3):
        found = record_call_attempt(found, outcome="not_reached", by=cast.operator)
    at = MONDAY + timedelta(hours=5)
    case = cases.case(cast)
    first = promise_call_back(ringing(cast, note="问户口", case=case), due_at=at, by=cast.operator)
    assert (first.state, first.tries, first.case) == ("waiting", 0, case)
    again = promise_call_back(ringing(cast, note="问医保"), due_at=at, by=cast.operator)
    assert (again.case, again.note) == (case, "问户口\n问医保")
    assert record_call_attempt(again, outcome="not_reached", by=cast.operator).state == "waiting"
    assert drop_call_back(again, note="空号", by=cast.lead).note == "问户口\n问医保\n空号"


def test_only_who_takes_calls_records_and_rings(cast: Cast) -> None:
    found = missed(cast)
    for part in ("mediator", "leader", "far_operator", "follow_up_operator"):
        who = getattr(cast, part)
        with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
            missed_by = record_missed_call
            missed_by(ringing(cast), by=who)
        with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
            record_call_attempt(found, outcome="reached", by=who)
        with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
            promise_call_back(ringing(cast), due_at=MONDAY + timedelta(hours=1), by=who)


def client(cast: Cast, part: str = "operator") -> Client:
    found = Client()
    found.force_login(getattr(cast, part))
    return found


def test_the_queue_shows_the_number_for_a_look_that_is_written_down(cast: Cast) -> None:
    found = missed(cast)
    desk = client(cast)
    page = desk.get(reverse("call-backs")).content.decode()
    assert "139****5678" in page
    assert PHONE not in page
    look = reverse("call-back-number", args=[found.pk])
    for _ in range(2):
        assert desk.post(look).status_code == 302, "loading the page again is no other look"
        assert f"tel:{PHONE}" in desk.get(reverse("call-backs")).content.decode()
    assert AccessLog.objects.filter(kind="reveal", field="phone").count() == 1


def test_reached_opens_the_form_with_the_call_and_its_number_goes_along(cast: Cast) -> None:
    open_stations(cast)
    found = missed(cast)
    desk = client(cast)
    answer = desk.post(reverse("call-back-attempt", args=[found.pk]), {"outcome": "reached", "tries": 0})
    assert answer.headers["Location"] == f"{reverse('registration')}?call_back={found.pk}"
    page = desk.get(answer.headers["Location"]).content.decode()
    assert PHONE not in page
    sent = {"text": "路灯不亮", "channel": "hotline", "submission": "1", "then": "register", "call_back": found.pk}
    desk.post(reverse("registration"), sent)
    contact = found.person.contact_set.get()
    found.refresh_from_db()
    assert contact.case is not None and found.case == contact.case
    assert list(story("call_back", found.pk))[-1].verb == "link_call_back"


def test_a_colleague_of_another_street_finds_nothing(cast: Cast) -> None:
    found = missed(cast)
    far = client(cast, "far_operator")
    assert PHONE[:3] not in far.get(reverse("call-backs")).content.decode()
    for name in ("call-back-attempt", "call-back-number", "call-back-end"):
        assert far.post(reverse(name, args=[found.pk]), {"outcome": "reached", "note": "x"}).status_code == 404


@pytest.fixture
def lasting(transactional_db: None) -> Iterator[Cast]:
    with clock.fixed_at(MONDAY):
        yield cases.cast()


@pytest.mark.django_db(transaction=True)
def test_two_operators_record_one_missed_call_at_once(lasting: Cast) -> None:
    start = threading.Barrier(2)

    def click() -> None:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                missed(lasting)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(30)
    assert list(CallBack.objects.values_list("rings", flat=True)) == [2]


def test_who_stands_in_says_for_whom(cast: Cast) -> None:
    leave(cast.operator, cast.mediator)
    found = record_missed_call(ringing(cast), by=cast.mediator)
    record_call_attempt(found, outcome="not_reached", by=cast.lead)
    leave(cast.lead, cast.second_mediator)
    drop_call_back(found, note="空号", by=cast.second_mediator)
    told = [(e.verb, e.body.get("on_behalf")) for e in story("call_back", found.pk)]
    assert told == [
        ("record_missed_call", cast.operator.pk),
        ("record_call_attempt", None),
        ("drop_call_back", cast.lead.pk),
    ]
