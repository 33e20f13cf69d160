"""Letters that are over and did not arrive: asked for by whoever tells those who are responsible."""

from collections.abc import Collection

from django.db import connection

from hetang.commons.notifications.models import Letter

# Over, and not by their receiver's own wish.
_LOST = Letter.objects.filter(is_noted=False, state__in=(Letter.State.FAILED, Letter.State.DROPPED)).exclude(
    failure=Letter.Failure.ERASED
)


def subjects_not_told(kind: str, most: int) -> list[int]:
    """The subjects of this kind of which some letter did not arrive and nobody was told yet; the oldest first."""
    rows = _LOST.filter(subject_kind=kind).order_by("pk").values_list("subject_key", flat=True)
    return list(dict.fromkeys(rows[:most]))


def take_lost(kind: str, keys: Collection[int]) -> list[Letter]:
    """The lost letters about these, from now on told of; in the transaction of whoever tells. Without their words."""
    if not connection.in_atomic_block:
        raise RuntimeError("what did not arrive is told of in one transaction")
    found = list(
        _LOST.filter(subject_kind=kind, subject_key__in=keys)
        .select_for_update(of=("self",))
        .defer("sealed")
        .order_by("pk")
    )
    Letter.objects.filter(pk__in=[letter.pk for letter in found]).update(is_noted=True)
    return found
