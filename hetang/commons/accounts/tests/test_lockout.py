"""Failed sign-ins: counted, locked for a while, told without saying who exists, never a way to keep somebody out."""

from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client

from hetang.commons.accounts.actions.accounts import unlock_account
from hetang.commons.accounts.actions.signin import Outcome, try_password
from hetang.commons.accounts.models import Account, Intervention, SignIn, Throttle
from hetang.commons.accounts.origins import Origin
from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import PASSWORD, Office
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 9, 12, 0, tzinfo=timezone(timedelta(hours=8)))
DESK, ELSEWHERE = Origin("10.0.0.8", "Chrome · Windows"), Origin("203.0.113.9", "")


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def fail(name: str, times: int, origin: Origin = ELSEWHERE) -> list[str]:
    return [try_password(name, "wrong", origin=origin).result for _ in range(times)]


def right(who: Account, origin: Origin = ELSEWHERE) -> Outcome:
    return try_password(who.username, PASSWORD, origin=origin)


def test_the_fifth_failure_locks_for_fifteen_minutes_even_the_right_password(office: Office) -> None:
    with clock.fixed_at(NOON):
        assert fail("chen", 5) == ["wrong_password"] * 5
        assert right(office.mediator).result == "locked"
    with clock.fixed_at(at(14.9)):
        assert right(office.mediator).result == "locked"
    with clock.fixed_at(at(15.1)):
        assert right(office.mediator).result == "signed_in"


def test_four_failures_and_the_right_password_begin_anew(office: Office) -> None:
    with clock.fixed_at(NOON):
        fail("chen", 4)
        assert right(office.mediator).result == "signed_in"
        assert fail("chen", 4) == ["wrong_password"] * 4
        assert right(office.mediator).result == "signed_in"


def test_failures_far_apart_do_not_add_up(office: Office) -> None:
    for quarter in range(6):
        with clock.fixed_at(at(16 * quarter)):
            assert fail("chen", 1) == ["wrong_password"]
    with clock.fixed_at(at(16 * 6)):
        assert right(office.mediator).result == "signed_in"


def test_trying_on_does_not_make_the_lock_longer(office: Office) -> None:
    with clock.fixed_at(NOON):
        fail("chen", 5)
    with clock.fixed_at(at(10)):
        assert fail("chen", 3) == ["locked"] * 3
    with clock.fixed_at(at(15.1)):
        assert right(office.mediator).result == "signed_in"


def test_the_name_counts_in_any_case_and_with_spaces_around(office: Office) -> None:
    with clock.fixed_at(NOON):
        for name in ("chen", "CHEN", " Chen ", "cHEN", "chen"):
            fail(name, 1)
        assert right(office.mediator).result == "locked"


def test_a_name_that_nobody_has_is_answered_and_locked_like_any_other(office: Office) -> None:
    with clock.fixed_at(NOON):
        assert fail("nobody", 6) == fail("chen", 6) == ["wrong_password"] * 5 + ["locked"]


def test_disabled_and_never_activated_accounts_answer_like_a_wrong_password(office: Office) -> None:
    factories.account("gone", "离职", is_active=False, password=PASSWORD)
    factories.account("fresh", "新人")
    with clock.fixed_at(NOON):
        assert try_password("gone", PASSWORD, origin=DESK).result == "wrong_password"
        assert try_password("fresh", "!", origin=DESK).result == "wrong_password"


def test_a_stranger_cannot_lock_somebody_out_of_the_place_they_work_at(office: Office) -> None:
    with clock.fixed_at(NOON):
        assert right(office.mediator, DESK).result == "signed_in"
        fail("chen", 6)
        assert right(office.mediator, ELSEWHERE).result == "locked"
        assert right(office.mediator, DESK).result == "signed_in"


def test_a_place_is_known_for_a_month_only(office: Office) -> None:
    with clock.fixed_at(NOON - timedelta(days=31)):
        right(office.mediator, DESK)
    with clock.fixed_at(NOON):
        fail("chen", 5)
        assert right(office.mediator, DESK).result == "locked"


def test_many_names_from_one_address_lock_the_address_not_the_names(office: Office) -> None:
    with clock.fixed_at(NOON):
        for number in range(30):
            fail(f"guess{number}", 1)
        assert right(office.mediator, ELSEWHERE).result == "locked"
        assert right(office.mediator, DESK).result == "signed_in"


def test_one_good_account_does_not_wipe_an_addresss_count_out(office: Office) -> None:
    with clock.fixed_at(NOON):
        for number in range(29):
            fail(f"guess{number}", 1)
        assert right(office.mediator).result == "signed_in"
        fail("guess30", 1)
        assert right(office.mediator).result == "locked"


def test_an_ipv6_household_counts_as_one_address(office: Office) -> None:
    with clock.fixed_at(NOON):
        for number in range(30):
            fail(f"guess{number}", 1, Origin(f"2001:db8::{number:x}", ""))
        assert right(office.mediator, Origin("2001:db8::ffff", "")).result == "locked"
        assert right(office.mediator, Origin("2001:db8:0:1::1", "")).result == "signed_in"


def test_every_attempt_is_in_the_log_with_who_when_where_and_what_came_of_it(office: Office) -> None:
    with clock.fixed_at(NOON):
        fail("chen", 1)
        right(office.mediator, DESK)
        fail("hunter2-typed-by-mistake", 1)
    rows = list(SignIn.objects.order_by("id").values_list("account", "typed", "address", "device", "result", "at"))
    assert rows == [
        (office.mediator.pk, "chen", "203.0.113.9", "", "wrong_password", NOON),
        (office.mediator.pk, "chen", "10.0.0.8", "Chrome · Windows", "signed_in", NOON),
        # What nobody is called may be a password: only its beginning is kept.
        (None, "hu…", "203.0.113.9", "", "wrong_password", NOON),
    ]


def test_the_security_administrator_unlocks_with_a_reason(office: Office) -> None:
    with clock.fixed_at(NOON):
        fail("chen", 5)
        unlock_account(office.mediator, reason=" 本人来电  核实过 ", by=office.security)
        assert right(office.mediator).result == "signed_in"
    row = Intervention.objects.get()
    assert (row.verb, row.reason, row.by) == ("unlock", "本人来电 核实过", office.security)
    event = Event.objects.get(stream_kind="account", stream_key=office.mediator.pk)
    assert (event.verb, event.actor, event.body) == ("unlock", office.security.pk, {"intervention": row.pk})


def test_nobody_else_unlocks_and_not_without_reason_or_lock(office: Office) -> None:
    with clock.fixed_at(NOON):
        with refused(WrongState, "这个账号没有被锁定。"):
            unlock_account(office.mediator, reason="试试", by=office.security)
        fail("chen", 5)
        for who in (office.system, office.audit, office.leader):
            with refused(NotAllowed, "这一步不归您办。"):
                unlock_account(office.mediator, reason="试试", by=who)
        with refused(Missing, "没有写明原因。"):
            unlock_account(office.mediator, reason="  ", by=office.security)
        fail("sec", 5)
        with refused(NotAllowed, "不能为自己办这一步。"):
            unlock_account(office.security, reason="我自己", by=office.security)
    assert Throttle.objects.filter(locked_until__isnull=False).count() == 2


def test_the_present_password_is_not_guessed_on_the_page_that_changes_it(office: Office) -> None:
    client, new = Client(), "he-tang-2027-Qiu"
    client.force_login(office.mediator)

    def change(old: str) -> int:
        typed = {"old_password": old, "new_password": new, "again_password": new}
        return client.post("/account/password/", typed).status_code

    with clock.fixed_at(NOON):
        client.force_login(office.mediator)
        assert [change("wrong") for _ in range(5)] == [422] * 5
        assert change(PASSWORD) == 429
        assert right(office.mediator, Origin("127.0.0.1", "")).result == "locked"
    assert Account.objects.get(pk=office.mediator.pk).password == office.mediator.password
    assert SignIn.objects.filter(result="wrong_password", account=office.mediator).count() == 5
    with clock.fixed_at(at(15.1)):
        assert change("wrong") == 422
        assert change(PASSWORD) == 302
    assert not Throttle.objects.filter(name="chen").exists()
