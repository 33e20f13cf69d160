"""Who waits to be rung: for my day, and as a number beside the page's name, for who rings and who decides."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from django.db import transaction
from django.db.models import Count, QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.flow.intake.access import DECIDERS, streets_of
from hetang.flow.intake.models import CallBack
from hetang.ground.lib.kept import Kept

WAITING, TOLD_UP = CallBack.State.WAITING, CallBack.State.TOLD_UP
# Numbers are shown on every page, so each process keeps them for half a minute.
_kept: Kept[Mapping[str, int]] = Kept()


def call_backs_to_make(user: Account) -> QuerySet[CallBack]:
    """Whom `user` is to ring, what is due first first: of the streets where they take the calls. Along one index."""
    rows = CallBack.objects.filter(street__in=streets_of(user, "operator"), state__in=(WAITING, TOLD_UP))
    return rows.filter(state=WAITING).select_related("person", "hotline", "case").order_by("due_at", "id")


def call_backs_waiting(user: Account) -> int:
    """How many wait for `user` to ring them."""
    return _counted(user, WAITING, "operator")


def call_backs_told_up(user: Account) -> int:
    """How many were tried in vain so often that `user` decides about them."""
    return _counted(user, TOLD_UP, *DECIDERS)


def recount() -> None:
    """Count anew in this process once the change is committed; others do within half a minute."""
    transaction.on_commit(_kept.forget)


def _counted(user: Account, state: str, *roles: str) -> int:
    if not duties_of(user).has(*roles):
        return 0
    counts = [_kept.get(street, partial(_of, street)) for street in streets_of(user, *roles)]
    return sum(count.get(state, 0) for count in counts)


def _of(street: str) -> Mapping[str, int]:
    rows = CallBack.objects.filter(street=street, state__in=(WAITING, TOLD_UP)).order_by()
    return Counter(dict(rows.values_list("state").annotate(Count("pk"))))
