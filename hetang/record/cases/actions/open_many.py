"""Opening many cases at once, under the rules of the single form: both are drawn up by `draw_up`."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from django.db import connection

from hetang.commons.accounts.api import Account
from hetang.ground.journal.api import Entry, append_many
from hetang.ground.lib.inserting import Bulk, take_keys
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.drafting import Draft
from hetang.record.cases.models import Case, CaseClock, Party, TextReference
from hetang.record.cases.writing import STREAM, event_body


def open_cases(drafts: Sequence[Draft], *, by: Account) -> list[Case]:
    """The cases of these drafts, in their order, each with its number, parties, first clock and first event.

    Inside the transaction of whoever opens them. Some hundreds to some thousands at a time.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a case is opened inside the transaction of what led to it")
    cases = _number_and_insert(drafts)
    into = _inserts()
    parties = [(draft.case.pk, person.pk, role) for draft in drafts for role, person in draft.parties]
    into["party"].copy(case_id=[p[0] for p in parties], person_id=[p[1] for p in parties], role=[p[2] for p in parties])
    _start_clocks([(draft.case.pk, draft.running) for draft in drafts if draft.running])
    found = [row for draft in drafts for row in draft.shield.rows(draft.case)]
    names = ("case_id", "code", "kind", "key", "sealed", "index")
    into["reference"].copy(**{name: [getattr(row, name) for row in found] for name in names})
    append_many(
        [
            Entry(STREAM, draft.case.pk, draft.verb, by.pk, event_body(draft.case, by, draft.body), draft.case)
            for draft in drafts
        ],
        first=True,
    )
    return cases


def _number_and_insert(drafts: Sequence[Draft]) -> list[Case]:
    cases = [draft.case for draft in drafts]
    take_keys("cases_next_cases", cases)
    numbers = {scope: iter(_numbers(scope, size)) for scope, size in Counter(d.scope for d in drafts).items()}
    for draft in drafts:
        draft.case.number = next(numbers[draft.scope])
    _inserts()["case"].copy_rows(cases)
    return cases


def _numbers(scope: str, size: int) -> list[str]:
    number = rulepacks.NEXT_NUMBER.format("%s::text")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_char({number}, 'FM99999999900000') FROM generate_series(1, %s)", [scope, size])  # noqa: S608
        return [f"{scope}-{text}" for (text,) in cursor.fetchall()]


def _start_clocks(started: Sequence[tuple[int, CaseClock]]) -> None:
    names = ("name", "rule", "pack_version", "started_at", "due_at", "is_provisional")
    told = {name: [getattr(running, name) for _, running in started] for name in names}
    _inserts()["clock"].copy(case_id=[key for key, _ in started], **told)


@cache
def _inserts() -> dict[str, Bulk]:
    return {
        "case": Bulk(Case),
        "party": Bulk(Party),
        "clock": Bulk(CaseClock),
        "reference": Bulk(TextReference),
    }
