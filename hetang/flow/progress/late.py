"""A deadline that passes is nobody's act: the program takes the step itself, so that it is in the story and is told.

First to who handles the case and who leads them; where nothing was done in the time that the pack `dispatch` gives
(`late_longer`), to the street.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from hetang.commons.notifications.api import PACK
from hetang.commons.places.api import Place
from hetang.flow.progress.models import Late
from hetang.flow.progress.turns import BATCH, each
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, CaseClock

# The entry of the pack `dispatch` that says how long after that it goes one level up.
AGAIN = "late_longer"


def note_late(most: int = BATCH) -> int:
    """Note every open case whose next deadline has passed lately, once for each deadline; how many there were.

    Lately is as long as anything is news: what has been late for longer was seen, or came in from another system.
    """
    return each(_waiting(most), _note)


def chase_late(most: int = BATCH) -> int:
    """Go one level up with every deadline that passed, was told of, and still stands as it did; how many there were."""
    again = Late.objects.filter(again_at__lte=clock.now()).order_by("again_at").values_list("pk", flat=True)
    return each(again[:most], _chase)


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


@transaction.atomic
def _note(key: int) -> bool:
    case = cases.lock(Case.objects.get(pk=key), moving=True)
    running = _passed(case)
    if running is None or case.due_at is None:
        return False
    rule = rulepacks.period_rule("dispatch", AGAIN).rule
    told = {"told_at": clock.now(), "again_at": rulepacks.reckoned(rule, clock.now()).due_at}
    _, is_new = Late.objects.get_or_create(case=case, due_at=case.due_at, defaults=told)
    if is_new:
        _tell(case, "note_late", running)
    return is_new


@transaction.atomic
def _chase(key: int) -> bool:
    case = cases.lock(Late.objects.select_related("case").get(pk=key).case, moving=True)
    late = Late.objects.select_for_update().get(pk=key)
    if late.again_at is None:
        return False
    late.again_at = None
    late.save(update_fields=["again_at"])
    running = _passed(case)
    # Another deadline that has passed meanwhile is told of on its own.
    if running is None or case.due_at != late.due_at:
        return False
    _tell(case, "chase_late", running)
    return True


def _tell(case: Case, verb: str, running: CaseClock) -> None:
    assert case.due_at is not None
    due = timezone.localtime(case.due_at).isoformat()
    cases.tell(case, verb, by=None, body={"clock": running.rule, "due": due})


def _passed(case: Case) -> CaseClock | None:
    """The clock that rang: by its deadline, or while it stands still by the day on which somebody was to look.

    None where nothing is late (any more): `case` was read afresh under its lock, and somebody may have taken the step,
    or been given more time, a moment ago.
    """
    if not case.is_open or case.due_at is None or case.due_at > clock.now():
        return None
    runs = Q(paused_at=None, due_at=case.due_at) | Q(paused_at__isnull=False, review_at=case.due_at)
    return CaseClock.objects.filter(runs, case=case, stopped_at=None).order_by(F("id")).first()
