"""Tokens are made by the system administrator for somebody else's account, shown once, and end when anybody says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hetang.commons.accounts.actions.tokens import Made, end_own_token, make_token, revoke_token, token_behind
from hetang.commons.accounts.models import SCOPES, Account, Token
from hetang.commons.accounts.policy import wall
from hetang.commons.accounts.tests.factories import Office
from hetang.ground.journal import api as journal
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, Refused, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed


def made(office: Office, account: Account | None = None, **other: Any) -> Made:
    asked: dict[str, Any] = {"name": "12345 平台", "scopes": ["read"], "days": 30, "by": office.system}
    return make_token(account or office.mediator, **{**asked, **other})


def test_a_token_opens_for_its_time_and_its_making_is_on_record(office: Office) -> None:
    token = made(office)
    assert token_behind(token.text) == token.token and token_behind(token.text + "x") is None
    assert token.token.expires_at - wall() > timedelta(days=29)
    event = journal.story("account", office.mediator.pk).last()
    assert event is not None and (event.verb, event.actor) == ("make_token", office.system.pk)
    assert token.text not in event.body_text and event.body["token"] == token.token.pk
    Token.objects.update(expires_at=wall())
    assert token_behind(token.text) is None


WRONG: list[tuple[dict[str, Any], type[Refused]]] = [
    ({"name": " "}, Missing),
    ({"scopes": []}, Missing),
    ({"scopes": ["everything"]}, Invalid),
    ({"days": 0}, Invalid),
    ({"days": 366}, Invalid),
    ({"name": "长" * 61}, Invalid),
]


@pytest.mark.parametrize(("asked", "refusal"), WRONG)
def test_what_is_not_right_makes_no_token(office: Office, asked: dict[str, Any], refusal: type[Refused]) -> None:
    before = all_rows()
    with pytest.raises(refusal):
        made(office, **asked)
    assert changed(before) == {}


def test_nobody_makes_one_but_the_system_administrator_of_the_place(office: Office) -> None:
    before = all_rows()
    for by in (office.security, office.audit, office.leader, office.mediator):
        with pytest.raises(NotAllowed):
            made(office, by=by)
    with pytest.raises(NotAllowed):
        made(office, office.system)
    with pytest.raises(Refused) as far:
        made(office, office.stranger)
    assert far.value.status == 404
    assert changed(before) == {}


def test_no_program_may_what_an_administrator_may(office: Office) -> None:
    office.mediator.is_active = False
    office.mediator.save(update_fields=["is_active"])
    before = all_rows()
    for account in (office.security, office.mediator):
        with pytest.raises(WrongState):
            made(office, account)
    assert changed(before) == {}


@pytest.mark.parametrize("part", ["system", "security"])
def test_two_administrators_may_take_one_back_and_say_why(office: Office, part: str) -> None:
    token, by = made(office), getattr(office, part)
    revoke_token(token.token, reason="程序已停用", by=by)
    assert token_behind(token.text) is None
    assert office.mediator.interventions.get().reason == "程序已停用"
    with pytest.raises(WrongState):
        revoke_token(token.token, reason="再来一次", by=by)


def test_nobody_else_takes_one_back_and_nobody_without_a_reason(office: Office) -> None:
    token = made(office).token
    before = all_rows()
    for by in (office.audit, office.leader, office.mediator):
        with pytest.raises(NotAllowed):
            revoke_token(token, reason="试试", by=by)
    with pytest.raises(Missing):
        revoke_token(token, reason=" ", by=office.system)
    with pytest.raises(WrongState):
        end_own_token(token, by=office.leader)
    assert changed(before) == {}


def test_whose_account_it_is_sees_it_and_may_end_it(office: Office) -> None:
    token = made(office)
    client = Client()
    client.force_login(office.mediator)
    page = client.get("/account/").content.decode()
    assert "12345 平台" in page and token.text not in page
    assert client.post(f"/account/tokens/{token.token.pk}/end/").status_code == 302
    assert token_behind(token.text) is None
    client.force_login(office.leader)
    assert client.post(f"/account/tokens/{token.token.pk}/end/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_administrators_page_makes_one_shows_it_once_and_takes_it_back(office: Office, language: str) -> None:
    client = Client(headers={"Accept-Language": language})
    client.force_login(office.system)
    here = f"/accounts/{office.mediator.pk}/"
    assert f'action="{here}tokens/"' in client.get(here).content.decode()
    shown = client.post(f"{here}tokens/", {"name": "区平台", "scopes": list(SCOPES), "days": "90"}).content.decode()
    token = Token.objects.get()
    text = shown.split("hetang_", 1)[1].split("<", 1)[0]
    found = token_behind(f"hetang_{text}")
    assert found == token and token.scopes == sorted(SCOPES)
    assert text not in client.get(here).content.decode()
    assert client.post(f"{here}tokens/", {"name": "", "days": "90"}).status_code == 422
    assert client.post(f"{here}tokens/{token.pk}/revocation/", {"reason": ""}).status_code == 422
    assert client.post(f"{here}tokens/{token.pk}/revocation/", {"reason": "换掉"}).status_code == 302
    assert token_behind(f"hetang_{text}") is None
