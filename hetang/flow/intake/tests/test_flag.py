"""A hint about a caller who rings in bad faith: proposed, decided, looked at again; never a bar."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests.factories import leave
from hetang.commons.people.api import Person, record_person
from hetang.flow.intake.actions.flag import decide_flag, end_due_flags, end_flag, flag_caller, review_flag
from hetang.flow.intake.actions.join import add_contact
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import CallerFlag
from hetang.flow.intake.queries import caller_of
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.tests.factories import MONDAY, Cast

PHONE = "13900000001"


@pytest.fixture
def person(cast: Cast) -> Person:
    open_stations(cast)
    return register_case(report(cast), by=cast.operator).contacts.get().person


def flagged(cast: Cast, person: Person) -> CallerFlag:
    return flag_caller(person, street=cast.street, reason="一周来电 30 次，只骂人", by=cast.operator)


def in_force(cast: Cast, person: Person) -> CallerFlag:
    return decide_flag(flagged(cast, person), accept=True, handler=cast.lead, by=cast.lead)


def hints(cast: Cast) -> list[str]:
    found = caller_of(cast.operator, PHONE)
    assert found is not None
    return [flag.reason for flag in found.flags]


def test_it_is_shown_once_a_lead_has_decided_and_until_its_day(cast: Cast, person: Person) -> None:
    flag = flagged(cast, person)
    assert hints(cast) == []
    flag = decide_flag(flag, accept=True, handler=cast.mediator, by=cast.lead)
    assert (flag.until, flag.review_on) == (date(2026, 6, 7), date(2026, 4, 8))
    assert hints(cast) == ["一周来电 30 次，只骂人"]
    with clock.fixed_at(MONDAY + timedelta(days=91)):
        assert hints(cast) == [], "it ends by itself"


def test_a_flagged_caller_is_registered_like_everybody(cast: Cast, person: Person) -> None:
    in_force(cast, person)
    assert register_case(report(cast, submission="2"), by=cast.operator).state == "registered"


def test_not_taken_up_and_ended(cast: Cast, person: Person) -> None:
    declined = decide_flag(flagged(cast, person), accept=False, by=cast.lead)
    assert declined.state == "declined"
    ended = end_flag(in_force(cast, person), by=cast.lead)
    assert ended.state == "ended"
    with refused(WrongState, "这条提示已经是“%(state)s”。"):
        end_flag(ended, by=cast.lead)


def test_looked_at_again_it_stays_no_longer_than_its_day(cast: Cast, person: Person) -> None:
    flag = in_force(cast, person)
    with clock.fixed_at(MONDAY + timedelta(days=80)):
        assert review_flag(flag, by=cast.leader).review_on == flag.until


def test_one_hint_a_person(cast: Cast, person: Person) -> None:
    flagged(cast, person)
    with refused(WrongState, "对这个人已经有一条提示。"):
        flagged(cast, person)


def test_a_hint_whose_day_is_over_stands_in_nobodys_way(cast: Cast, person: Person) -> None:
    first = in_force(cast, person)
    with clock.fixed_at(MONDAY + timedelta(days=90)), refused(WrongState, "对这个人已经有一条提示。"):
        flagged(cast, person)
    with clock.fixed_at(MONDAY + timedelta(days=91)):
        assert flagged(cast, person).state == "proposed"
    first.refresh_from_db()
    assert first.state == "ended"
    assert [(e.verb, e.actor) for e in story("caller_flag", first.pk)][-1] == ("end_flag", None)


def test_every_day_those_end_whose_day_is_over(cast: Cast, person: Person) -> None:
    in_force(cast, person)
    assert end_due_flags() == 0
    with clock.fixed_at(MONDAY + timedelta(days=91)):
        assert (end_due_flags(), end_due_flags()) == (1, 0)
    assert CallerFlag.objects.get().state == "ended"


def test_what_cannot_be_right_is_refused(cast: Cast, person: Person) -> None:
    with refused(Invalid, "还没有写原因。"):
        flag_caller(person, street=cast.street, reason=" ", by=cast.operator)
    with refused(Invalid, "原因超过 %(limit)s 字。"):
        flag_caller(person, street=cast.street, reason="长" * 501, by=cast.operator)
    stranger = record_person(name="没来过", phone="13900000077")
    with refused(Invalid, "这个人没有来电记录。"):
        flag_caller(stranger, street=cast.street, reason="骂人", by=cast.operator)
    flag = flagged(cast, person)
    for handler in (None, cast.stranger):
        with refused(Invalid, "还没有选由谁应对。"):
            decide_flag(flag, accept=True, handler=handler, by=cast.lead)


def test_who_may(cast: Cast, person: Person) -> None:
    for part in ("mediator", "leader", "stranger"):
        with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
            flag_caller(person, street=cast.street, reason="骂人", by=getattr(cast, part))
    flag = flagged(cast, person)
    for part in ("operator", "mediator", "stranger"):
        with refused(NotAllowed, "这一步不由您决定。"):
            decide_flag(flag, accept=False, by=getattr(cast, part))
    own = flag_caller(
        register_case(report(cast, submission="9", applicant="李四", applicant_phone="13900000055"), by=cast.lead)
        .contacts.get()
        .person,
        street=cast.street,
        reason="骂人",
        by=cast.lead,
    )
    with refused(WrongState, "自己提出的提示由别人决定。"):
        decide_flag(own, accept=True, handler=cast.lead, by=cast.lead)
    in_use = decide_flag(flag, accept=True, handler=cast.lead, by=cast.leader)
    for act in (review_flag, end_flag):
        with refused(NotAllowed, "这一步不由您决定。"):
            act(in_use, by=cast.operator)


def test_the_pages(cast: Cast, person: Person) -> None:
    desk, lead = Client(), Client()
    desk.force_login(cast.operator)
    lead.force_login(cast.lead)
    address = reverse("caller-flags")
    assert desk.post(address, {"person": person.pk, "reason": "一天十次"}).status_code == 302
    flag = CallerFlag.objects.get()
    assert "一天十次" in lead.get(address).content.decode()
    decision = reverse("caller-flag-decision", args=[flag.pk])
    assert lead.post(decision, {"accept": "yes", "handler": cast.mediator.pk}).status_code == 302
    said = desk.post(reverse("registration-caller"), {"applicant_phone": PHONE}).content.decode()
    assert "请转陈调解应对，照常登记。" in said
    assert lead.post(reverse("caller-flag-review", args=[flag.pk])).status_code == 302
    assert lead.post(reverse("caller-flag-end", args=[flag.pk])).status_code == 302
    assert desk.post(address, {"person": "999999", "reason": "x"}).status_code == 404
    assert desk.post(address, {"person": "x", "reason": "x"}).status_code == 422


def test_who_stands_in_says_for_whom(cast: Cast, person: Person) -> None:
    flag = flagged(cast, person)
    leave(cast.lead, cast.mediator)
    decide_flag(flag, accept=False, by=cast.mediator)
    told = [(e.verb, e.body.get("on_behalf")) for e in story("caller_flag", flag.pk)]
    assert told == [("flag_caller", None), ("decline_flag", cast.lead.pk)]


def test_it_is_proposed_where_the_call_is_taken(cast: Cast, person: Person) -> None:
    desk = Client()
    desk.force_login(cast.operator)
    said = desk.post(reverse("registration-caller"), {"applicant_phone": PHONE}).content.decode()
    assert f'name="person" value="{person.pk}" form="flagging"' in said
    assert 'id="flagging"' in desk.get(reverse("registration")).content.decode()
    sent = {"person": person.pk, "reason": "一天十次"}
    answer = desk.post(reverse("caller-flags"), sent, headers={"HX-Request": "true"})
    assert (answer.status_code, CallerFlag.objects.get().reason) == (200, "一天十次")
    assert "已提出，由负责人决定。" in answer.content.decode()


def test_it_is_proposed_from_the_cases_page(cast: Cast, person: Person) -> None:
    case = register_case(report(cast), by=cast.operator)
    add_contact(case, report(cast, submission="2", text="第三十次"), by=cast.operator)
    for part, offered in (("operator", True), ("leader", False)):
        desk = Client()
        desk.force_login(getattr(cast, part))
        page = desk.get(case.get_absolute_url()).content.decode()
        assert (f'name="person" value="{person.pk}"' in page) is offered
