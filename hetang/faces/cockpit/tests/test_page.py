"""The cockpit: who may see it, what it says, and that every figure opens the list behind it."""

import re
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from hetang.commons.accounts.api import Account
from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, CaseClock, open_case, tell
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

LINK = re.compile(r'<a\b[^>]*href="(/cases/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def words(markup: str) -> str:
    """The text of a page, one space between words."""
    return re.sub(r"\s+", " ", unescape(strip_tags(markup.replace("<", " <")))).strip()


def opened(client: Client, user: Account, address: str = "/cockpit/") -> str:
    """The main part of a page as `user` sees it."""
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return re.search(r"<main\b.*</main>", answer.content.decode(), re.DOTALL)[0]  # type: ignore[index]


def settled(cast: Cast, satisfaction: str = "satisfied") -> Case:
    """A case that was settled for 500 yuan and followed up."""
    case = factories.put(factories.case(cast), "closed", assignee=cast.mediator)
    tell(case, "settle", by=cast.mediator, body={"round": 1, "first": True, "amount_fen": 50_000, "form": "oral"})
    tell(case, "follow_up", by=cast.operator, body={"solved": "yes", "satisfaction": satisfaction})
    return case


def late(cast: Cast) -> Case:
    """An open case whose alarm is past."""
    case = factories.in_hand(cast)
    CaseClock.objects.filter(case=case).update(due_at=MONDAY.replace(month=2))
    Case.objects.filter(pk=case.pk).update(due_at=MONDAY.replace(month=2))
    return case


def test_only_leaders_see_it(cast: Cast, client: Client) -> None:
    for name, user in cast.everybody().items():
        client.force_login(user)
        answer = client.get("/cockpit/")
        menu = client.get("/desk/").content.decode()
        assert answer.status_code == (200 if name == "leader" else 403), name
        assert ('href="/cockpit/"' in menu) == (name == "leader"), name
    assert "驾驶舱只对街道领导开放" in answer.content.decode()


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/cockpit/").status_code == 302


def test_after_one_settled_case(cast: Cast, client: Client) -> None:
    settled(cast)
    catch_up()
    shown = words(opened(client, cast.leader))
    for said in (
        "受理 1 ",
        "调处 1 ",
        "调解成功 1 ",
        "首次调解成功率 100% 1/1，调处 1 件",
        "协议涉及金额 500 元",
        "回访满意率 100% 1/1",
    ):
        assert said in shown, said
    assert "现在在办 0" in shown


def test_every_figure_opens_the_cases_behind_it(cast: Cast, client: Client) -> None:
    settled(cast)
    settled(cast, satisfaction="poor")
    late(cast)
    factories.case(cast, unit=cast.other_station, category="neighbour")
    catch_up()
    page = opened(client, cast.leader)
    expected = {
        "受理": 4, "调处": 2, "调解成功": 2, "首次调解成功率": 2, "协议涉及金额": 2, "回访满意率": 2,
        "现在在办": 2, "现在超时限": 1, "邻里": 1, "其他消费": 3, "瓜山驿站": 1, "超时限": 1,
    }  # fmt: skip
    behind = {words(text).split(" ")[0]: unescape(url) for url, text in reversed(LINK.findall(page))}
    found = {name: _rows(client, behind[name]) for name in expected}
    assert found == expected


def _rows(client: Client, address: str) -> int:
    body = client.get(address).content.decode()
    return len(set(re.findall(r'href="(/cases/[A-Z]+\d+-\d+/)"', body)))


def test_what_happened_in_another_street_is_not_counted(cast: Cast, client: Client) -> None:
    far = {"street": cast.other_street, "unit": cast.far_station, "community": None}
    open_case(factories.opening(cast, **far), by=cast.far_operator)
    catch_up()
    assert "近十二个月还没有案件" in words(opened(client, cast.leader))


def test_an_empty_street_says_what_will_be_here(cast: Cast, client: Client) -> None:
    assert "登记第一件之后" in words(opened(client, cast.leader))


def test_no_person_is_named(cast: Cast, client: Client) -> None:
    settled(cast)
    late(cast)
    catch_up()
    page = opened(client, cast.leader)
    for name in ("丁晓雨", "卖家", "13900000001", cast.mediator.name_zh, factories.TEXT[:8]):
        assert name not in page


def test_figures_that_lag_say_since_when(cast: Cast, client: Client) -> None:
    factories.case(cast)
    assert "统计还没有开始" in opened(client, cast.leader)
    catch_up()
    assert "统计" not in words(opened(client, cast.leader)).replace("统计时段", "")
    factories.case(cast)
    assert "统计至3月9日 10:00" in words(opened(client, cast.leader))


def test_an_earlier_year_counts_in_twelve_months_only(cast: Cast, client: Client) -> None:
    with clock.fixed_at(MONDAY.replace(year=2025, month=11)):
        settled(cast)
    catch_up()
    assert "受理 1 " in words(opened(client, cast.leader, "/cockpit/?period=twelve"))
    assert "受理 0 " in words(opened(client, cast.leader, "/cockpit/?period=year"))


def test_the_number_of_queries_does_not_grow(cast: Cast, client: Client) -> None:
    counts = []
    for more in (1, 12):
        for _ in range(more):
            settled(cast)
            factories.case(cast, unit=cast.other_station, category="neighbour")
        catch_up()
        opened(client, cast.leader)
        with CaptureQueriesContext(connection) as seen:
            client.get("/cockpit/")
        counts.append(len(seen))
    assert 5 < counts[0] == counts[1] <= 12, [query["sql"][:90] for query in seen]
