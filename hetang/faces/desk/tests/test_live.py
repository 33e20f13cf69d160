"""New cases on open desks: told to whom they concern, a 304 to everybody else, rows past login and scope."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.notifications.api import MARK
from hetang.faces.desk import live, live_views
from hetang.flow.dispatch.tests.factories import assigned
from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr(live, "news", live.News())
    monkeypatch.setattr(live, "LOOK_SECONDS", 0)
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


def ask(who: Account, tag: str = "") -> tuple[int, list[int], str]:
    answer = Client().get(live.ADDRESS, headers={"X-Watching": live.note_for(who), "If-None-Match": tag})
    found = [key for key, _at in answer.json()] if answer.status_code == 200 else []
    return answer.status_code, found, answer.headers.get("ETag", "")


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered by the worker", "not numbered yet"])
def test_a_new_case_is_told_to_whom_it_concerns(cast: Cast, numbered: bool) -> None:
    tags = {name: ask(who)[2] for name, who in cast.everybody().items() if live.note_for(who)}
    case = factories.case(cast)
    if numbered:
        catch_up()
    told = {name for name, tag in tags.items() if ask(getattr(cast, name), tag)[:2] == (200, [case.pk])}
    assert told == {"operator", "lead", "follow_up_operator", "leader", "dispatcher"}
    assert all(ask(getattr(cast, name), tag)[0] == 304 for name, tag in tags.items() if name not in told)


def told(cast: Cast) -> set[str]:
    return {name for name, who in cast.everybody().items() if live.note_for(who) and ask(who)[1]}


def test_a_case_that_is_not_plain_is_told_to_nobody_by_place(cast: Cast) -> None:
    assert told(cast) == set()
    for kept in ("sensitive", "sealed"):
        Case.objects.filter(pk=factories.case(cast).pk).update(sensitivity=kept)
    assert told(cast) == set()


def test_a_case_that_was_news_and_is_closed_to_others_is_news_no_more(cast: Cast) -> None:
    assert told(cast) == set()
    case = factories.case(cast)
    assert "operator" in told(cast)
    set_sensitivity(case, to="sensitive", reason="涉未成年人", by=cast.lead)
    assert told(cast) == set()


def test_what_comes_as_a_file_is_no_news(cast: Cast) -> None:
    _, _, tag = ask(cast.operator)
    for _ in range(live.BULK):
        factories.case(cast)
    assert ask(cast.operator, tag)[0] == 304
    with clock.fixed_at(factories.MONDAY + timedelta(seconds=1)):
        case = factories.case(cast)
        assert ask(cast.operator, tag)[:2] == (200, [case.pk])


def test_an_answer_has_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST", 2)
    _, _, tag = ask(cast.operator)
    cases = [factories.case(cast) for _ in range(3)]
    assert ask(cast.operator, tag)[:2] == (200, [case.pk for case in cases[1:]])


def test_nothing_new_is_a_304(cast: Cast) -> None:
    _, _, tag = ask(cast.operator)
    factories.case(cast)
    status, _, newer = ask(cast.operator, tag)
    assert (status, ask(cast.operator, newer)[0]) == (200, 304)
    catch_up()
    assert ask(cast.operator, newer)[0] == 304, "numbered afterwards it is no news again"


def test_the_question_asks_the_database_once_in_a_while(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    ask(cast.operator)
    note = live.note_for(cast.operator)
    monkeypatch.setattr(live, "LOOK_SECONDS", 60)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Client().get(live.ADDRESS, headers={"X-Watching": note}).status_code == 200


def test_a_note_is_sealed_and_ends(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    note = live.note_for(cast.operator)
    assert Client().get(live.ADDRESS).status_code == 401
    assert Client().get(live.ADDRESS, headers={"X-Watching": note[:-2]}).status_code == 401
    other = signing.dumps(["s:330105008"], salt="another")
    assert Client().get(live.ADDRESS, headers={"X-Watching": other}).status_code == 401
    monkeypatch.setattr(live, "NOTE_SECONDS", -1)
    assert Client().get(live.ADDRESS, headers={"X-Watching": note}).status_code == 401


def unread(who: Account, mark: str = "") -> str:
    client = Client()
    client.cookies[MARK] = mark
    return str(client.get(live.ADDRESS, headers={"X-Watching": live.note_for(who)}).headers["X-Unread"])


def test_a_message_raises_the_number_on_the_open_desk_of_who_was_told(cast: Cast) -> None:
    case = assigned(cast)
    assert [unread(who) for who in (cast.mediator, cast.lead)] == ["0", "0"]
    _, _, tag = ask(cast.mediator)
    catch_up()
    assert [unread(who) for who in (cast.mediator, cast.lead)] == ["1", "0"]
    assert ask(cast.mediator, tag)[0] == 200
    client = Client()
    client.force_login(cast.mediator)
    client.post(reverse("messages-reading"), {"until": "999999999"})
    assert case.number not in client.get(reverse("messages"), {"unread": "1"}).content.decode()
    assert unread(cast.mediator, client.cookies[MARK].value) == "0"


def test_each_process_hears_of_a_message(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unread(cast.mediator) == "0"
    monkeypatch.setattr(live, "news", other := live.News())
    assert unread(cast.mediator) == "0"
    assigned(cast)
    catch_up()
    assert (unread(cast.mediator), other.of(["a:0"])) == ("1", [])


def rows(who: Account, *cases: Case) -> str:
    client = Client()
    client.force_login(who)
    return client.get(reverse("fresh-rows"), {"cases": ",".join(str(c.pk) for c in cases)}).content.decode()


def test_the_rows_go_past_scope(cast: Cast) -> None:
    case = factories.case(cast)
    assert case.number in rows(cast.operator, case)
    assert case.number not in rows(cast.stranger, case)
    set_sensitivity(case, to="sensitive", reason="涉未成年人", by=cast.lead)
    assert case.number not in rows(cast.operator, case)
    assert case.number in rows(cast.lead, case)


def test_a_row_is_drawn_once_for_all_who_are_shown_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Mock(side_effect=live_views.render)
    monkeypatch.setattr(live_views, "render", draw)
    monkeypatch.setattr(live_views, "_pages", {})
    case = factories.case(cast, summary="丁晓雨说楼上漏水。")
    assert "丁晓雨" in rows(cast.operator, case)
    assert "丁晓雨" in rows(cast.lead, case)
    assert draw.call_count == 1
    assert "丁晓雨" not in rows(cast.leader, case), "a leader is not shown names in a list"
    Case.objects.filter(pk=case.pk).update(risk=2)
    assert "橙色风险" in rows(cast.operator, case)
    assert draw.call_count == 3


def test_nonsense_finds_no_rows(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.operator)
    for text in ("", "x", "1,2;3", "9" * 40, "²"):
        assert client.get(reverse("fresh-rows"), {"cases": text}).status_code == 200


def test_the_page_carries_the_note_and_the_place_for_news(cast: Cast, client: Client) -> None:
    client.force_login(cast.operator)
    for page in ("/desk/", "/cases/"):
        text = client.get(page).content.decode()
        assert 'data-live="/live/news/"' in text
        assert 'aria-live="polite"' in text
    assert "data-live" not in client.get("/cases/?state=open").content.decode()
