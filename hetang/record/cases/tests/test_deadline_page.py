"""The page of one deadline: its sentences end with the stored date, and it offers what this person may do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.rulepacks.api import ends
from hetang.record.cases.actions.clocks import ask_extension, pause_clock
from hetang.record.cases.models import CaseClock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def running(cast: Cast) -> CaseClock:
    return factories.in_hand(cast).clocks.get(name="mediation", stopped_at=None)


def address(running: CaseClock, verb: str = "") -> str:
    return reverse(f"case-deadline{verb}", args=[running.case.number, running.pk])


def page(who: Account, running: CaseClock, language: str = "zh-hans") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(who)
    answer = client.get(address(running))
    assert answer.status_code == 200
    return answer.content.decode()


def post(who: Account, running: CaseClock, verb: str, **data: str) -> int:
    client = Client(raise_request_exception=False)
    client.force_login(who)
    return client.post(address(running, verb), data).status_code


def test_it_says_how_the_date_came_about(cast: Cast, running: CaseClock) -> None:
    shown = page(cast.mediator, running)
    assert "开始当日2026年3月9日不计入，自次日2026年3月10日起算" in shown
    assert "截止时间：2026年4月8日 24时。" in shown
    assert "截止：4月8日 24:00" in shown
    assert ends(running.due_at) == "4月8日 24:00"
    assert "时限规则第 1 版" in shown
    assert "《人民调解工作若干规定》第三十三条" in shown


def test_it_says_so_in_english(cast: Cast, running: CaseClock) -> None:
    shown = page(cast.mediator, running, "en")
    assert "8 Apr 2026" in shown
    assert "开始当日" not in shown


def test_it_offers_what_this_person_may_do(cast: Cast, running: CaseClock) -> None:
    for part, offered in (("mediator", True), ("lead", True), ("operator", False), ("leader", False)):
        shown = page(getattr(cast, part), running)
        assert (address(running, "-pause") in shown) is offered, part
        assert (address(running, "-extension") in shown) is offered, part
        assert address(running, "-decision") not in shown, part


def test_a_clock_is_paused_and_goes_on_from_its_page(cast: Cast, running: CaseClock) -> None:
    assert post(cast.mediator, running, "-pause", reason="appraisal", note="送鉴定") == 302
    shown = page(cast.mediator, running)
    assert "暂停前的截止时间" in shown
    assert "鉴定" in shown
    assert address(running, "-resumption") in shown
    assert address(running, "-pause") not in shown
    with clock.fixed_at(MONDAY + timedelta(days=7)):
        assert post(cast.mediator, running, "-resumption") == 302
        assert "不计入：2026年3月10日至2026年3月16日" in page(cast.mediator, running)


def test_more_time_is_asked_for_granted_and_told_from_its_page(cast: Cast, running: CaseClock) -> None:
    assert post(cast.mediator, running, "-extension", amount="10", note="双方要求", consent="yes") == 302
    assert "等待驿站负责人决定" in page(cast.mediator, running)
    assert address(running, "-decision") in page(cast.lead, running)
    assert post(cast.lead, running, "-decision", decision="grant", contact="call") == 302
    assert "经批准延长10 日" in page(cast.mediator, running)
    running.refresh_from_db()
    assert "截止：4月20日 24:00" in page(cast.mediator, running)


def test_it_can_be_refused_from_its_page(cast: Cast, running: CaseClock) -> None:
    ask_extension(running, amount=10, note="双方要求", consent=True, by=cast.mediator)
    assert post(cast.lead, running, "-decision", decision="refuse", note="无必要") == 302
    assert "截止：4月8日 24:00" in page(cast.mediator, running)


@pytest.mark.parametrize(
    ("verb", "data", "status"),
    [
        ("-pause", {"reason": "holiday"}, 422),
        ("-resumption", {}, 409),
        ("-extension", {"amount": "ten", "note": "x", "consent": "yes"}, 422),
        ("-extension", {"amount": "10", "note": "x"}, 422),
        ("-decision", {"decision": "grant"}, 404),
    ],
)
def test_what_cannot_be_is_told(cast: Cast, running: CaseClock, verb: str, data: dict[str, str], status: int) -> None:
    assert post(cast.lead, running, verb, **data) == status


def test_a_clock_of_another_case_is_not_found_through_ones_own(cast: Cast, running: CaseClock) -> None:
    mine = factories.in_hand(cast)
    client = Client(raise_request_exception=False)
    client.force_login(cast.mediator)
    for verb in ("", "-pause", "-resumption", "-extension", "-decision"):
        url = reverse(f"case-deadline{verb}", args=[mine.number, running.pk])
        assert (client.get(url) if not verb else client.post(url)).status_code == 404


def test_the_case_page_leads_to_it(cast: Cast, running: CaseClock) -> None:
    client = Client()
    client.force_login(cast.mediator)
    shown = client.get(running.case.get_absolute_url()).content.decode()
    assert address(running) in shown
    pause_clock(running, reason="appraisal", by=cast.mediator)
    shown = client.get(running.case.get_absolute_url()).content.decode()
    assert "已暂停" in shown
    assert "暂停“调解”时限（鉴定）" in shown


def test_a_stopped_clock_still_has_its_page(cast: Cast, running: CaseClock) -> None:
    factories.stop_clock(running.case, "mediation")
    shown = page(cast.lead, running)
    assert "已停止" in shown
    assert address(running, "-pause") not in shown
