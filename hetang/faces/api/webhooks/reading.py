"""Who may look after which endpoint."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hetang.commons.accounts.api import Account, duties_of, reached_by
from hetang.faces.api.models import Delivery, Endpoint
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, Refused

SYSTEM = "system_admin"


class NoSuchEndpoint(Refused):
    """None by this number, as far as this person may know."""

    status = 404


def require_admin(by: Account) -> None:
    """Raise `NotAllowed` unless `by` looks after other programs."""
    if not duties_of(by).has(SYSTEM):
        raise NotAllowed(N_("接口推送由系统管理员管理。"), then=N_("需要时请与系统管理员联系。"))


def endpoints_for(by: Account, *, own: bool = False) -> QuerySet[Endpoint]:
    """One's own, and those of the accounts that a system administrator reaches; the newest first."""
    rows = Endpoint.objects.select_related("account").order_by("-pk")
    if own or not duties_of(by).has(SYSTEM):
        return rows.filter(account=by)
    return rows.filter(account__in=reached_by(by, SYSTEM))


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes when the files of these cases are destroyed."""
    return [Delivery.objects.filter(case__in=cases)]


def get_endpoint_for(by: Account, pk: int, *, own: bool = False) -> Endpoint:
    """The endpoint, where `by` may manage it."""
    found = endpoints_for(by, own=own).filter(pk=pk).first()
    if found is None:
        raise NoSuchEndpoint(N_("没有找到这个推送地址。"))
    return found


def get_delivery_for(by: Account, endpoint: int, pk: int) -> Delivery:
    """One delivery of an endpoint that `by` may manage."""
    found = get_endpoint_for(by, endpoint).deliveries.select_related("endpoint__account").filter(pk=pk).first()
    if found is None:
        raise NoSuchEndpoint(N_("没有找到这一条推送。"))
    return found
