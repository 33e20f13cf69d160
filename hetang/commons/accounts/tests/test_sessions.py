"""Sessions: they end by time, by their owner, by an administrator; a half-typed form outlives them."""

import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from hetang.commons.accounts import unsent
from hetang.commons.accounts.actions.accounts import disable_account
from hetang.commons.accounts.actions.password import change_password
from hetang.commons.accounts.actions.sessions import delete_old_sessions, end_own_session, end_sessions_of
from hetang.commons.accounts.models import Account, Session, SignIn
from hetang.commons.accounts.tests.factories import PASSWORD, Office
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 9, 12, 0, tzinfo=timezone(timedelta(hours=8)))
TYPED = "卖家一直不接电话，\n买家已经等了三天。"
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


def at(**later: float) -> Any:
    return clock.fixed_at(NOON + timedelta(**later))


def sign_in(who: Account, client: Client | None = None, **more: str) -> Client:
    client = client or Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/120")
    answer = client.post("/login/", {"username": who.username, "password": PASSWORD, **more})
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_session_knows_whose_it_is_from_where_and_since_when(office: Office) -> None:
    with at():
        sign_in(office.mediator)
    row = Session.objects.get(account=office.mediator)
    assert (row.address, row.device) == ("127.0.0.1", "Chrome · Windows")
    assert (row.started_at, row.seen_at) == (NOON, NOON)


def test_thirty_minutes_without_a_request_end_it_and_less_does_not(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    for minutes in (29, 58, 87):
        with at(minutes=minutes):
            assert is_in(client)
    with at(minutes=87 + 31):
        answer = client.get("/account/")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/login/?next=%2Faccount%2F&why=idle"
        assert "超过 30 分钟没有操作" in client.get(answer.headers["Location"]).content.decode()
    assert not Session.objects.filter(account=office.mediator).exists()


def test_after_twelve_hours_even_a_busy_session_ends(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    for half_hours in range(1, 25):
        with at(minutes=29.5 * half_hours):
            alive = is_in(client)
    assert alive
    with at(hours=12, minutes=1):
        assert not is_in(client)


def test_last_seen_is_written_once_a_minute_at_most(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    seen = []
    for seconds in (10, 59, 61, 90, 125):
        with at(seconds=seconds):
            is_in(client)
        seen.append((Session.objects.get(account=office.mediator).seen_at - NOON).total_seconds())
    assert seen == [0, 0, 61, 61, 125]


def test_the_demo_clock_ends_nobodys_session(office: Office) -> None:
    client = sign_in(office.mediator)
    clock.forward(timedelta(days=3))
    assert is_in(client)


def test_signing_in_and_changing_the_password_give_a_new_key(office: Office) -> None:
    client = Client()
    with at():
        client.get("/login/")
        session = client.session
        session["planted"] = "by somebody else"
        session.save()
        planted = session.session_key or ""
        client.cookies["sessionid"] = planted
        sign_in(office.mediator, client)
        first = client.session.session_key
        assert first != planted
        assert "planted" not in client.session
        assert not Session.objects.filter(session_key=planted).exists()
    with at(minutes=5):
        form = {"old_password": PASSWORD, "new_password": "neue-Losung-7", "again_password": "neue-Losung-7"}
        assert client.post("/account/password/", form).status_code == 302
        assert client.session.session_key != first
        assert is_in(client)
    row = Session.objects.get(account=office.mediator)
    assert row.started_at == NOON, "the same sign-in goes on: its longest time is not begun anew"


def test_a_changed_password_ends_the_other_sessions(office: Office) -> None:
    with at():
        here, there = sign_in(office.mediator), sign_in(office.mediator)
        key = here.session.session_key or ""
        change_password(office.mediator, old=PASSWORD, new="neue-Losung-7", session=key)
        assert not is_in(there)
        assert [s.session_key for s in Session.objects.filter(account=office.mediator)] == [key]


def test_one_ends_ones_own_sessions_one_by_one_or_all_others(office: Office) -> None:
    with at():
        clients = [sign_in(office.mediator) for _ in range(3)]
        marks = {s.session_key: s.mark for s in office.mediator.sessions.all()}
        page = clients[0].get("/account/").content.decode()
        assert all(
            f"/account/sessions/{mark}/" in page for key, mark in marks.items() if key != clients[0].session.session_key
        )
        assert not any(str(key) in page for key in marks), "a key is a password"
        clients[0].post(reverse("account-session", args=[marks[clients[1].session.session_key or ""]]))
        assert [is_in(client) for client in clients] == [True, False, True]
        clients[0].post(reverse("account-sessions-others"))
        assert [is_in(client) for client in clients] == [True, False, False]
    assert [e.verb for e in Event.objects.filter(stream_kind="account")] == ["end_session", "end_session"]


def test_somebody_elses_session_is_out_of_reach(office: Office) -> None:
    with at():
        sign_in(office.leader)
        mark = office.leader.sessions.get().mark
        with refused(WrongState, "这个登录已经结束。"):
            end_own_session(office.mediator, mark)


def test_the_security_administrator_ends_all_sessions_and_nobody_else_does(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
        for who in (office.system, office.audit, office.leader):
            with refused(NotAllowed, "这一步不归您办。"):
                end_sessions_of(office.mediator, reason="手机丢了", by=who)
        assert end_sessions_of(office.mediator, reason="手机丢了", by=office.security) == 1
        assert not is_in(client)
        with refused(WrongState, "这个账号现在没有登录。"):
            end_sessions_of(office.mediator, reason="手机丢了", by=office.security)


def test_a_disabled_account_is_out_at_once(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
        disable_account(office.mediator, reason="离职", by=office.system)
        assert not is_in(client)
        assert not office.mediator.sessions.exists()


def test_signing_out_ends_the_session_and_is_logged(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
        assert client.get("/logout/").status_code == 405
        assert client.post("/logout/").headers["Location"] == "/login/"
        assert not is_in(client)
    assert SignIn.objects.latest("id").result == "signed_out"


def expired(office: Office, client: Client) -> Any:
    """The answer to a form that is sent when the login is over."""
    with at(minutes=31):
        return client.post(
            "/registration/?from=desk",
            {"text": TYPED, "applicant": "陈同学", "csrfmiddlewaretoken": "x"},
            headers={"Referer": "http://testserver/registration/"},
        )


def test_a_form_sent_too_late_comes_back_with_the_sign_in_and_is_sent_after_it(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    answer = expired(office, client)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "登录已经过期" in page
    assert "卖家一直不接电话" in page
    hidden = dict(FIELD.findall(page))
    with at(minutes=32):
        again = client.post(
            "/login/",
            {"username": "chen", "password": PASSWORD, "unsent": hidden["unsent"], "next": hidden["next"]},
        )
        assert again.headers["Location"] == "/account/unsent/"
        shown = client.get("/account/unsent/").content.decode()
        assert TYPED.replace("\n", "&#10;") in shown or TYPED in shown
        assert "陈同学" in shown
        sent = client.post("/account/unsent/?send", {"text": TYPED, "applicant": "陈同学"})
        assert (sent.status_code, sent.headers["Location"]) == (307, "/registration/?from=desk")
        assert client.get("/account/unsent/").status_code == 302, "shown until it is sent, not longer"


def test_it_is_not_shown_to_somebody_else_who_signs_in_there(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    hidden = dict(FIELD.findall(expired(office, client).content.decode()))
    with at(minutes=32):
        sign_in(office.leader, client, unsent=hidden["unsent"])
        assert unsent.SESSION_NAME not in client.session
        assert client.get("/account/unsent/").headers["Location"] == "/account/"


def test_a_wrong_password_in_between_loses_nothing(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    hidden = dict(FIELD.findall(expired(office, client).content.decode()))
    with at(minutes=32):
        answer = client.post("/login/", {"username": "chen", "password": "typo", "unsent": hidden["unsent"]})
        assert answer.status_code == 422
        assert "卖家一直不接电话" in answer.content.decode()
        assert dict(FIELD.findall(answer.content.decode()))["unsent"] == hidden["unsent"]


def test_words_that_somebody_else_wrote_or_that_are_too_old_are_not_taken(office: Office) -> None:
    forged = signing.dumps({"account": 1}, salt="another salt")
    with at():
        client = sign_in(office.mediator, unsent=forged)
        assert unsent.SESSION_NAME not in client.session
    assert unsent.unpack("not signed at all") is None


def test_a_revoked_session_keeps_the_words_for_copying_only(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
        Session.objects.all().delete()
        answer = client.post("/registration/", {"text": TYPED})
        hidden = dict(FIELD.findall(answer.content.decode()))
        sign_in(office.mediator, client, unsent=hidden["unsent"])
        page = client.get("/account/unsent/").content.decode()
        assert "卖家一直不接电话" in page
        assert "现在送出" not in page


def test_passwords_never_travel_with_a_form_that_was_late(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    with at(minutes=31):
        answer = client.post("/account/password/", {"old_password": PASSWORD, "new_password": "neu"})
        found = unsent.unpack(dict(FIELD.findall(answer.content.decode()))["unsent"])
    assert found is not None
    assert found.fields == []
    assert PASSWORD not in str(found)


def test_who_was_never_signed_in_is_led_to_the_sign_in_without_ado(office: Office) -> None:
    answer = Client().post("/registration/", {"text": TYPED})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/registration/")


def test_a_session_belongs_to_the_account_that_its_data_names(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
        assert client.session[SESSION_KEY] == str(office.mediator.pk)


def test_every_day_ended_sessions_are_deleted_with_the_forms_in_them(office: Office) -> None:
    with at():
        late = sign_in(office.mediator)
        held = late.session
        held[unsent.SESSION_NAME] = {"texts": [TYPED]}
        held.save()
    with at(minutes=31):
        sign_in(office.leader)
        assert delete_old_sessions() == 1
        assert list(Session.objects.values_list("account", flat=True)) == [office.leader.pk]
        assert delete_old_sessions() == 0


def test_the_daily_deletion_goes_by_age_too_and_is_on_the_workers_list(office: Office) -> None:
    with at():
        sign_in(office.mediator)
        old = Session.objects.get()
    with at(hours=12, minutes=1):
        Session.objects.filter(pk=old.pk).update(seen_at=NOON + timedelta(hours=12))
        assert import_string(settings.DAILY[0])() == 1


def test_what_a_page_fetches_by_itself_is_nobodys_presence(office: Office) -> None:
    with at():
        client = sign_in(office.mediator)
    with at(minutes=5):
        client.get("/account/", headers={"X-Automatic": "1"})
        assert Session.objects.get(account=office.mediator).seen_at == NOON
        client.get("/account/")
        assert Session.objects.get(account=office.mediator).seen_at > NOON
