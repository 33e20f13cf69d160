"""A message that does not arrive is nobody's act either: the program takes the step, so that it is told and can be mended.

First to who handles the case and who leads them; where nobody was told in another way in the time that the pack
`dispatch` gives (`late_longer`), to the street. One step for each person, however many of their messages are lost.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from hetang.commons.notifications.api import Letter, subjects_not_told, take_lost
from hetang.flow.progress.late import AGAIN
from hetang.flow.progress.models import Undelivered
from hetang.flow.progress.turns import BATCH, each
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import STREAM, Case, Party


def note_bounced(most: int = BATCH) -> int:
    """Tell of every open case of which a message did not arrive; how many there were."""
    return each(subjects_not_told(STREAM, most), _note)


def chase_bounced(most: int = BATCH) -> int:
    """Go one level up with everybody who was not told in another way; how many there were."""
    waiting = Undelivered.objects.filter(again_at__lte=clock.now()).order_by("again_at").values_list("pk", flat=True)
    return each(waiting[:most], _chase)


@transaction.atomic
def _note(key: int) -> bool:
    lost = take_lost(STREAM, [key])
    found = Case.objects.filter(pk=key).first()
    if found is None or not lost:
        return False
    case = cases.lock(found, moving=True)
    # What is over is not told of any more, and of what is kept closely nothing goes out at all.
    if not case.is_open or case.sensitivity != Case.Sensitivity.NORMAL:
        return False
    parties = {p.person_id: p for p in Party.objects.filter(case=case, role=Party.Role.APPLICANT).order_by("-id")}
    by_party: dict[int, list[Letter]] = {}
    for letter in lost:
        if letter.person_id in parties:
            by_party.setdefault(parties[letter.person_id].pk, []).append(letter)
    return sum(_keep(case, party, letters) for party, letters in by_party.items()) > 0


def _keep(case: Case, party: int, lost: Sequence[Letter]) -> bool:
    """Add to what is open, or open it and tell; True where it is new."""
    now, last = clock.now(), lost[-1]
    values = {"failure": last.failure, "template": last.template}
    if Undelivered.objects.filter(party=party, told_at=None).update(count=F("count") + len(lost), **values):
        return False
    again = rulepacks.reckoned(rulepacks.period_rule("dispatch", AGAIN).rule, now).due_at
    Undelivered.objects.create(case=case, party_id=party, count=len(lost), at=now, again_at=again, **values)
    cases.tell(case, "note_bounced", by=None, body={"party": party, "bounce": last.failure})
    return True


@transaction.atomic
def _chase(key: int) -> bool:
    case = cases.lock(Undelivered.objects.select_related("case").get(pk=key).case, moving=True)
    row = Undelivered.objects.select_for_update().get(pk=key)
    if row.again_at is None:
        return False
    row.again_at = None
    row.save(update_fields=["again_at"])
    if not case.is_open:
        return False
    cases.tell(case, "chase_bounced", by=None, body={"party": row.party_id, "bounce": row.failure})
    return True
