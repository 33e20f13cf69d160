"""What goes out to telephones: sealed, by day, tried again, each once, and seen by an administrator without words."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.notifications import personal
from hetang.commons.notifications.actions import carry_messages, enqueue
from hetang.commons.notifications.channels import outbox
from hetang.commons.notifications.models import Letter
from hetang.commons.notifications.notice import About, Notice
from hetang.commons.notifications.quiet import Quiet, quiet_until
from hetang.commons.notifications.tests.factories import AWAY, REFUSED, Recorder
from hetang.commons.people.api import Person
from hetang.commons.people.tests import factories as people
from hetang.ground.lib import clock

CST = timezone(timedelta(hours=8))
NOON = datetime(2026, 3, 9, 12, 0, tzinfo=CST)
STREET = "330105008"


@pytest.fixture
def office(db: None, settings: Any) -> Iterator[Office]:
    settings.MESSAGE_CHANNELS = {
        **settings.MESSAGE_CHANNELS,
        "people": "hetang.commons.notifications.tests.factories.Recorder",
    }
    Recorder.given.clear()
    Recorder.plan.clear()
    with clock.fixed_at(NOON):
        yield factories.office(password="")


@pytest.fixture
def person(office: Office) -> Person:
    return people.person("陈同学", "13912345678")


def tell(person: Person, event: int = 1, *, at: datetime = NOON, street: str = STREET) -> None:
    fields = {"street": "上塘街道", "code": "7K3M-9QZT-4V2D"}
    about = About("case", 1, "/desk/", STREET[:6], street)
    with transaction.atomic():
        enqueue([Notice(event, "over", 1, about, at, person=person.pk, fields={**fields, "unit": "蔡马驿站"})])


def test_a_letter_goes_out_once_in_words(person: Person) -> None:
    tell(person)
    tell(person)
    assert [carry_messages(), carry_messages()] == [1, 0]
    ((number, text, _),) = Recorder.given
    assert number == "13912345678"
    assert text.startswith("【上塘街道】您反映的事项（7K3M-9QZT-4V2D）已经结案。")
    letter = Letter.objects.get()
    assert (letter.state, letter.tries, letter.sent_at, letter.next_at) == ("sent", 1, NOON, None)


def test_the_database_holds_no_words_in_clear(person: Person) -> None:
    tell(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text, encode(sealed, 'escape') FROM notifications_letter t")
        row = "".join(cursor.fetchone())
    assert "结案" not in row
    assert "7K3M" not in row
    assert "13912345678" not in row


def test_the_database_holds_one_letter_per_person_and_event(person: Person) -> None:
    tell(person)
    letter = Letter.objects.get()
    letter.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save(force_insert=True)


def test_by_night_it_waits_for_the_morning(person: Person) -> None:
    night = NOON.replace(hour=22)
    with clock.fixed_at(night):
        tell(person, at=night)
        assert (Letter.objects.get().state, carry_messages()) == ("held", 0)
    with clock.fixed_at(NOON.replace(day=10, hour=7, minute=59)):
        assert carry_messages() == 0
    with clock.fixed_at(NOON.replace(day=10, hour=8)):
        assert (carry_messages(), len(Recorder.given)) == (1, 1)


def test_what_was_to_be_tried_again_by_night_is_held_too(person: Person) -> None:
    Recorder.plan[:] = [AWAY]
    with clock.fixed_at(NOON.replace(hour=20, minute=58)):
        tell(person)
        carry_messages()
    with clock.fixed_at(NOON.replace(hour=21, minute=3)):
        assert carry_messages() == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.next_at) == ("held", NOON.replace(day=10, hour=8))


def test_a_carrier_that_is_away_is_tried_again_with_pauses_and_given_up_at_last(person: Person) -> None:
    Recorder.plan[:] = [AWAY] * 9
    tell(person)
    tried: dict[datetime, int] = {}
    while (at := Letter.objects.get().next_at) is not None:
        with clock.fixed_at(at):
            tried[at] = carry_messages()
        assert len(tried) < 20
    minutes = [(at - NOON) // timedelta(minutes=1) for at, carried in tried.items() if carried]
    assert minutes == [0, 5, 35, 155, 20 * 60], "the last one waited for the morning"
    letter = Letter.objects.get()
    assert (letter.state, letter.failure, letter.tries, sum(tried.values())) == ("failed", "away", 5, 5)
    assert Recorder.given == []


def test_a_refused_number_is_not_tried_again(person: Person) -> None:
    Recorder.plan[:] = [REFUSED]
    tell(person)
    carry_messages()
    letter = Letter.objects.get()
    assert (letter.state, letter.failure, letter.tries) == ("failed", "refused", 1)


def test_a_carrier_that_breaks_off_holds_up_nobody_and_the_log_has_no_number(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    Recorder.plan[:] = [RuntimeError("13912345678 is busy")]
    tell(person, 1)
    tell(person, 2)
    assert carry_messages() == 2
    assert len(Recorder.given) == 1
    assert "13912345678" not in caplog.text


def test_a_slow_carrier_leaves_the_others_for_the_next_turn(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "TURN_SECONDS", 0)
    tell(person, 1)
    tell(person, 2)
    assert [carry_messages(), carry_messages(), carry_messages()] == [1, 1, 0]


def test_killed_in_the_middle_it_is_tried_again_under_the_same_reference(person: Person) -> None:
    class Killed(BaseException):
        pass

    Recorder.plan[:] = [Killed()]
    tell(person)
    with pytest.raises(Killed):
        carry_messages()
    letter = Letter.objects.get()
    assert (letter.state, letter.tries, letter.is_waiting) == ("queued", 1, True)
    with clock.fixed_at(NOON + timedelta(minutes=5)):
        assert carry_messages() == 1
    assert [reference for _, _, reference in Recorder.given] == [f"hetang-{letter.pk}"]


def test_an_erasure_during_a_try_is_not_undone_by_its_outcome(person: Person) -> None:
    class Erasing(Recorder):
        def deliver(self, number: str, text: str, reference: str) -> None:
            personal.erase(person, [])
            raise AWAY

    tell(person)
    Erasing().carry(1)
    letter = Letter.objects.get()
    assert (letter.state, letter.is_waiting, letter.sealed) == ("dropped", False, None)


def test_what_is_no_news_any_more_does_not_go_out(person: Person) -> None:
    tell(person)
    with clock.fixed_at(NOON + timedelta(hours=73)):
        assert carry_messages() == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.failure, Recorder.given) == ("dropped", "late", [])


def test_who_left_no_number_is_on_record_as_not_told(office: Office) -> None:
    tell(people.person("路过的人", ""))
    letter = Letter.objects.get()
    assert (letter.state, letter.failure, carry_messages()) == ("failed", "no_number", 0)


def test_what_they_were_told_is_in_their_copy(person: Person) -> None:
    tell(person)
    carry_messages()
    _, rows = personal.copy_letters(person, [1])
    assert "已经结案" in rows[0]["内容"]
    assert personal.copy_letters(person, [2])[1] == [], "what is about a case that this copy leaves out stays out"


def test_who_is_erased_is_told_nothing_more_and_no_words_are_left(person: Person) -> None:
    tell(person, 1)
    carry_messages()
    tell(person, 2)
    assert personal.erase(person, []) == {"notifications_letter.sealed": 2}
    assert carry_messages() == 0
    assert sorted(Letter.objects.values_list("state", "sealed")) == [("dropped", None), ("sent", None)]


def test_an_administrator_sees_what_became_of_each_and_neither_words_nor_numbers(
    office: Office, person: Person, client: Client
) -> None:
    tell(person, 1)
    carry_messages()
    tell(people.person("路过的人", ""), 2)
    tell(person, 3, street=office.far_station.place.code)
    client.force_login(office.system)
    page = client.get(reverse("outbox")).content.decode()
    assert page.count("<td data-label=") >= 2
    assert page.count("次</td>") == 2, "the other street's is not theirs"
    assert "没有留电话" in page
    for secret in ("13912345678", "陈同学", "7K3M", "已经结案。"):
        assert secret not in page
    failed = client.get(reverse("outbox"), {"state": "failed"}).content.decode()
    assert failed.count("次</td>") == 1


def test_the_outbox_is_the_system_administrators(office: Office, client: Client) -> None:
    for who in (office.security, office.audit, office.leader, office.mediator, office.stranger):
        client.force_login(who)
        assert client.get(reverse("outbox")).status_code == 403


@pytest.mark.parametrize(
    ("hour", "minute", "until"),
    [(20, 59, None), (21, 0, (10, 8)), (23, 59, (10, 8)), (0, 0, (9, 8)), (7, 59, (9, 8)), (8, 0, None)],
)
def test_the_night_goes_over_midnight(hour: int, minute: int, until: tuple[int, int] | None) -> None:
    found = quiet_until(NOON.replace(hour=hour, minute=minute), Quiet(time(21), time(8)))
    assert found == (None if until is None else NOON.replace(day=until[0], hour=until[1]))


def test_a_rest_at_noon_and_no_rest_at_all() -> None:
    assert quiet_until(NOON, Quiet(time(12), time(14))) == NOON.replace(hour=14)
    assert quiet_until(NOON.replace(hour=14), Quiet(time(12), time(14))) is None
    assert quiet_until(NOON, Quiet(time(12), time(12))) is None
