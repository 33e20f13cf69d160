"""The journal folded into deliveries: for each endpoint the events of cases that its account sees."""

from collections.abc import Sequence

from hetang.commons.accounts.api import wall
from hetang.faces.api.models import Delivery, Endpoint
from hetang.faces.api.webhooks.wake import wake
from hetang.ground.journal.api import Event
from hetang.record.cases.api import STREAM, seen_cases


class Deliveries:
    """A consumer without a projection: what was told is not told again by a rebuild."""

    tables: Sequence[str] = ()

    def apply(self, events: Sequence[Event]) -> None:
        """Write down what is to be sent, in the transaction of the offset, and wake whoever sends it."""
        of_cases = [event for event in events if event.stream_kind == STREAM]
        endpoints = Endpoint.objects.filter(ended_at=None).select_related("account") if of_cases else ()
        made: list[Delivery] = []
        for endpoint in endpoints:
            made += _for(endpoint, of_cases)
        # Numbered once: read again after a fall, nothing is sent twice.
        Delivery.objects.bulk_create(made, ignore_conflicts=True)
        wake({delivery.endpoint_id for delivery in made})


def _for(endpoint: Endpoint, events: Sequence[Event]) -> list[Delivery]:
    wanted = [e for e in events if e.pk > endpoint.since and (not endpoint.verbs or e.verb in endpoint.verbs)]
    if not wanted or not endpoint.account.is_active:
        return []
    seen = seen_cases(endpoint.account, {e.stream_key for e in wanted})
    now = wall()
    return [
        Delivery(
            endpoint=endpoint,
            event=event.pk,
            case_id=event.stream_key,
            verb=event.verb,
            seq=event.seq,
            happened_at=event.at,
            next_at=now,
        )
        for event in wanted
        if event.stream_key in seen
    ]
