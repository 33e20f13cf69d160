"""What every verb on a case shares: lock, step, event."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.ground.journal import api as journal
from hetang.ground.lib.lifecycle import Move
from hetang.record.cases import access
from hetang.record.cases.lifecycle import CASE, OPEN_STATES
from hetang.record.cases.looking import remembering
from hetang.record.cases.models import Case, Note
from hetang.record.cases.protecting import protect

STREAM = "case"


def lock(case: Case) -> Case:
    """The case's row, locked until commit and read afresh. Inside a transaction only.

    Unit and assignee are not joined in: few verbs look at more than their ids, and every verb pays for this.
    """
    return Case.objects.select_for_update().get(pk=case.pk)


def facts_for(case: Case, move: Move) -> dict[str, bool]:
    """The facts that `move` needs, asked of the rooms that know them (settings.CASE_FACTS)."""
    with remembering(case):
        return {need: bool(import_string(settings.CASE_FACTS[need])(case)) for need in move.needs}


def step(case: Case, verb: str, *, by: Account) -> Move:
    """Check that `by` may do `verb` now and set the new state; not saved yet. Raises a `Refused`."""
    move = CASE.move(verb)
    access.require(by, move, case)
    # A wrong state is told before a missing thing, and costs no query.
    CASE.step(case.state, verb, dict.fromkeys(move.needs, True))
    CASE.step(case.state, verb, facts_for(case, move))
    if (case.state in OPEN_STATES) is not (move.to_state in OPEN_STATES):
        case.grants.filter(until=None).update(of_open=move.to_state in OPEN_STATES)
    case.state = move.to_state
    return move


def has_happened(case: Case, verb: str) -> bool:
    """Whether the case's story already holds `verb`: figures count a matter once however often it comes back."""
    return journal.story(STREAM, case.pk).filter(verb=verb).exists()


def tell(
    case: Case,
    verb: str,
    *,
    by: Account | None,
    note: str = "",
    body: Mapping[str, Any] | None = None,
    first: bool = False,
) -> None:
    """Write one event of the case, the `first` of a new one without looking for others.

    `body` holds references and codes only; `note` is kept beside the journal. Who stands in for
    somebody acts under their own name, and the event says for whom (`on_behalf`).
    """
    content = dict(body or {})
    if by is not None and case.on_behalf is not None:
        content["on_behalf"] = case.on_behalf
    if note.strip():
        content["note"] = Note.objects.create(case=case, text=protect(case, note.strip())).pk
    actor = by.pk if by else None
    journal.append(kind=STREAM, key=case.pk, verb=verb, by=actor, body=content, place=case, first=first)
