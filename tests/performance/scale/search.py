"""Searching by words and names, and lists by every filter, on a large database."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import QueryDict
from django.test import Client

from hetang.commons.accounts.api import Account
from hetang.faces.desk.listing import Filters
from hetang.faces.desk.search import keep
from hetang.ground.lib import clock
from hetang.record.cases.api import visible_to
from hetang.record.finding.api import read_search
from tests.performance.pages import ask
from tests.performance.scale.pages import Cost, cost_of, holder, largest_street

# Who sees most, and who sees a part that lies scattered over all of it.
SEARCHERS = ("operator", "mediator")
LISTERS = ("operator", "station_lead", "mediator")
# How often each word stands in the generated cases: a name in one in some thousands, an estate in a sixth, a phrase.
RARE, COMMON, TWO, PHRASE, TWO_WORDS, NEVER = "萧明珠", "善贤", "公寓", "电动车充电", "楼上 漏水", "鸳鸯蝴蝶"
WORDS = {
    "rare": RARE,
    "common": COMMON,
    "two characters": TWO,
    "phrase": PHRASE,
    "two words": TWO_WORDS,
    "never": NEVER,
}
DEEP = 40


def search(count: int) -> str:
    """Each kind of word, as who sees 300,000 cases and as who sees 20,000 scattered among them."""
    lines = [
        f"**Search**, {count} requests each, through the whole WSGI stack, names and texts together, hits marked. “Deep” is page {DEEP}."
        " Limit: p95 60 ms.",
        "",
        "| as | word | cases seen | hits on the page | p50 ms | p95 ms | CPU p95 ms | deep p95 ms |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    application, street = get_wsgi_application(), largest_street()
    for role in SEARCHERS:
        who = holder(role, street)
        seen = visible_to(who).count()
        for name, word in WORDS.items():
            address, cookie = _kept(who, word)
            page = Filters(search=read_search(word, who)).page(who)
            cost = cost_of(partial(ask, application, address, cookie), count)
            deep = _deep(who, word)
            far = (
                f"{cost_of(partial(ask, application, f'{address}&page={deep}', cookie), count).p95:.1f}"
                if deep
                else "–"
            )
            cells = (role, name, seen, len(page.items), *_shown(cost), far)
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def filters(count: int) -> str:
    """Each filter by itself and some together, first page and a deep one."""
    lines = [
        f"**Lists by filter**, {count} requests each. “Deep” is page {DEEP} or the last. Limit: p95 40 ms.",
        "",
        "| as | filter | rows on the page | p50 ms | p95 ms | CPU p95 ms | deep p95 ms |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    application, street = get_wsgi_application(), largest_street()
    for role in LISTERS:
        who = holder(role, street)
        cookie = _kept(who, "")[1]
        for query in _queries(who):
            page = _page(query, who)
            address = f"/cases/?{query}"
            cost = cost_of(partial(ask, application, address, cookie), count)
            deep = _walk(partial(_page, query, who))
            far = (
                f"{cost_of(partial(ask, application, f'{address}&page={deep}', cookie), count).p95:.1f}"
                if deep
                else "–"
            )
            cells = (role, f"`{query}`", len(page.items), *_shown(cost), far)
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _queries(who: Account) -> list[str]:
    """Frequent and rare values of every dimension, from what there is."""
    some = visible_to(who).select_related("unit").order_by("-pk").first()
    assert some is not None
    today = clock.today()
    month, half = f"from={today.replace(day=1)}&to={today}", f"from={today.year - 1}-01-01&to={today.year - 1}-06-30"
    rare = _rarest_category()
    return [
        *("state=voided", "state=archived", "state=returned", f"category={some.category}", f"category={rare}"),
        *("kind=petition", "kind=consultation", "risk=red", f"unit={some.unit.code}", f"community={some.community}"),
        *("channel=walk_in", "channel=web", f"assignee={who.pk}", "assignee=nobody", "kept=sensitive", month, half),
        *("late=1", f"late=1&category={rare}", f"state=open&category={rare}", f"state=archived&category={rare}&{half}"),
        *("measure=settled", f"measure=voided&{half}", "measure=taken_in"),
    ]


def _rarest_category() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT category FROM cases_case TABLESAMPLE SYSTEM (1) GROUP BY category ORDER BY count(*), category LIMIT 1"
        )
        return str(cursor.fetchone()[0])


def _page(query: str, who: Account, cursor: str = "") -> Any:
    return Filters.read(QueryDict(query)).page(who, cursor)


def _kept(who: Account, word: str) -> tuple[str, str]:
    """The address of a search that this person has made, and their cookie."""
    client = Client()
    client.force_login(who)
    session = client.session
    key = keep(session, read_search(word, who)) if word else ""
    session.save()
    return f"/cases/?s={key}", f"sessionid={client.cookies['sessionid'].value}"


def _deep(who: Account, word: str) -> str:
    found = read_search(word, who)
    return _walk(lambda cursor="": Filters(search=found).page(who, cursor))


def _walk(page: Callable[..., Any]) -> str:
    """The cursor of page DEEP, or of the last one."""
    cursor = ""
    for _ in range(DEEP):
        older = page(cursor=cursor).older
        if older is None:
            break
        cursor = older
    return cursor


def _shown(cost: Cost) -> tuple[str, str, str]:
    return f"{cost.median:.1f}", f"{cost.p95:.1f}", f"{cost.cpu_p95:.1f}"
