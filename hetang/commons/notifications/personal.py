"""What people were told: their copy of it, and its end."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from hetang.commons.notifications.models import Letter
from hetang.commons.people.api import Person
from hetang.ground.lib.labels import N_
from hetang.ground.lib.moments import moment

Rows = list[dict[str, Any]]
# The kind of subject that a copy is limited by; this room knows no more of it.
CASE = "case"


def copy_letters(person: Person, cases: Sequence[int]) -> tuple[str, Rows]:
    """What they were told about these cases, in words."""
    told = Letter.objects.filter(person=person, subject_kind=CASE, subject_key__in=cases)
    rows = told.select_related("person").order_by("id")
    return N_("发给您的消息"), [
        {
            N_("时间"): moment(row.sent_at or row.at),
            N_("内容"): row.text,
            N_("状态"): gettext(str(Letter.State(row.state).label)),
        }
        for row in rows
    ]


def erase(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Empty the words; what has not gone out yet does not go out."""
    restrict(person, cases)
    return {"notifications_letter.sealed": Letter.objects.filter(person=person).update(sealed=None)}


def restrict(person: Person, _cases: Sequence[int]) -> dict[str, int]:
    """Nothing more goes out to them."""
    waiting = Letter.objects.filter(person=person, next_at__isnull=False)
    ended = waiting.update(state=Letter.State.DROPPED, failure=Letter.Failure.ERASED, next_at=None)
    return {"notifications_letter.next_at": ended}
