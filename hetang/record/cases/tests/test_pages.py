"""The pages of risk, cluster, corrections and petition, and what the case page says of them, in both languages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.record.cases.actions.cluster import join_cluster
from hetang.record.cases.actions.correct import allow_correction, correct_case
from hetang.record.cases.actions.risk import rate_risk
from hetang.record.cases.models import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

PAGES = ("case", "case-risk", "case-cluster", "case-corrections", "case-petition")


@pytest.fixture(autouse=True)
def _releases(settings: Any) -> None:
    settings.CASE_RELEASES = []


def client(who: Account, language: str = "zh-hans") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(who)
    return made


def page(who: Account, name: str, case: Case) -> str:
    answer = client(who).get(reverse(name, args=[case.number]))
    assert answer.status_code == 200, name
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", ["dispute", "request", "consultation", "hazard", "petition"])
def test_every_page_opens_for_every_kind_in_both_languages(cast: Cast, kind: str, language: str) -> None:
    case = factories.case(cast, kind=kind)
    for who in (cast.lead, cast.operator, cast.leader):
        for name in PAGES:
            assert client(who, language).get(reverse(name, args=[case.number])).status_code == 200, (name, kind)


def test_red_without_a_report_is_a_loud_task_on_the_case_page(cast: Cast) -> None:
    case = factories.in_hand(cast)
    rate_risk(case, factors=["threat"], by=cast.mediator)
    shown = page(cast.mediator, "case", case)
    assert "红色风险" in shown and "立即向公安机关报告" in shown and "请街道领导包案" in shown
    assert "扬言报复" in page(cast.lead, "case-risk", case)


def test_words_in_the_text_ask_for_a_rating(cast: Cast) -> None:
    case = factories.case(cast, summary="他扬言要跳楼")
    assert "文字里提到" in page(cast.lead, "case", case)


def test_posting_rates_reports_reviews_and_lowers(cast: Cast) -> None:
    case = factories.in_hand(cast)
    handler, lead = client(cast.mediator), client(cast.lead)

    def post(who: Client, name: str, **data: Any) -> int:
        return who.post(reverse(name, args=[case.number]), data).status_code

    assert post(handler, "case-risk-rating", factor=["threat"], seen="999") == 302
    assert post(handler, "case-police-report", station="", receipt="") == 422
    known = {"station": "上塘派出所", "receipt": "17", "reported_at": "2026-03-09T09:50"}
    assert post(handler, "case-police-report", **known) == 302
    assert post(lead, "case-risk-leader", leader=cast.leader.pk) == 302
    assert post(lead, "case-risk-review", note="已谈过") == 302
    assert post(lead, "case-risk-lowering", to="yellow", note="双方和好") == 302
    kept = Case.objects.get(pk=case.pk)
    assert (kept.risk_level, kept.risk_leader) == ("yellow", cast.leader)


def test_a_cluster_page_shows_no_case_that_the_reader_may_not_see(cast: Cast) -> None:
    lead, member = factories.case(cast), factories.case(cast, parties=[])
    join_cluster(member, lead=lead, reason="同一处", by=cast.lead)
    assert member.number in page(cast.lead, "case-cluster", lead)
    factories.grant_access(Case.objects.get(pk=lead.pk), role="handler", account=cast.mediator)
    shown = page(cast.mediator, "case-cluster", lead)
    assert member.number not in shown and "另有 1 件不在您的办理范围内" in shown


def test_the_page_of_corrections_shows_old_and_new_and_who_allowed_it(cast: Cast) -> None:
    case = factories.put(factories.case(cast), "closed", assignee=cast.mediator)
    assert "内容冻结" in page(cast.lead, "case-corrections", case)
    allow_correction(case, field="amount_fen", reason="写错了", by=cast.leader)
    correct_case(case, field="amount_fen", new="5000", reason="听错了", by=cast.mediator)
    shown = page(cast.lead, "case-corrections", case)
    assert "500 元" in shown and "5,000 元" in shown and "高主任" in shown


def test_correcting_by_the_form(cast: Cast) -> None:
    case = factories.case(cast)
    url = reverse("case-correction", args=[case.number])
    assert client(cast.operator).post(url, {"field": "title", "new": "门票", "note": "听错了"}).status_code == 302
    stale = client(cast.lead).post(url, {"field": "title", "new": "票务纠纷", "note": "更准", "seen": "1"})
    assert stale.status_code == 409
    assert "周晴 10:00 刚改过标题" in stale.content.decode() and "票务纠纷" in stale.content.decode()
    assert Case.objects.get(pk=case.pk).title == "门票"


def test_the_list_filters_by_kind_and_risk_and_names_both(cast: Cast) -> None:
    petition, risky = factories.case(cast, kind="petition"), factories.case(cast, parties=[])
    rate_risk(risky, factors=["violence"], by=cast.operator)
    for query, shown, hidden in (("kind=petition", petition, risky), ("risk=orange", risky, petition)):
        listed = client(cast.operator).get(reverse("case-list") + "?" + query).content.decode()
        assert shown.number in listed and hidden.number not in listed
    assert "橙色风险" in client(cast.lead).get(reverse("desk")).content.decode()
