"""Lists and case pages of a large database: the slowest of twenty, in time and in CPU."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.db import connection

from hetang.commons.accounts.api import Account, Duty
from hetang.record.cases.api import Case, visible_to
from tests.performance.pages import ask, session_cookie

DEEP = 250_000
ROLES = ("operator", "station_lead", "mediator", "follow_up_operator", "leader")
FILTERS = {"all": "", "open": "state=open", "late": "late=1", "archived": "state=archived"}
DESKS = {
    "/dispatch/": ("dispatcher", "station_lead", "leader", "mediator"),
    "/desk/": ("dispatcher", "station_lead", "leader", "mediator", "operator"),
}
NEWEST_FIRST = frozenset({"all", "archived"})
WARM_UP = 3
STATES = ("registered", "assigned", "in_progress", "resolved", "closed", "archived")


@dataclass(frozen=True)
class Cost:
    """One page, many times: ms of wall time at the median and p95, ms of CPU (Python and PostgreSQL) at p95."""

    median: float
    p95: float
    cpu_p95: float


def lists(count: int) -> str:
    """The case list of each role: each filter, first page and after row 250,000."""
    lines = [
        f"**Lists of 25**, {count} requests each, through the whole WSGI stack. “Deep” is the page after row {DEEP:,} of what"
        " the person sees, or after the last row that this filter leaves. Limit: p95 40 ms.",
        "",
        "| as | filter | rows seen | page | p50 ms | p95 ms | CPU p95 ms |",
        "|---|---|--:|---|--:|--:|--:|",
    ]
    application = get_wsgi_application()
    street = largest_street()
    for role in ROLES:
        who = holder(role, street)
        cookie = session_cookie(who.username)
        for name, query in FILTERS.items():
            seen, deep = _depth(who, name)
            # Lists of open cases are short and sorted by what goes wrong first: they have no deep page.
            deep_page = [("deep", f"page=b{deep}")] if name in NEWEST_FIRST else []
            for page, cursor in [("first", ""), *deep_page]:
                address = "/cases/?" + "&".join(part for part in (query, cursor) if part)
                cost = cost_of(partial(ask, application, address, cookie), count)
                cells = (role, name, seen, page, f"{cost.median:.1f}", f"{cost.p95:.1f}", f"{cost.cpu_p95:.1f}")
                lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def desks(count: int) -> str:
    """The dispatch desk and the day's work of each role."""
    lines = [
        f"**Desks**, {count} requests each: what waits to be given out, ruled on, taken; and the day's work. Limit: p95 40 ms.",
        "",
        "| as | page | p50 ms | p95 ms | CPU p95 ms |",
        "|---|---|--:|--:|--:|",
    ]
    application, street = get_wsgi_application(), largest_street()
    for address, roles in DESKS.items():
        for role in roles:
            cookie = session_cookie(holder(role, street).username)
            cost = cost_of(partial(ask, application, address, cookie), count)
            lines.append(f"| {role} | `{address}` | {cost.median:.1f} | {cost.p95:.1f} | {cost.cpu_p95:.1f} |")
    return "\n".join(lines)


def cases(count: int) -> str:
    """Case pages, each request another case."""
    lines = [
        f"**Case pages**, {count} different cases in each state, as the lead of their station. Limit: p95 50 ms.",
        "",
        "| state | cases | p50 ms | p95 ms | CPU p95 ms |",
        "|---|--:|--:|--:|--:|",
    ]
    application = get_wsgi_application()
    street = largest_street()
    who = holder("station_lead", street)
    cookie = session_cookie(who.username)
    for state in STATES:
        addresses = [case.get_absolute_url() for case in _spread(who, state, count)]
        if len(addresses) <= WARM_UP:
            continue
        one = iter(addresses * 2)
        cost = cost_of(lambda: ask(application, next(one), cookie), min(count, len(addresses)))  # noqa: B023
        lines.append(f"| {state} | {len(addresses)} | {cost.median:.1f} | {cost.p95:.1f} | {cost.cpu_p95:.1f} |")
    return "\n".join(lines)


def _spread(who: Account, state: str, count: int) -> Iterator[Case]:
    """Cases from the whole range of keys, not only the newest, which the cache holds."""
    keys = list(visible_to(who).filter(state=state).values_list("pk", flat=True)[:200_000])
    step = max(1, len(keys) // count)
    yield from Case.objects.filter(pk__in=keys[::step][:count])


def largest_street() -> str:
    """The street with most cases."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT street FROM cases_case GROUP BY street ORDER BY count(*) DESC LIMIT 1")
        return str(cursor.fetchone()[0])


def holder(role: str, street: str) -> Account:
    """The first who holds this duty in the street."""
    duty = Duty.objects.filter(role=role, place__street=street).select_related("account").order_by("id").first()
    if duty is None:
        raise LookupError(f"nobody is {role} in {street}")
    return duty.account


def _depth(who: Account, name: str) -> tuple[int, int]:
    """How many rows this person sees, and the key of the row after which the deep page begins."""
    rows = visible_to(who)
    rows = rows.filter(state="archived") if name == "archived" else rows.filter(is_open=True) if name != "all" else rows
    keys = rows.order_by("-id").values_list("pk", flat=True)
    seen = keys.count()
    place = min(DEEP, max(0, seen - 30))
    return seen, keys[place] if seen else 0


def _server_cpu() -> float:
    """Seconds of CPU of all processes of the database that live now: a pool may serve us by any of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    parent = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[1]
    total = 0
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split():
        with suppress(OSError):  # it ended meanwhile
            total += int(Path(f"/proc/{child}/schedstat").read_text("ascii").split()[0])
    return total / 1e9


def cost_of(request: Callable[[], object], count: int) -> Cost:
    """What `count` requests cost, after some to warm up."""
    walls, cpus = [], []
    for turn in range(count + WARM_UP):
        postgres, python, wall = _server_cpu(), time.process_time(), time.perf_counter()
        request()
        wall, python = time.perf_counter() - wall, time.process_time() - python
        if turn >= WARM_UP:
            walls.append(wall * 1000)
            cpus.append((python + _server_cpu() - postgres) * 1000)
    walls.sort()
    cpus.sort()
    return Cost(walls[len(walls) // 2], walls[int(len(walls) * 0.95)], cpus[int(len(cpus) * 0.95)])
