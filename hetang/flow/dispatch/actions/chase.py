"""Silence is noticed: who was given a case and does not answer is spoken of, first to the lead, then to the dispatcher."""

import logging
from time import monotonic

from django.db import transaction

from hetang.flow.dispatch.limits import LEAD_TOLD, next_silence
from hetang.flow.dispatch.models import Assignment
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Refused
from hetang.record.cases import api as cases

log = logging.getLogger(__name__)
BATCH = 200
# The figures wait meanwhile in the same thread: after this long the others are left for the next turn.
TURN_SECONDS = 0.3


def chase_silent(most: int = BATCH) -> int:
    """Go one level up with every assignment whose time has come; returns how many. Each is a transaction of its own.

    At most `most`, and none more after `TURN_SECONDS`: the worker comes round again, the longest silent first.
    """
    waiting = Assignment.objects.filter(silent_at__lte=clock.now()).order_by("silent_at").values_list("pk", flat=True)
    chased, until = 0, monotonic() + TURN_SECONDS
    for key in list(waiting[:most]):
        chased += _chase_alone(key)
        if monotonic() >= until:
            break
    return chased


def _chase_alone(key: int) -> bool:
    """One assignment; where it cannot be chased the others still are, and the log says which it was."""
    try:
        return _chase(key)
    except Refused:
        log.exception("assignment %s was not chased", key)
        return False


@transaction.atomic
def _chase(key: int) -> bool:
    case = cases.lock(Assignment.objects.select_related("case").get(pk=key).case, moving=True)
    # Read afresh under the case's lock: it may have been accepted a moment ago.
    found = Assignment.objects.select_for_update().get(pk=key)
    if found.silent_at is None or found.silent_at > clock.now():
        return False
    found.silence += 1
    found.silent_at = next_silence(found.silence, found.at)
    found.save(update_fields=["silence", "silent_at"])
    verb = "note_silence" if found.silence == LEAD_TOLD else "chase_silence"
    cases.tell(case, verb, by=None, body={"account": found.to_id, "unit": found.unit_id})
    return True
