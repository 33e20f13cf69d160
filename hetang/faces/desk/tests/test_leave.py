"""Standing in, as a page, and what the desk shows of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from hetang.commons.accounts.api import Account, Delegation
from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.lib import clock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(MONDAY):
        yield factories.cast()


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def asked(absent: Account, deputy: Account, **other: object) -> dict[str, object]:
    today = MONDAY.date()
    until = (today + timedelta(days=6)).isoformat()
    known = {"account": absent.pk, "to": deputy.pk, "since": today.isoformat(), "until": until, "reason": "年休假"}
    return {**known, **other}


def test_somebody_arranges_their_leave_and_the_deputy_finds_the_cases(cast: Cast) -> None:
    case = factories.in_hand(cast)
    client = browser(cast.mediator)
    assert client.post("/desk/leave/", asked(cast.mediator, cast.colleague)).status_code == 302
    deputy = browser(cast.colleague)
    desk = deputy.get("/desk/").content.decode()
    assert "您正在代陈调解" in desk
    assert case.number in desk
    assert deputy.get(case.get_absolute_url()).status_code == 200
    listed = client.get("/desk/leave/").content.decode()
    assert "提前结束" in listed
    made = Delegation.objects.get()
    assert deputy.post(f"/desk/leave/{made.pk}/end/").status_code == 302
    assert deputy.get(case.get_absolute_url()).status_code == 403


def test_mistakes_come_back_with_what_was_typed(cast: Cast) -> None:
    client = browser(cast.mediator)
    answer = client.post("/desk/leave/", asked(cast.mediator, cast.colleague, until="", reason="年休假在外地"))
    assert answer.status_code == 422
    assert "年休假在外地" in answer.content.decode()
    assert client.post("/desk/leave/", asked(cast.lead, cast.colleague)).status_code == 403
    assert client.post("/desk/leave/", asked(cast.mediator, cast.stranger)).status_code == 422
    assert not Delegation.objects.exists()


def test_why_somebody_is_away_is_for_the_two_and_those_above_them(cast: Cast) -> None:
    accounts.leave(cast.mediator, cast.colleague)
    Delegation.objects.update(reason="腰椎手术")
    may = {"absent": cast.mediator, "deputy": cast.colleague, "lead": cast.lead, "leader": cast.leader}
    for who, account in may.items():
        assert "腰椎手术" in browser(account).get("/desk/leave/").content.decode(), who
    for account in (cast.operator, cast.other_lead):
        page = browser(account).get("/desk/leave/").content.decode()
        assert cast.mediator.name_zh in page
        assert "腰椎手术" not in page
        assert "提前结束" not in page
