"""The second factor: enrolled with a first code, asked for at sign-in, never twice the same, reset with a reason."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.test import Client

from hetang.commons.accounts import totp
from hetang.commons.accounts.actions.factor import begin_enrolment, confirm_enrolment, reset_second_factor
from hetang.commons.accounts.actions.password import reissue_password
from hetang.commons.accounts.actions.signin import try_code, try_password
from hetang.commons.accounts.models import Account, RecoveryCode, SecondFactor, Session
from hetang.commons.accounts.origins import Origin
from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import PASSWORD, Office
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 9, 12, 0, tzinfo=timezone(timedelta(hours=8)))
DESK = Origin("10.0.0.8", "")


def at(seconds: float = 0) -> Any:
    return clock.fixed_at(NOON + timedelta(seconds=seconds))


def code(who: Account, seconds: float = 0) -> str:
    """What the telephone shows so many seconds after noon."""
    secret = SecondFactor.objects.get(account=who).secret
    return totp.code_at(secret, totp.step_of(NOON.timestamp() + seconds))


def enrol(who: Account) -> list[str]:
    """Enrolled at noon; the recovery codes."""
    with at():
        begin_enrolment(who)
        return confirm_enrolment(who, code(who))


def test_the_secret_is_sealed_and_in_force_only_after_its_first_code(office: Office) -> None:
    with at():
        factor = begin_enrolment(office.mediator)
        assert factor.secret.encode() not in bytes(factor.secret_sealed)
        assert begin_enrolment(office.mediator).secret == factor.secret
        assert try_password("chen", PASSWORD, origin=DESK).result == "signed_in"
        with refused(Invalid, "验证码不对。"):
            confirm_enrolment(office.mediator, "000000" if code(office.mediator) != "000000" else "111111")
        confirm_enrolment(office.mediator, code(office.mediator))
        assert try_password("chen", PASSWORD, origin=DESK).result == "password_right"
        with refused(WrongState, "第二因素已经绑定。"):
            begin_enrolment(office.mediator)
        with refused(WrongState, "没有等待绑定的第二因素。"):
            confirm_enrolment(office.mediator, code(office.mediator))
    event = Event.objects.get(stream_kind="account")
    assert (event.verb, event.body) == ("enrol_second_factor", {})


def test_the_code_that_enrolled_and_every_other_one_is_accepted_once(office: Office) -> None:
    enrol(office.mediator)
    with at(10):
        assert try_code(office.mediator, code(office.mediator), origin=DESK).result == "wrong_code"
    with at(40):
        fresh = code(office.mediator, 40)
        assert try_code(office.mediator, fresh, origin=DESK).result == "signed_in"
        assert try_code(office.mediator, fresh, origin=DESK).result == "wrong_code"
        # The step before the accepted one is within the window and still not accepted any more.
        assert try_code(office.mediator, code(office.mediator, 10), origin=DESK).result == "wrong_code"


def test_a_telephone_that_goes_30_seconds_wrong_still_opens(office: Office) -> None:
    enrol(office.mediator)
    for seconds, shown, result in ((300, 270, "signed_in"), (600, 630, "signed_in"), (900, 840, "wrong_code")):
        with at(seconds):
            assert try_code(office.mediator, code(office.mediator, shown), origin=DESK).result == result


def test_codes_are_throttled_as_passwords_are(office: Office) -> None:
    enrol(office.mediator)
    with at(60):
        assert try_password("chen", PASSWORD, origin=DESK).result == "password_right"
        results = [try_code(office.mediator, "12345", origin=DESK).result for _ in range(5)]
        assert results == ["wrong_code"] * 4 + ["locked"], "the password's own try counts until both are right"
        assert try_code(office.mediator, code(office.mediator, 60), origin=DESK).result == "locked"
        assert try_password("chen", PASSWORD, origin=DESK).result == "locked"


def test_a_recovery_code_opens_once_in_any_spelling_and_is_kept_as_a_digest(office: Office) -> None:
    codes = enrol(office.mediator)
    assert len(set(codes)) == 10
    stored = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not stored & {plain.replace("-", "") for plain in codes}
    with at(60):
        spelt = codes[0].lower().replace("-", " ")
        assert try_code(office.mediator, spelt, origin=DESK).result == "signed_in"
        assert try_code(office.mediator, codes[0], origin=DESK).result == "wrong_code"
        enrol_other = factories.account("other", "别人")
        assert try_code(enrol_other, codes[1], origin=DESK).result == "wrong_code"
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_both_steps_on_the_pages(office: Office) -> None:
    enrol(office.mediator)
    client = Client()
    with at(60):
        assert client.get("/login/code/").headers["Location"] == "/login/"
        form = {"username": "chen", "password": PASSWORD, "next": "/cases/"}
        assert client.post("/login/", form).headers["Location"] == "/login/code/"
        assert client.get("/cases/").status_code == 302, "half-way is not in"
        assert client.get("/login/code/").status_code == 200
        assert client.post("/login/code/", {"code": "000"}).status_code == 422
        done = client.post("/login/code/", {"code": code(office.mediator, 60)})
        assert done.headers["Location"] == "/cases/"
        assert client.get("/cases/").status_code == 200


def test_half_way_lasts_five_minutes_and_is_over_when_the_account_is_disabled(office: Office) -> None:
    enrol(office.mediator)
    client = Client()
    with at(60):
        client.post("/login/", {"username": "chen", "password": PASSWORD})
    with at(60 + 301):
        assert client.get("/login/code/").headers["Location"] == "/login/"
    with at(120):
        client.post("/login/", {"username": "chen", "password": PASSWORD})
        Account.objects.filter(pk=office.mediator.pk).update(is_active=False)
        answer = client.post("/login/code/", {"code": code(office.mediator, 120)})
        assert answer.headers["Location"] == "/login/"
    assert not Session.objects.filter(account=office.mediator).exists()


def test_the_page_shows_a_qr_code_that_the_content_policy_allows(office: Office) -> None:
    client = Client()
    client.force_login(office.mediator)
    answer = client.get("/account/second-factor/")
    page = answer.content.decode()
    svg = page[page.index('<div class="qr">') : page.index("</svg>", page.index('<div class="qr">'))]
    assert "<path" in svg
    assert "style=" not in svg
    assert "<script" not in svg
    secret = SecondFactor.objects.get(account=office.mediator).secret
    assert secret in page
    assert client.post("/account/second-factor/", {"code": "1"}).status_code == 422


def test_administrators_must_enrol_before_anything_else_outside_a_demonstration(office: Office, settings: Any) -> None:
    client = Client()
    with clock.fixed_at(NOON):
        settings.DEMO = False
        client.post("/login/", {"username": "sys", "password": PASSWORD})
        assert client.get("/accounts/").headers["Location"] == "/account/second-factor/"
        assert client.get("/account/second-factor/").status_code == 200
        done = client.post("/account/second-factor/", {"code": code(office.system)})
        assert done.content.decode().count("-") >= 30, "ten recovery codes"
        assert client.get("/accounts/").status_code == 200
        assert try_password("chen", PASSWORD, origin=DESK).due == ()
        settings.DEMO = True
        assert try_password("aud", PASSWORD, origin=DESK).due == ()


def test_only_the_security_administrator_resets_with_a_reason_and_the_sessions_end(office: Office) -> None:
    enrol(office.mediator)
    client = Client()
    client.force_login(office.mediator)
    for who in (office.system, office.audit, office.leader):
        with refused(NotAllowed, "这一步不归您办。"):
            reset_second_factor(office.mediator, reason="手机丢了", by=who)
    with refused(Missing, "没有写明原因。"):
        reset_second_factor(office.mediator, reason="", by=office.security)
    with refused(WrongState, "这个账号没有绑定第二因素。"):
        reset_second_factor(office.leader, reason="手机丢了", by=office.security)
    reset_second_factor(office.mediator, reason="手机丢了", by=office.security)
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert client.get("/account/").status_code == 302


def test_a_password_reissued_meanwhile_ends_the_second_step(office: Office) -> None:
    enrol(office.mediator)
    client = Client()
    with at(40):
        assert client.post("/login/", {"username": "chen", "password": PASSWORD}).status_code == 302
        assert client.get("/login/code/").status_code == 200
        reissue_password(office.mediator, reason="密码外泄", by=office.system)
        answer = client.post("/login/code/", {"code": code(office.mediator, 40)})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/login/")
        assert not Session.objects.filter(account=office.mediator).exists()
