"""Requests in any state."""

from typing import Any

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.record.cases.tests.factories import Cast
from hetang.record.rights.actions.request import Asking, receive_request
from hetang.record.rights.models import Request


def asking(cast: Cast, person: Person, **other: Any) -> Asking:
    """Somebody rings and wants to know."""
    return Asking(**{"person": person, "kind": "access", "street": cast.street, "channel": "phone", **other})


def request_in(
    cast: Cast, person: Person, state: str, *, kind: str = "access", decided_by: Account | None = None
) -> Request:
    """A request as if it had come to `state`."""
    made = receive_request(asking(cast, person, kind=kind, words="想知道"), by=cast.operator)
    Request.objects.filter(pk=made.pk).update(state=state, decided_by=decided_by)
    return Request.objects.get(pk=made.pk)
