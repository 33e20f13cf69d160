"""What the operator's page asks while somebody types, on a large database: who rings, and what it may be the same as."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.record.cases.api import Case, Party, visible_to
from tests.performance.pages import post, session_cookie
from tests.performance.scale.pages import Cost, cost_of, holder, largest_street

CALLER, HINTS = "/registration/caller/", "/registration/hints/"
# A number that rings every other day for years, and how many cases are left out between two of its own.
BUSY, STRIDE = 400, 701
NEVER_RANG = "19900000000"
Fields = dict[str, str]


def caller(count: int) -> str:
    """Who rings: each request another number, then one that everybody knows."""
    lines = [
        f"**Caller match**, {count} requests each, through the whole WSGI stack, as an operator. Limit: p95 20 ms.",
        "",
        *_heading("number"),
    ]
    who = holder("operator", largest_street())
    known = [{"applicant_phone": phone} for _case, phone in _calls(who, count)]
    lines.append(_line("of few cases, each request another", _asked(who, CALLER, known, count)))
    lines.append(_line("that never rang", _asked(who, CALLER, [{"applicant_phone": NEVER_RANG}], count)))
    with _busy_number(who) as (phone, cases):
        busy = [{"applicant_phone": phone}]
        lines.append(_line(f"of {cases} cases", _asked(who, CALLER, busy, count)))
    return "\n".join(lines)


def hints(count: int) -> str:
    """What may be the same matter: the words of recent cases said again, with less and more on the form."""
    lines = [
        f"**Hints while typing** (articles, likely duplicates), {count} requests each, as an operator, each the words of"
        " another case. No limit of its own; it is asked 600 ms after the last key.",
        "",
        *_heading("on the form"),
    ]
    who = holder("operator", largest_street())
    calls = list(_calls(who, count))
    words = [{"text": case.summary} for case, _phone in calls]
    placed = [{"text": c.summary, "community": c.community, "category": c.category} for c, _phone in calls]
    whole = [{**fields, "applicant_phone": phone} for fields, (_case, phone) in zip(placed, calls, strict=True)]
    for name, forms in (("words", words), ("words, community, category", placed), ("the caller's number too", whole)):
        lines.append(_line(name, _asked(who, HINTS, forms, count)))
    with _busy_number(who) as (phone, cases):
        busy = [{**fields, "applicant_phone": phone} for fields in placed]
        lines.append(_line(f"a number of {cases} cases", _asked(who, HINTS, busy, count)))
    return "\n".join(lines)


def _heading(what: str) -> list[str]:
    return [f"| {what} | p50 ms | p95 ms | CPU p95 ms |", "|---|--:|--:|--:|"]


def _line(name: str, cost: Cost) -> str:
    return f"| {name} | {cost.median:.1f} | {cost.p95:.1f} | {cost.cpu_p95:.1f} |"


def _asked(who: Account, address: str, forms: list[Fields], count: int) -> Cost:
    application, cookie = get_wsgi_application(), session_cookie(who.username)
    turns = cycle(forms)
    ask: Callable[[Fields], bytes] = partial(post, application, address, cookie)
    return cost_of(lambda: ask(next(turns)), count)


def _calls(who: Account, count: int) -> Iterator[tuple[Case, str]]:
    """`count` cases spread over what `who` sees, each with a number of one of its people."""
    rows = visible_to(who).filter(parties__person__phone_index__isnull=False).order_by("-id")
    keys = list(dict.fromkeys(rows.values_list("pk", flat=True)[: count * STRIDE]))
    chosen = keys[:: max(1, len(keys) // count)][:count]
    parties = Party.objects.filter(case__in=chosen, person__phone_index__isnull=False).select_related("case", "person")
    found: dict[int, tuple[Case, str]] = {party.case_id: (party.case, party.person.phone) for party in parties}
    if not found:
        raise LookupError(f"nobody with a number in the cases that {who.username} sees")
    yield from found.values()


@contextmanager
def _busy_number(who: Account) -> Iterator[tuple[str, int]]:
    """A number whose owner takes part in BUSY cases from everywhere, and how many those are; undone afterwards."""
    with _kept_open(), transaction.atomic():
        with connection.cursor() as cursor:
            # Most of the cases are closed, and the parties of those are frozen.
            cursor.execute("ALTER TABLE cases_party DISABLE TRIGGER USER")
        person = Person.objects.exclude(key=b"").filter(phone_index__isnull=False).order_by("-id").first()
        assert person is not None
        keys = list(visible_to(who).order_by("-id").values_list("pk", flat=True)[: BUSY * STRIDE])
        chosen = set(keys[:: max(1, len(keys) // BUSY)][:BUSY])
        chosen -= set(Party.objects.filter(person=person).values_list("case_id", flat=True))
        Party.objects.bulk_create(Party(case_id=key, person=person, role="applicant") for key in sorted(chosen))
        yield person.phone, Party.objects.filter(person=person).values("case").distinct().count()
        transaction.set_rollback(True)


@contextmanager
def _kept_open() -> Iterator[None]:
    """A request ends with its connection put back; here it must go on in the transaction that is undone."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    try:
        yield
    finally:
        for end in ends:
            end.connect(close_old_connections)
