"""Withdrawing one's application: clearly said what it means, told to staff, and nothing ends by itself."""

import pytest
from django.test import Client
from django.urls import reverse

from hetang.faces.portal.tests.test_matter import opened
from hetang.flow.inquiry.tests.factories import RESPONDENTS
from hetang.ground.journal.api import story
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from tests.security.test_urls import signed_in

WISH = {"why": "settled", "note": "", "own_will": "on", "submission": "a" * 32}


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.in_hand(cast)


def page(client: Client) -> str:
    return client.get(reverse("portal-matter")).content.decode()


def test_it_says_what_it_means_and_is_told_to_staff_who_ring(cast: Cast, case: Case) -> None:
    client = opened(case)
    assert reverse("portal-withdrawal") in page(client)
    shown = client.get(reverse("portal-withdrawal")).content.decode()
    for wanted in ("确认之前照常办理", "对方会知道调解结束了", "不影响您申请仲裁或者去法院", "tel:110"):
        assert wanted in shown
    answer = client.post(reverse("portal-withdrawal"), WISH)
    assert "收到了您撤回的要求" in client.get(answer.headers["Location"]).content.decode()
    desk = signed_in(cast.mediator).get(case.get_absolute_url()).content.decode()
    assert "申请人在网上要求撤回申请。" in desk
    assert "已经自己解决了" in desk
    assert Case.objects.get(pk=case.pk).state == "in_progress"


def test_the_other_side_neither_withdraws_nor_learns_of_it(case: Case) -> None:
    other = opened(case, RESPONDENTS)
    before = page(other)
    assert "撤回" not in before.split("<main", 1)[1]
    rows = all_rows()
    assert other.get(reverse("portal-withdrawal")).status_code == 403
    assert other.post(reverse("portal-withdrawal"), WISH).status_code == 403
    assert changed(rows) == {}
    opened(case).post(reverse("portal-withdrawal"), WISH)
    assert "撤回" not in page(other).split("<main", 1)[1]


@pytest.mark.parametrize("wrong", [{"why": ""}, {"why": "made_up"}, {"own_will": ""}, {"submission": "x"}])
def test_without_a_reason_or_against_ones_will_nothing_is_sent(case: Case, wrong: dict[str, str]) -> None:
    client = opened(case)
    rows = all_rows()
    answer = client.post(reverse("portal-withdrawal"), {**WISH, "note": "写了很多", **wrong})
    assert answer.status_code == 422
    assert "写了很多" in answer.content.decode()
    assert changed(rows) == {}


def test_sent_twice_it_is_one_and_it_can_be_taken_back(case: Case) -> None:
    client = opened(case)
    for _ in range(2):
        assert client.post(reverse("portal-withdrawal"), WISH).status_code == 302
    assert "不撤回了，继续办理" in page(client)
    assert client.post(reverse("portal-going-on")).status_code == 302
    assert reverse("portal-withdrawal") in page(client)
    verbs = [event.verb for event in story("case", case.pk)]
    assert verbs[-2:] == ["ask_withdrawal", "take_back_withdrawal"]
    assert client.post(reverse("portal-going-on")).status_code == 409


def test_staff_who_heard_the_applicant_in_person_drop_it(cast: Cast, case: Case) -> None:
    client = opened(case)
    client.post(reverse("portal-withdrawal"), WISH)
    address = reverse("case-withdrawal-dropping", args=[case.number])
    desk = signed_in(cast.mediator)
    assert address in desk.get(case.get_absolute_url()).content.decode()
    assert desk.post(address).status_code == 302
    assert address not in desk.get(case.get_absolute_url()).content.decode()
    assert "记下了您不再撤回" in page(client)


@pytest.mark.parametrize("name", ["portal-withdrawal", "portal-going-on"])
def test_without_a_visit_nothing_is_asked(case: Case, name: str) -> None:
    rows = all_rows()
    assert Client().post(reverse(name), WISH).status_code == 403
    assert changed(rows) == {}
