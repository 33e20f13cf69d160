"""What every verb on a request shares: lock, step, event."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.ground.journal import api as journal
from hetang.ground.lib.lifecycle import Move
from hetang.record.rights import access
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Request
from hetang.record.rights.queries import keepers_of

STREAM = "request"


def lock(request: Request) -> Request:
    """The request's row, locked until commit and read afresh."""
    return Request.objects.select_for_update().get(pk=request.pk)


def facts_for(request: Request, by: Account) -> dict[str, bool]:
    """What the table's needs ask.

    Only a complete erasure needs a person whom no file holds. It takes a second hand, and so does a copy: whoever
    registered the request or checked the asker's identity does not decide on it.
    """
    erases = request.kind == "erase"
    complete = erases and request.state in {"identified", "granted"}
    return {
        "not_kept_by_law": not complete or not keepers_of(request.person, request.street),
        "second_person": not erases or request.decided_by_id != by.pk,
        "second_decides": request.kind != "access" or by.pk not in _first_hands(request),
    }


def _first_hands(request: Request) -> set[int | None]:
    """Who registered the request and who checked the asker's identity."""
    checked = journal.story(STREAM, request.pk).filter(verb="identify_requester").values_list("actor", flat=True)
    return {request.received_by_id, *checked}


def step(request: Request, verb: str, *, by: Account) -> Move:
    """Check that `by` may do `verb` now and set the new state; not saved yet. Raises a `Refused`."""
    move = REQUEST.move(verb)
    access.require(by, move, request.street)
    REQUEST.step(request.state, verb, dict.fromkeys(move.needs, True))
    if move.needs:
        REQUEST.step(request.state, verb, facts_for(request, by))
    request.state = move.to_state
    return move


def tell(request: Request, verb: str, *, by: Account | None, body: Mapping[str, Any] | None = None) -> None:
    """Write one event of the request. `body` holds references and codes only."""
    content = {"kind": request.kind, **(body or {})}
    journal.append(
        kind=STREAM, key=request.pk, verb=verb, by=by.pk if by is not None else None, body=content, place=request
    )


def each(registry: str) -> list[Any]:
    """The functions that the rooms offer under a setting of this name."""
    return [import_string(path) for path in getattr(settings, registry)]
