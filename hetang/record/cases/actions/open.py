"""Opening a case: what intake calls once it knows enough."""

from collections.abc import Mapping
from functools import cache

from django.db import connection

from hetang.commons.accounts.api import Account
from hetang.ground.lib.inserting import Insert, saved
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.drafting import Draft, Moment, Opening, draw_up
from hetang.record.cases.models import Case, CaseClock, Party
from hetang.record.cases.writing import tell

# A case and what every case has from its first moment, in one statement instead of seven: every registration pays for
# this. `number` is taken inside it; five digits at least, more in a street that needs them.
_OPEN = """
    WITH scope(name) AS (VALUES (%s)), opened AS ({case} RETURNING id, number),
         named AS ({parties}), started AS ({clock})
    SELECT id, number FROM opened
"""
_NUMBER = f"(SELECT name || '-' || to_char({rulepacks.NEXT_NUMBER.format('name')}, 'FM99999999900000') FROM scope)"  # noqa: S608 - our own text
_OF_CASE = {"case_id": "(SELECT id FROM opened)"}


def open_case(opening: Opening, *, by: Account, body: Mapping[str, object] | None = None) -> Case:
    """A new case in state `registered` of its station, with the first clock of its kind running.

    Called inside the transaction of whoever opens it, without a savepoint: a refusal undoes all of theirs. Raises
    `NotAllowed` for a person without the duty in that street, `Invalid` for an empty text, an unknown category or a
    person named twice.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a case is opened inside the transaction of what led to it")
    draft = draw_up(opening, Moment(by), body or {})
    draft.name_parties(opening.parties)
    _insert(draft)
    draft.shield.keep(draft.case)
    tell(draft.case, draft.verb, by=by, body=draft.body, first=True)
    return draft.case


def _insert(draft: Draft) -> None:
    into, running = _inserts(), draft.running
    parties = [Party(person=person, role=role) for role, person in draft.parties]
    sql = _OPEN.format(
        case=into["case"].sql(),
        parties=into["party"].sql(len(parties)) if parties else "SELECT",
        clock=into["clock"].sql() if running else "SELECT",
    )
    values = [*into["case"].values(draft.case), *into["party"].values(*parties)]
    if running:
        values += into["clock"].values(running)
    with connection.cursor() as cursor:
        cursor.execute(sql, [draft.scope, *values])
        key, draft.case.number = cursor.fetchone()
    saved(draft.case, key)


@cache
def _inserts() -> dict[str, Insert]:
    return {
        "case": Insert(Case, {"number": _NUMBER}),
        "party": Insert(Party, _OF_CASE),
        "clock": Insert(CaseClock, _OF_CASE),
    }
