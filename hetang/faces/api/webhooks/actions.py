"""Endpoints come and go, and a delivery is asked for again."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account, duties_of, reached_by, wall
from hetang.faces.api.models import URL_CHARS, Delivery, Endpoint
from hetang.faces.api.webhooks.guarding import read_url
from hetang.faces.api.webhooks.reading import SYSTEM
from hetang.faces.api.webhooks.wake import wake
from hetang.ground.journal.api import Event, append
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState

STREAM = "webhook"
# Of one account: an address too many is most often one that was forgotten.
MOST = 20


@dataclass(frozen=True)
class Made:
    """A new endpoint and its secret, which is shown this once."""

    endpoint: Endpoint
    secret: str


def known_verbs() -> frozenset[str]:
    """Every verb that a case's story may hold, from all rooms."""
    return frozenset(verb for path in settings.EVENT_TEXTS for verb in import_string(path))


@transaction.atomic
def make_endpoint(account: Account, *, url: str, verbs: Collection[str] = (), secret: str = "", by: Account) -> Made:
    """Tell `url` from now on what happens to the cases that `account` sees.

    By the account itself, or its administrator. Without a `secret` one is made."""
    require_keeper(by, account)
    if len(url) > URL_CHARS or read_url(url) is None:
        raise Invalid(N_("推送地址不对。"), then=N_("请写完整的 https 地址，不带用户名和 # 部分。"))
    unknown = sorted(set(verbs) - known_verbs())
    if unknown:
        raise Invalid(N_("没有“%(verb)s”这种经过。"), verb=unknown[0][:40])
    Account.objects.select_for_update().get(pk=account.pk)
    if Endpoint.objects.filter(account=account, ended_at=None).count() >= MOST:
        raise WrongState(N_("这个账号的推送地址太多。"), then=N_("请先停用不用的。"))
    key, secret = crypto.new_key(), secret or secrets.token_urlsafe(32)
    endpoint = Endpoint.objects.create(
        account=account,
        url=url,
        verbs=sorted(set(verbs)),
        key=key,
        secret_sealed=crypto.seal(key, secret, "webhook"),
        since=Event.objects.aggregate(last=Max("pk"))["last"] or 0,
        made_at=wall(),
    )
    append(kind=STREAM, key=endpoint.pk, verb="make_endpoint", by=by.pk, body={"account": account.pk})
    return Made(endpoint, secret)


@transaction.atomic
def end_endpoint(endpoint: Endpoint, *, by: Account) -> Endpoint:
    """Tell it nothing any more; what waits is not sent."""
    require_keeper(by, endpoint.account)
    endpoint = _lock(endpoint)
    endpoint.ended_at = wall()
    endpoint.save(update_fields=["ended_at"])
    append(kind=STREAM, key=endpoint.pk, verb="end_endpoint", by=by.pk)
    return endpoint


@transaction.atomic
def replay_delivery(delivery: Delivery, *, by: Account) -> Delivery:
    """Send it once more, whatever became of it."""
    require_keeper(by, delivery.endpoint.account)
    _lock(delivery.endpoint)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state == Delivery.State.WAITING and delivery.next_at <= wall():
        raise WrongState(N_("这一条正在等待发送。"), then=N_("请稍后刷新查看。"))
    delivery.state, delivery.attempts, delivery.next_at = Delivery.State.WAITING, 0, wall()
    delivery.save(update_fields=["state", "attempts", "next_at"])
    body = {"delivery": delivery.pk}
    append(kind=STREAM, key=delivery.endpoint_id, verb="replay_delivery", by=by.pk, body=body)
    wake({delivery.endpoint_id})
    return delivery


def _lock(endpoint: Endpoint) -> Endpoint:
    found = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if found.ended_at is not None:
        raise WrongState(N_("这个推送地址已经停用。"), then=N_("需要时请另建一个。"))
    return found


def require_keeper(by: Account, account: Account) -> None:
    """Raise `NotAllowed` unless `by` is the account itself or a system administrator who reaches it."""
    if by.pk == account.pk:
        return
    if not duties_of(by).has(SYSTEM) or not reached_by(by, SYSTEM).filter(pk=account.pk).exists():
        raise NotAllowed(N_("您不能管理这个推送地址。"), then=N_("由系统管理员管理。"))
