"""Finding a person: within one's own cases, by POST, masked, and written down without what was typed."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import AccessLog
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, add_party
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    """With 张晓雨, who has a telephone and an identity number; another number stands in the text."""
    found = factories.case(cast, parties=[], summary="打13800135678也没人接")
    add_party(
        found,
        name="张晓雨",
        phone="16000009902",
        id_number="330105200001010017",
        role="respondent",
        by=cast.operator,
    )
    return found


def search(who: Account, text: str) -> str:
    client = Client()
    client.force_login(who)
    return client.post(reverse("people"), {"q": text}).content.decode()


@pytest.mark.parametrize("text", ["张晓雨", "张晓", "晓雨", "160 0000 9902", "330105200001010017", "13800135678"])
def test_a_person_is_found_by_what_is_known_of_them(cast: Cast, case: Case, text: str) -> None:
    page = search(cast.operator, text)
    assert case.number in page
    if text != "13800135678":
        assert "张**" in page


def test_what_is_found_is_masked(cast: Cast, case: Case) -> None:
    page = search(cast.operator, "晓雨")
    assert "160****9902" in page
    assert "330105********0017" in page
    for clear in ("张晓雨", "16000009902", "330105200001010017"):
        assert clear not in page


@pytest.mark.parametrize("text", ["张晓雨", "16000009902", "330105200001010017", "13800135678"])
def test_nobody_is_found_in_cases_one_may_not_see(cast: Cast, case: Case, text: str) -> None:
    for who in (cast.stranger, cast.other_lead, cast.second_mediator):
        page = search(who, text)
        assert case.number not in page
        assert "没有找到" in page


@pytest.mark.parametrize("text", ["李四", "13900000009", "不是"])
def test_who_is_not_there_is_not_found(cast: Cast, case: Case, text: str) -> None:
    assert "没有找到" in search(cast.operator, text)


def test_one_sign_is_too_little(cast: Cast, case: Case) -> None:
    assert "请至少写两个字。" in search(cast.operator, " 张 ")
    assert not AccessLog.objects.exists()


def test_a_search_is_written_down_without_what_was_typed(cast: Cast, case: Case) -> None:
    search(cast.operator, "张晓雨")
    read = AccessLog.objects.get()
    assert (read.account, read.kind, read.subject_kind, read.subject) == (cast.operator, "search", "person", "1")
    assert "张" not in f"{read.subject}{read.reason}{read.field}"


def test_an_address_with_a_name_finds_nothing(cast: Cast, case: Case) -> None:
    client = Client()
    client.force_login(cast.operator)
    page = client.get(reverse("people"), {"q": "张晓雨"}).content.decode()
    assert case.number not in page


def test_as_many_questions_for_many_as_for_few(cast: Cast, case: Case) -> None:
    def asked() -> int:
        client = Client()
        client.force_login(cast.operator)
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("people"), {"q": "张晓"})
        return len(queries)

    asked()  # what every page keeps is read by the first one
    few = asked()
    for number in range(10):
        add_party(case, name=f"张晓{number}", role="respondent", by=cast.operator)
    assert asked() == few <= 12
