"""A message that does not arrive: noted once for each person, told upward, told in another way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.notifications.api import Letter, carry_messages
from hetang.commons.notifications.tests.factories import AWAY, REFUSED, Recorder
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.flow.progress.bounced import chase_bounced, note_bounced
from hetang.flow.progress.models import Undelivered
from hetang.flow.progress.otherwise import tell_otherwise, undelivered_for
from hetang.flow.progress.tests.factories import read_journal, told
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen, Party, parties_of, timeline
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture(autouse=True)
def _carrier(settings: Any) -> Iterator[None]:
    settings.MESSAGE_CHANNELS = {
        **settings.MESSAGE_CHANNELS,
        "people": "hetang.commons.notifications.tests.factories.Recorder",
    }
    Recorder.given.clear()
    Recorder.plan.clear()
    yield
    Recorder.plan.clear()


PANEL = 'id="undelivered"'


def bounced(cast: Cast, *, letters: int = 3) -> Case:
    """An accepted case of which every message so far came back."""
    case = accepted(cast)
    read_journal()
    Recorder.plan[:] = [REFUSED] * letters
    carry_messages()
    return case


def applicant(case: Case) -> Party:
    return next(p for p in parties_of(case) if p.role == "applicant")


def notes(case: Case, verb: str = "note_bounced") -> int:
    return story("case", case.pk).filter(verb=verb).count()


def test_it_is_noted_once_and_told_to_the_handler_and_the_lead(cast: Cast) -> None:
    case = bounced(cast)
    lost = Letter.objects.filter(state="failed").count()
    assert lost > 1
    assert (note_bounced(), note_bounced()) == (1, 0)
    assert notes(case) == 1
    row = Undelivered.objects.get()
    assert (row.failure, row.count, row.told_at) == ("refused", lost, None)
    assert told(cast.mediator)[-1] == told(cast.lead)[-1] == "bounced"
    assert told(cast.dispatcher) == []
    assert "没有送到（号码不可达）" in timeline(case, parties_of(case))[-1].text


def test_who_left_no_number_is_noted_too_and_more_of_it_only_adds(cast: Cast) -> None:
    case = accepted(cast)
    read_journal()
    Letter.objects.update(state="failed", failure="no_number", next_at=None)
    first = Letter.objects.order_by("pk")[0]
    Letter.objects.exclude(pk=first.pk).update(is_noted=True)
    assert note_bounced() == 1
    Letter.objects.update(is_noted=False)
    Letter.objects.filter(pk=first.pk).update(is_noted=True)
    assert note_bounced() == 0
    assert notes(case) == 1
    assert Undelivered.objects.get().count == Letter.objects.count()


def test_what_is_still_tried_arrived_or_was_erased_is_not_told_of(cast: Cast) -> None:
    accepted(cast)
    read_journal()
    Recorder.plan[:] = [AWAY]
    carry_messages()
    assert Letter.objects.filter(failure="away", next_at__isnull=False).exists()
    assert note_bounced() == 0
    Letter.objects.update(state="dropped", failure="erased", next_at=None)
    assert note_bounced() == 0


def test_a_case_that_is_over_or_kept_closely_is_passed_over(cast: Cast) -> None:
    closed = bounced(cast)
    factories.put(closed, "closed")
    sealed = bounced(cast)
    Case.objects.filter(pk=sealed.pk).update(sensitivity="sealed")
    assert note_bounced() == 0
    assert notes(closed) == notes(sealed) == 0
    assert not Letter.objects.filter(state="failed", is_noted=False).exists(), "nobody looks at them again"


def test_who_is_not_told_in_time_is_told_of_to_the_street_once(cast: Cast) -> None:
    case = bounced(cast)
    note_bounced()
    with clock.fixed_at(MONDAY + timedelta(hours=1)):
        assert chase_bounced() == 0
    with clock.fixed_at(MONDAY + timedelta(days=5)):
        assert (chase_bounced(), chase_bounced()) == (1, 0)
        assert told(cast.dispatcher) == told(cast.leader) == ["bounced_street"]
    assert notes(case, "chase_bounced") == 1
    assert Undelivered.objects.get().told_at is None, "it stays on the list"


def test_told_in_another_way_it_is_off_the_list_and_goes_no_level_up(cast: Cast) -> None:
    case = bounced(cast)
    note_bounced()
    assert [row.case for row in undelivered_for(cast.mediator)] == [case]
    tell_otherwise(case, party=applicant(case).pk, means="visit", note="上门说了", by=cast.mediator)
    assert list(undelivered_for(cast.lead)) == []
    with clock.fixed_at(MONDAY + timedelta(days=5)):
        assert chase_bounced() == 0
    last = timeline(case, parties_of(case))[-1]
    assert "上门" in last.text
    assert last.detail == "上门说了"
    with refused(WrongState, "这位当事人没有等着告知的事。"):
        tell_otherwise(case, party=applicant(case).pk, means="visit", by=cast.mediator)
    # The next one that comes back is another matter.
    Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(is_noted=False)
    assert note_bounced() == 1


def test_who_may_not_or_says_not_how_changes_nothing(cast: Cast) -> None:
    case = bounced(cast)
    note_bounced()
    party = applicant(case).pk
    with refused(Invalid, "还没有选怎样告知的。"):
        tell_otherwise(case, party=party, means="pigeon", by=cast.mediator)
    with refused(Invalid, "说明最多 %(most)s 个字。"):
        tell_otherwise(case, party=party, means="call", note="长" * 301, by=cast.mediator)
    with refused(NotAllowed, "您不能在这件案件上记录告知。"):
        tell_otherwise(case, party=party, means="call", by=cast.leader)
    factories.put(case, "closed")
    with refused(Frozen, "案件%(state)s，内容已经冻结。"):
        tell_otherwise(case, party=party, means="call", by=cast.mediator)


def test_the_case_shows_it_with_what_to_do_and_the_list_leads_there(cast: Cast) -> None:
    case = bounced(cast)
    quiet = assigned(cast)
    note_bounced()
    client = Client()
    client.force_login(cast.mediator)
    page = client.get(case.get_absolute_url()).content.decode()
    assert PANEL in page
    assert "向本人或家人核对" in page
    assert PANEL not in client.get(quiet.get_absolute_url()).content.decode()
    assert case.number in client.get(reverse("undelivered")).content.decode()
    told_at = reverse("case-undelivered-telling", args=[case.number, applicant(case).pk])
    assert client.post(told_at, {"means": "call"}).status_code == 302
    assert PANEL not in client.get(case.get_absolute_url()).content.decode()
    assert case.number not in client.get(reverse("undelivered")).content.decode()
