"""Passwords: what is good enough, how one changes one's own, how an initial one is handed out."""

import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.accounts.actions.accounts import create_account
from hetang.commons.accounts.actions.password import change_password, initial_password, reissue_password
from hetang.commons.accounts.actions.signin import try_password
from hetang.commons.accounts.models import Account, PasswordUsed
from hetang.commons.accounts.origins import Origin
from hetang.commons.accounts.passwords import HAS_NAME, TOO_COMMON, TOO_UNIFORM, TOO_WEAK, classes, faults
from hetang.commons.accounts.policy import PasswordRules, Policy
from hetang.commons.accounts.tests.factories import PASSWORD, Office
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks.tests.factories import shipped

NOON = datetime(2026, 3, 9, 12, 0, tzinfo=timezone(timedelta(hours=8)))
RULES: PasswordRules = Policy.of(shipped("security")).password
DESK = Origin("10.0.0.8", "")
NEW = "neue-Losung-7"


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("Abc123xy", []),
        ("abc12345", [TOO_WEAK, TOO_COMMON]),
        ("Abc12xy", [TOO_WEAK]),
        ("运河边的石桥很安静啊啊", [TOO_WEAK]),
        ("运河边上的石桥很安静很美", []),
        ("correct horse", []),
        ("aaaaaaaaaaaaaaaa", [TOO_UNIFORM]),
        ("password1234", [TOO_COMMON]),
        ("qwertyuiop", [TOO_WEAK, TOO_COMMON]),
        ("Password1", [TOO_COMMON]),
        ("my-Zhou-2026", [HAS_NAME]),
        ("", [TOO_WEAK, TOO_UNIFORM]),
    ],
)
def test_a_password_is_long_or_mixed_and_no_common_word(password: str, wrong: list[str]) -> None:
    assert faults(password, "zhou", RULES) == wrong


def test_a_user_name_of_two_letters_forbids_nothing() -> None:
    assert faults("libel-and-Lies-7", "li", RULES) == []


@given(st.text(max_size=40))
def test_what_passes_is_long_or_mixed_whatever_is_typed(password: str) -> None:
    if not faults(password, "zhou", RULES):
        assert len(password) >= 12 or (len(password) >= 8 and classes(password) >= 3)
        assert len(set(password)) >= 5


@pytest.mark.django_db
def test_one_changes_ones_own_and_the_journal_holds_no_word_of_it(office: Office) -> None:
    with clock.fixed_at(NOON):
        change_password(office.mediator, old=PASSWORD, new=NEW)
    row = Account.objects.get(pk=office.mediator.pk)
    assert check_password(NEW, row.password)
    assert row.password_set_at == NOON
    event = Event.objects.get(stream_kind="account")
    assert (event.stream_key, event.verb, event.actor, event.body) == (row.pk, "change_password", row.pk, {})


@pytest.mark.django_db
def test_the_old_password_must_be_right_and_the_new_one_good(office: Office) -> None:
    with refused(Invalid, "现在的密码不对。"):
        change_password(office.mediator, old="guess", new=NEW)
    with refused(Missing, "新密码还不行。"):
        change_password(office.mediator, old=PASSWORD, new="short")


@pytest.mark.django_db
def test_the_last_five_do_not_come_again_and_the_sixth_does(office: Office) -> None:
    passwords = [PASSWORD, *(f"neue-Losung-{n}" for n in range(5))]
    for number, (old, new) in enumerate(zip(passwords, passwords[1:], strict=False)):
        with clock.fixed_at(NOON + timedelta(days=number)):
            change_password(office.mediator, old=old, new=new)
    for used in passwords[1:]:
        with refused(Missing, "新密码还不行。"), clock.fixed_at(NOON + timedelta(days=9)):
            change_password(office.mediator, old=passwords[-1], new=used)
    with clock.fixed_at(NOON + timedelta(days=9)):
        change_password(office.mediator, old=passwords[-1], new=PASSWORD)
    assert PasswordUsed.objects.filter(account=office.mediator).count() == 4


@pytest.mark.django_db
def test_the_page_lists_everything_that_is_wrong_and_keeps_the_session(office: Office) -> None:
    client = Client()
    client.force_login(office.mediator)
    answer = client.post(
        "/account/password/", {"old_password": PASSWORD, "new_password": "chen", "again_password": "chen"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "至少 8 位" in page
    assert "不能含有用户名" in page
    assert (
        client.post(
            "/account/password/", {"old_password": PASSWORD, "new_password": NEW, "again_password": NEW + "x"}
        ).status_code
        == 422
    )
    assert (
        client.post("/account/password/", {"old_password": "x", "new_password": NEW, "again_password": NEW}).status_code
        == 422
    )
    assert (
        client.post(
            "/account/password/", {"old_password": PASSWORD, "new_password": NEW, "again_password": NEW}
        ).status_code
        == 302
    )
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db
def test_an_initial_password_opens_only_the_page_that_changes_it(office: Office) -> None:
    made = create_account("Li.Na", name_zh="李娜", by=office.system)
    client = Client()
    answer = client.post("/login/", {"username": "li.na", "password": made.initial_password})
    assert answer.status_code == 302
    for path in ("/desk/", "/account/", "/cases/", "/account/second-factor/"):
        assert client.get(path).headers["Location"] == "/account/password/", path
    assert "初始密码" in client.get("/account/password/").content.decode()
    form = {"old_password": made.initial_password, "new_password": NEW, "again_password": NEW}
    assert client.post("/account/password/", form).status_code == 302
    assert client.get("/account/").status_code == 200
    assert not Account.objects.get(username="li.na").must_change_password


@pytest.mark.django_db
def test_an_initial_password_that_nobody_used_for_two_weeks_is_void(office: Office) -> None:
    with clock.fixed_at(NOON):
        made = create_account("lina", name_zh="李娜", by=office.system)
    with clock.fixed_at(NOON + timedelta(days=14, minutes=1)):
        outcome = try_password("lina", made.initial_password, origin=DESK)
        assert (outcome.result, outcome.account) == ("initial_expired", None)


@pytest.mark.django_db
def test_an_initial_password_is_reissued_by_the_right_administrator_only(office: Office) -> None:
    with refused(NotAllowed, "这一步不归您办。"):
        reissue_password(office.mediator, reason="忘了", by=office.security)
    with refused(NotAllowed, "这一步不归您办。"):
        reissue_password(office.audit, reason="忘了", by=office.system)
    with refused(NotAllowed, "不能为自己办这一步。"):
        reissue_password(office.security, reason="忘了", by=office.security)
    with refused(Missing, "没有写明原因。"):
        reissue_password(office.mediator, reason="", by=office.system)
    code = reissue_password(office.mediator, reason="忘了", by=office.system)
    assert try_password("chen", PASSWORD, origin=DESK).result == "wrong_password"
    assert try_password("chen", code, origin=DESK).due == ("password",)
    assert reissue_password(office.audit, reason="忘了", by=office.security)
    Account.objects.filter(pk=office.leader.pk).update(is_active=False)
    with refused(WrongState, "这个账号已停用。"):
        reissue_password(office.leader, reason="忘了", by=office.system)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "demo", "due"), [(89, False, ()), (91, False, ("password",)), (91, True, ())])
def test_after_ninety_days_a_new_one_is_due_but_not_in_a_demonstration(
    office: Office, settings: Any, days: int, demo: bool, due: tuple[str, ...]
) -> None:
    Account.objects.filter(pk=office.mediator.pk).update(password_set_at=NOON)
    with clock.fixed_at(NOON + timedelta(days=days)):
        settings.DEMO = demo
        assert try_password("chen", PASSWORD, origin=DESK).due == due
        settings.DEMO = True


@pytest.mark.django_db
def test_real_passwords_are_hashed_slowly_initial_ones_quickly_and_a_miss_takes_as_long(db: None) -> None:
    assert identify_hasher(make_password(PASSWORD)).algorithm == "pbkdf2_sha256"
    code, hashed = initial_password()
    assert identify_hasher(hashed).algorithm == "initial_sha256"
    slow, hit, miss = (
        timed(lambda text=text, kept=kept: check_password(text, kept))
        for text, kept in (("wrong", make_password(PASSWORD)), (code, hashed), ("wrong", hashed))
    )
    assert hit < slow / 5
    assert slow / 3 < miss < slow * 3


def timed(act: Any) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


@pytest.mark.django_db
def test_the_console_keeps_to_the_same_rules(office: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("chen", office.mediator)
    assert len(refused.value.messages) == 3
    validate_password(NEW, office.mediator)
