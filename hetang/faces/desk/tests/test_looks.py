"""Every way to a case's content leaves a look: searches, and the pages beside the case page."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.people.api import AccessLog
from hetang.faces.desk.search import KEPT
from hetang.ground.lib import clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody, on a Monday morning."""
    with clock.fixed_at(MONDAY):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.in_hand(cast)


def client(who: Account) -> Client:
    found = Client()
    found.force_login(who)
    return found


@pytest.mark.parametrize(("text", "found"), [("13900000001", "1"), ("丁晓雨", "0"), ("票一直", "0")])
def test_a_search_is_written_down_without_what_was_typed(cast: Cast, case: Case, text: str, found: str) -> None:
    client(cast.operator).post(reverse("case-search"), {"q": text})
    look = AccessLog.objects.get()
    assert (look.account, look.kind, look.subject_kind, look.subject) == (cast.operator, "search", "case", found)


def test_one_sign_is_no_search(cast: Cast, case: Case) -> None:
    reader = client(cast.operator)
    answer = reader.post(reverse("case-search"), {"q": " 丁 "}, follow=True)
    assert "请至少写两个字。" in answer.content.decode()
    assert not AccessLog.objects.exists()
    assert not reader.session.get("searches"), KEPT


@pytest.mark.parametrize("name", ["case-corrections", "case-petition", "case-risk", "case-cluster", "case-access"])
def test_the_pages_beside_the_case_write_down_the_look(cast: Cast, case: Case, name: str) -> None:
    assert client(cast.lead).get(reverse(name, args=[case.number])).status_code == 200
    look = AccessLog.objects.get()
    assert (look.account, look.kind, look.subject_key, look.subject) == (cast.lead, "view", case.pk, case.number)


def test_who_does_no_casework_looks_for_nobody(cast: Cast) -> None:
    auditor = accounts.staff("audit", "审计", "audit_admin", cast.station)
    answer = client(auditor).post(reverse("people"), {"q": "丁晓雨"})
    assert answer.status_code == 403
    assert client(cast.operator).get(reverse("people")).status_code == 200
