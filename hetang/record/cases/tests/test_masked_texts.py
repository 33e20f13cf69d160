"""Whoever oversees without working on a case reads no full name: not in a list, not in a form that comes back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.record.cases.actions.cluster import join_cluster
from hetang.record.cases.actions.correct import correct_case
from hetang.record.cases.models import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

NAME = "丁晓雨"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast, summary=f"{NAME}买票被骗")


def client(who: Account) -> Client:
    found = Client()
    found.force_login(who)
    return found


def shown(who: Account, address: str) -> str:
    return client(who).get(address).content.decode()


def test_lists_show_masked_titles_to_who_works_on_none_of_them(cast: Cast, case: Case) -> None:
    for address in (reverse("case-list"), reverse("desk")):
        assert NAME in shown(cast.operator, address)
    page = shown(cast.leader, reverse("case-list"))
    assert NAME not in page
    assert "丁**买票被骗" in page


def test_a_list_asks_the_same_however_long_it_is(cast: Cast, case: Case) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(cast.leader, reverse("case-list"))
        return len(queries)

    shown(cast.leader, reverse("case-list"))
    before = asked()
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    for _ in range(3):
        factories.put(factories.case(cast, summary=f"{NAME}又来"), "registered")
    Case.objects.update(sensitivity="sensitive")
    assert asked() <= before


def test_the_cluster_page_masks_titles(cast: Cast, case: Case) -> None:
    lead = factories.case(cast, summary=f"{NAME}的另一件")
    join_cluster(case, lead=lead, reason="同一件事", by=cast.lead)
    page = shown(cast.leader, reverse("case-cluster", args=[lead.number]))
    assert NAME not in page
    assert NAME in shown(cast.lead, reverse("case-cluster", args=[lead.number]))


def test_the_corrections_mask_values_and_reasons(cast: Cast, case: Case) -> None:
    correct_case(case, field="place_text", new=f"{NAME}家", reason=f"{NAME}说的", by=cast.operator)
    address = reverse("case-corrections", args=[case.number])
    assert NAME not in shown(cast.leader, address)
    assert f"{NAME}说的" in shown(cast.operator, address)


@pytest.mark.parametrize("name", ["case-parties", "case-consents", "case-follow-up"])
def test_a_form_with_mistakes_comes_back_to_nobody_without_the_right(cast: Cast, case: Case, name: str) -> None:
    for who in (cast.leader, cast.follow_up_operator if name != "case-follow-up" else cast.leader):
        answer = client(who).post(reverse(name, args=[case.number]), {})
        assert answer.status_code in {403, 404}
        assert NAME not in answer.content.decode()
