"""Who sees the case, how closely it is kept, and the emergency view, as pages."""

from django.test import Client

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.record.cases.actions.glass import AUDITOR, break_glass
from hetang.record.cases.models import Case, GlassAlert
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


def browser(account: Account, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(account)
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_the_handler_reads_why_and_the_lead_reads_who_else(cast: Cast) -> None:
    case = factories.in_hand(cast)
    url = f"/cases/{case.number}/access/"
    mine = page(browser(cast.mediator), url)
    assert "是这件案件的承办人" in mine
    assert "高主任" not in mine
    leads = page(browser(cast.lead), url)
    for who in ("周晴", "陈调解", "胡回访", "高主任", "沈站长"):
        assert who in leads
    assert "徐调解</td>" not in leads
    assert "Handles this case" in page(browser(cast.mediator, "en"), url)


def test_a_lead_raises_names_and_dismisses(cast: Cast) -> None:
    case = factories.in_hand(cast)
    url, client = f"/cases/{case.number}/access/", browser(cast.lead)
    client.post(f"{url}sensitivity/", {"to": "sensitive", "reason": "涉及家暴"})
    assert Case.objects.get(pk=case.pk).sensitivity == "sensitive"
    client.post(f"{url}readers/", {"to": cast.follow_up_operator.pk, "reason": "请她回访"})
    assert "不再点名" in page(client, url)
    assert browser(cast.follow_up_operator).get(case.get_absolute_url()).status_code == 200
    client.post(f"{url}readers/removal/", {"account": cast.follow_up_operator.pk})
    assert browser(cast.follow_up_operator).get(case.get_absolute_url()).status_code == 403
    assert client.post(f"{url}readers/", {"to": "x", "reason": "试试"}).status_code == 422


def test_a_refused_leader_is_shown_the_way_to_the_emergency_view(cast: Cast) -> None:
    case = factories.in_hand(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    client, url = browser(cast.leader), f"/cases/{case.number}/glass/"
    refused = client.get(case.get_absolute_url())
    assert refused.status_code == 403
    assert url in refused.content.decode()
    assert case.title not in page(client, url)
    assert client.post(url, {"reason": "急"}).status_code == 422
    assert client.post(url, {"reason": "当事人扬言自伤，联系不上"}).status_code == 302
    assert "为止。每次打开都会记录" in page(client, case.get_absolute_url())
    assert GlassAlert.objects.get().views.count() == 1


def test_the_auditor_sees_the_alert_its_count_and_not_the_case(cast: Cast) -> None:
    case = factories.in_hand(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    alert = break_glass(case, reason="当事人扬言自伤，联系不上", by=cast.leader)
    auditor = browser(accounts.staff("audit", "审计", AUDITOR, cast.station))
    shown = page(auditor, "/audit/alerts/")
    assert case.number in shown
    assert "扬言自伤" in shown
    assert case.title not in shown
    assert auditor.post(f"/audit/alerts/{alert.pk}/acknowledgement/").status_code == 302
    assert "已核查" not in page(auditor, "/audit/alerts/")
    assert auditor.get(case.get_absolute_url()).status_code == 403


def test_the_lead_is_told_on_the_desk_until_they_took_note(cast: Cast) -> None:
    case = factories.in_hand(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    alert = break_glass(case, reason="当事人扬言自伤，联系不上", by=cast.leader)
    client = browser(cast.lead)
    assert "扬言自伤" in page(client, "/desk/")
    assert client.post(f"/audit/alerts/{alert.pk}/notice/").status_code == 302
    assert "扬言自伤" not in page(client, "/desk/")
