"""One job an endpoint, never one an event: it sends whatever is due when it comes to its turn."""

from collections.abc import Iterable
from datetime import timedelta

from hetang.commons.accounts.api import wall
from hetang.faces.api.models import Delivery
from hetang.ground.lib.jobs import queue_once

JOB = "api.send_deliveries"
KEPT = timedelta(days=30)


def wake(endpoints: Iterable[int]) -> None:
    """Have the jobs process send what these endpoints have waiting; those already queued are not queued twice."""
    for endpoint in sorted(endpoints):
        queue_once(JOB, endpoint)


def wake_due() -> int:
    """At least once a minute: the endpoints for which a try has come due. Returns how many."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=wall(), endpoint__ended_at=None)
    found = set(due.values_list("endpoint_id", flat=True).distinct())
    wake(found)
    return len(found)


def forget_old() -> int:
    """Delete deliveries that were settled a month ago. Daily; returns how many."""
    old = Delivery.objects.exclude(state=Delivery.State.WAITING).filter(next_at__lt=wall() - KEPT)
    return old.delete()[0]
