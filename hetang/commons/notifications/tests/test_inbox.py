"""An inbox: what it shows, what has been read, who may read it, and the number beside it."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.notifications import unread
from hetang.commons.notifications.actions import delete_old_messages, enqueue, read_message, read_messages
from hetang.commons.notifications.models import Message
from hetang.commons.notifications.notice import About, Field, Notice
from hetang.commons.notifications.tests import sight
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.lib.tests.refusing import refused

NOW = datetime(2026, 3, 9, 10, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def office(db: None, settings: Any) -> Iterator[Office]:
    settings.MESSAGE_SIGHT = {"case": "hetang.commons.notifications.tests.sight.open_to"}
    sight.HIDDEN.clear()
    with clock.fixed_at(NOW):
        yield factories.office(password="")


def notice(to: Account, event: int, *, about: int = 1, at: datetime = NOW) -> Notice:
    fields: dict[str, Field] = {"case": f"ST2026-{about:05}", "by": {"zh": "沈站长", "en": "Shen"}}
    return Notice(event, "given", 1, About("case", about, "/desk/"), at, account=to.pk, fields=fields)


def tell(*notices: Notice) -> int:
    with transaction.atomic():
        return enqueue(notices)


def page(client: Client, **asked: str) -> str:
    return client.get(reverse("messages"), asked).content.decode()


def test_one_person_is_told_of_one_event_once(office: Office) -> None:
    assert tell(notice(office.mediator, 1), notice(office.mediator, 2), notice(office.leader, 1)) == 3
    assert tell(notice(office.mediator, 1), notice(office.leader, 2)) == 1
    assert Message.objects.count() == 4


def test_an_inbox_shows_words_newest_first_in_the_readers_language(office: Office, client: Client) -> None:
    tell(notice(office.mediator, 1, about=1), notice(office.mediator, 2, about=2))
    client.force_login(office.mediator)
    shown = page(client)
    assert "沈站长把案件ST2026-00001派给您办理，请及时签收。" in shown
    assert shown.index("ST2026-00002") < shown.index("ST2026-00001")
    client.cookies["django_language"] = "en"
    assert "Shen gave you case ST2026-00001" in page(client)


def test_nobody_reads_anothers(office: Office, client: Client) -> None:
    tell(notice(office.mediator, 1))
    client.force_login(office.leader)
    assert "ST2026-00001" not in page(client)
    message = Message.objects.get()
    assert client.post(reverse("message-reading", args=[message.pk])).status_code == 404
    with refused(NotAllowed, "这条消息不是给您的。"):
        read_message(message, by=office.leader)


def test_reading_leads_on_and_takes_it_off_the_number(office: Office, client: Client) -> None:
    tell(notice(office.mediator, 1, about=1), notice(office.mediator, 2, about=2))
    client.force_login(office.mediator)
    assert '<span class="count">2</span>' in page(client)
    answer = client.post(reverse("message-reading", args=[Message.objects.order_by("pk")[0].pk]))
    assert answer["Location"] == "/desk/"
    shown = page(client, unread="1")
    assert '<span class="count">1</span>' in shown
    assert ("ST2026-00001" in shown, "ST2026-00002" in shown) == (False, True)


def test_the_number_is_asked_once_in_half_a_minute_and_at_once_after_reading(
    office: Office, django_assert_num_queries: Any
) -> None:
    tell(notice(office.mediator, 1))
    with django_assert_num_queries(1):
        assert [unread.unread_count(office.mediator.pk, "a") for _ in range(3)] == [1, 1, 1]
    # Another process has read it, and the browser says so.
    Message.objects.update(read_at=NOW)
    with django_assert_num_queries(1):
        assert [unread.unread_count(office.mediator.pk, "b") for _ in range(3)] == [0, 0, 0]


def test_everything_shown_was_read_and_what_came_since_was_not(office: Office) -> None:
    tell(notice(office.mediator, 1), notice(office.leader, 1))
    seen = Message.objects.get(account=office.mediator).pk
    tell(notice(office.mediator, 2))
    assert read_messages(until=seen, by=office.mediator) == 1
    assert Message.objects.filter(read_at=None).count() == 2


def test_who_may_no_longer_see_what_it_is_about_sees_no_words(office: Office, client: Client) -> None:
    tell(notice(office.mediator, 1))
    sight.HIDDEN.add(1)
    client.force_login(office.mediator)
    shown = page(client)
    assert "ST2026-00001" not in shown
    assert "这件事现在不向您开放了" in shown
    assert client.post(reverse("message-reading", args=[Message.objects.get().pk])).status_code == 403


def test_an_administrator_has_no_entry_and_an_empty_inbox(office: Office, client: Client) -> None:
    client.force_login(office.system)
    assert "还没有消息" in page(client)
    assert 'href="/messages/"' not in client.get("/account/").content.decode()


def test_a_field_that_the_step_did_not_have_leaves_a_dash(office: Office, client: Client) -> None:
    fields = {"case": "ST2026-00001"}
    tell(Notice(1, "given", 1, About("case", 1, "/desk/"), NOW, account=office.mediator.pk, fields=fields))
    client.force_login(office.mediator)
    assert "—把案件ST2026-00001派给您办理" in page(client)


def test_what_is_past_its_term_goes(office: Office) -> None:
    tell(notice(office.mediator, 1, at=NOW - timedelta(days=181)), notice(office.mediator, 2))
    assert delete_old_messages() == 1
    assert Message.objects.get().event == 2


@pytest.mark.django_db(transaction=True)
def test_telling_belongs_into_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        enqueue([])
