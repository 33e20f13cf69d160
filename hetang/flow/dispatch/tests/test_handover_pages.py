"""Handing over, as pages."""

from django.test import Client

from hetang.commons.accounts.api import Account
from hetang.flow.dispatch.tests import factories
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_a_lead_previews_and_hands_over_one_by_one_and_the_rest(cast: Cast) -> None:
    first, second = factories.accepted(cast), cases.in_hand(cast)
    client, url = browser(cast.lead), f"/handovers/{cast.mediator.pk}/"
    assert url in client.get("/handovers/").content.decode()
    preview = client.get(url).content.decode()
    assert first.number in preview
    assert "林调解" in preview
    assert "陈调解 · " not in preview  # the leaver takes nothing
    answer = client.post(
        url, {"to": cast.second_mediator.pk, f"case-{first.number}": cast.colleague.pk, "reason": "调离"}
    )
    assert answer.status_code == 302
    assert Case.objects.get(pk=first.pk).assignee == cast.colleague
    assert Case.objects.get(pk=second.pk).assignee == cast.second_mediator
    assert "没有未结的案件" in client.get(url).content.decode()


def test_what_could_not_be_moved_is_told(cast: Cast) -> None:
    case = cases.in_hand(cast)
    url = f"/handovers/{cast.mediator.pk}/"
    answer = browser(cast.lead).post(url, {"to": cast.operator.pk, "reason": "调离"})
    assert answer.status_code == 200
    assert "这位同事现在不是该单位的调解员。" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).assignee == cast.mediator
    assert browser(cast.lead).post(url, {"to": "", "reason": "调离"}).status_code == 422
