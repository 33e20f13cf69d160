"""Who was rung back in vain is spoken of upward, without saying who it was."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.notifications.api import Message
from hetang.flow.intake.api import CallBack, Ringing, record_call_attempt, record_missed_call
from hetang.flow.progress.calls import CALL_BACKS, of_street
from hetang.flow.progress.rules import Entry, Table
from hetang.flow.progress.tests.factories import told, words
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.tests.factories import MONDAY, Cast


def rung_in_vain(cast: Cast, times: int) -> CallBack:
    found = record_missed_call(Ringing(phone="13912345678", street=cast.street), by=cast.operator)
    for _ in range(times):
        found = record_call_attempt(found, outcome="not_reached", by=cast.operator)
    return found


@pytest.fixture
def most(cast: Cast) -> int:
    return int(rulepacks.pack("intake").body["call_backs"]["tries"])


def test_after_as_many_tries_as_allowed_the_leads_are_told(cast: Cast, most: int) -> None:
    rung_in_vain(cast, most)
    assert told(cast.lead) == told(cast.other_lead) == ["call_in_vain"]
    for who in (cast.operator, cast.mediator, cast.leader, cast.stranger, cast.far_operator):
        assert told(who) == []
    message = Message.objects.filter(account=cast.lead).get()
    assert (message.link, message.subject_kind, message.fields) == (reverse("call-backs"), "call_back", {})
    assert "139" not in words(cast.lead)[0]


def test_nobody_is_told_of_their_own_step(cast: Cast) -> None:
    record_missed_call(Ringing(phone="13912345678", street=cast.street), by=cast.lead)
    verb = "record_missed_call"
    table = Table(1, 3600, {verb: (Entry("call_in_vain", (verb,), ("street_leads",), {}),)})
    events = list(Event.objects.filter(stream_kind=CALL_BACKS))
    assert [notice.account for notice in of_street(events, table)] == [cast.other_lead.pk]


def test_one_try_less_is_told_to_nobody(cast: Cast, most: int) -> None:
    rung_in_vain(cast, most - 1)
    assert told(cast.lead) == []


def test_a_try_that_is_refused_tells_nobody(cast: Cast, most: int) -> None:
    found = rung_in_vain(cast, most - 1)
    with refused(WrongState, "这次联系已经记过了。"):
        record_call_attempt(found, outcome="not_reached", tries=most - 2, by=cast.operator)
    assert told(cast.lead) == []


def test_what_is_old_is_told_to_nobody(cast: Cast, most: int) -> None:
    rung_in_vain(cast, most)
    with clock.fixed_at(MONDAY + timedelta(hours=73)):
        assert told(cast.lead) == []


def test_the_message_leads_to_the_list_and_is_closed_to_who_lost_the_duty(
    cast: Cast, most: int, client: Client
) -> None:
    rung_in_vain(cast, most)
    assert told(cast.lead) == ["call_in_vain"]
    client.force_login(cast.lead)
    assert "多次没有接通" in client.get(reverse("messages")).content.decode()
    cast.lead.duties.update(until=MONDAY.date() - timedelta(days=1))
    assert "多次没有接通" not in client.get(reverse("messages")).content.decode()
