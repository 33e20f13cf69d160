"""The job that sends what one endpoint has waiting, oldest first."""

import time
from datetime import timedelta

from django.db import connection

from hetang import __version__
from hetang.commons.accounts.api import wall
from hetang.faces.api.addresses import href
from hetang.faces.api.models import Delivery, Endpoint
from hetang.faces.api.webhooks import rules
from hetang.faces.api.webhooks.guarding import NotSent, check, post
from hetang.faces.api.webhooks.wake import JOB, wake
from hetang.ground.lib.jobs import job
from hetang.record.cases.api import visible_to

# Of one turn; whoever has more waiting comes again after the others.
PIECE = 100
# What a killed process had begun is tried again after this.
TAKEN = timedelta(seconds=60)


@job(JOB)
def send_deliveries(key: int) -> None:
    """Send what endpoint `key` has due. Killed in the middle, one delivery may come twice: it bears its number."""
    endpoint = Endpoint.objects.select_related("account").filter(pk=key, ended_at=None).first()
    if endpoint is None:
        return
    due = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.WAITING, next_at__lte=wall())
    found = list(due.select_related("case").order_by("event")[:PIECE])
    for delivery in found:
        # Where one was not taken the next would not be either; they come after it.
        if not send(endpoint, delivery):
            return
    if len(found) == PIECE:
        wake({endpoint.pk})


def send(endpoint: Endpoint, delivery: Delivery) -> bool:
    """Try one delivery and write down what came of it. Whether the next may be tried."""
    begun = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts)
    delivery.attempts += 1
    now = wall()
    # Counted before it is sent: a process that dies each time does not try for ever.
    if not begun.update(attempts=delivery.attempts, tried_at=now, next_at=now + TAKEN):
        return True
    if not visible_to(endpoint.account).filter(pk=delivery.case_id).exists():
        _settle(delivery, Delivery.State.WITHHELD)
        return True
    try:
        status = _sent(endpoint, delivery)
    except NotSent as result:
        again = rules.next_try(delivery.attempts, wall())
        state = Delivery.State.WAITING if again else Delivery.State.FAILED
        _settle(delivery, state, status=result.status, trouble=result.trouble, next_at=again or wall())
        return False
    _settle(delivery, Delivery.State.DELIVERED, status=status, trouble="")
    return True


def _sent(endpoint: Endpoint, delivery: Delivery) -> int:
    case, stamp = delivery.case, int(time.time())
    body = rules.body_of(delivery.pk, delivery.verb, case.number, delivery.seq, delivery.happened_at, href(case.number))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Hetang/{__version__}",
        rules.DELIVERY: str(delivery.pk),
        rules.SIGNATURE: rules.signature(endpoint.secret, stamp, body),
    }
    target = check(endpoint.url)
    # No transaction and no connection waits for somebody else's machine.
    if not connection.in_atomic_block:
        connection.close()
    return post(target, body, headers)


def _settle(delivery: Delivery, state: str, **more: object) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, **more)
