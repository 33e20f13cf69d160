"""A deadline that passes is nobody's act: the program takes the step itself, so that it is in the story and is told."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from hetang.commons.notifications.api import PACK
from hetang.commons.places.api import Place
from hetang.flow.progress.models import Late
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, CaseClock

log = logging.getLogger(__name__)
BATCH = 200


def note_late(most: int = BATCH) -> int:
    """Note every open case whose next deadline has passed lately, once for each deadline; how many there were.

    Lately is as long as anything is news: what has been late for longer was seen, or came in from another system.
    """
    return sum(_note_alone(key) for key in list(_waiting(most)))


def _waiting(most: int) -> Iterator[int]:
    """A street at a time, along the index by which its list is sorted."""
    now = clock.now()
    begin = now - timedelta(hours=int(rulepacks.pack(PACK).body["fresh_hours"]))
    noted = Late.objects.filter(case=OuterRef("pk"), due_at=OuterRef("due_at"))
    left = most
    for street in Place.objects.filter(kind=Place.Kind.STREET).values_list("code", flat=True):
        late = Case.objects.filter(street=street, is_open=True, sort_due__gt=begin, sort_due__lte=now)
        found = late.filter(~Exists(noted)).order_by("sort_due", "id").values_list("pk", flat=True)[:left]
        yield from found
        left -= len(found)
        if left <= 0:
            return


def _note_alone(key: int) -> bool:
    """One case; where it cannot be noted the others still are, and the log says which it was."""
    try:
        return _note(key)
    except Refused:
        log.exception("case %s was not noted as late", key)
        return False


@transaction.atomic
def _note(key: int) -> bool:
    case = cases.lock(Case.objects.get(pk=key), moving=True)
    # Read afresh under the case's lock: somebody may have taken the step, or been given more time, a moment ago.
    if not case.is_open or case.due_at is None or case.due_at > clock.now():
        return False
    _, is_new = Late.objects.get_or_create(case=case, due_at=case.due_at, defaults={"told_at": clock.now()})
    running = _passed(case)
    if not is_new or running is None:
        return False
    due = timezone.localtime(case.due_at).isoformat()
    cases.tell(case, "note_late", by=None, body={"clock": running.rule, "due": due})
    return True


def _passed(case: Case) -> CaseClock | None:
    """The clock that rang: by its deadline, or while it stands still by the day on which somebody was to look."""
    runs = Q(paused_at=None, due_at=case.due_at) | Q(paused_at__isnull=False, review_at=case.due_at)
    return CaseClock.objects.filter(runs, case=case, stopped_at=None).order_by(F("id")).first()
