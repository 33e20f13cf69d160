"""Endpoints and their deliveries as operations: a program looks after its own."""

from typing import Any

from hetang.faces.api import answers
from hetang.faces.api.lookups import Finding
from hetang.faces.api.models import URL_CHARS, Delivery, Endpoint
from hetang.faces.api.operations import Answer, Call, Operation
from hetang.faces.api.shapes import Given, Many, Text, Thing, Whole
from hetang.faces.api.webhooks.actions import end_endpoint, make_endpoint, replay_delivery
from hetang.faces.api.webhooks.reading import get_delivery_for, get_endpoint_for
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import NEWEST, merged_page

LEAST_SECRET = 24
HOOK = Thing(
    {
        "url": Given(Text(URL_CHARS, 1), N_("https 地址")),
        "secret": Given(Text(100, LEAST_SECRET), N_("签名用的密钥，自己随机生成；不会再显示")),
        "verbs": Given(Many(Text(40), 200), N_("只要这些经过，空的是全部"), required=False, default=()),
    }
)
NOTHING = Thing({})
EXAMPLE = {
    "url": "https://12345.example.gov.cn/hetang",
    "secret": "a-random-secret-of-32-characters",
    "verbs": ["close"],
}
HOOK_SAMPLE = {
    "id": 3,
    "url": "https://12345.example.gov.cn/hetang",
    "verbs": ["close"],
    "is_active": True,
    "made_at": "2026-03-09T02:00:00+00:00",
}
DELIVERY_SAMPLE = {
    "id": 41,
    "case": "ST2026-00017",
    "verb": "close",
    "seq": 12,
    "happened_at": "2026-03-09T02:00:00+00:00",
    "state": "delivered",
    "attempts": 1,
    "next_at": "2026-03-09T02:00:01+00:00",
    "status": 204,
    "trouble": "",
}


def list_webhooks(call: Call) -> Answer:
    """The account's own endpoints."""
    rows = Endpoint.objects.filter(account=call.user).order_by("-pk")
    return Answer({"items": [_shown(each) for each in rows]})


def make_webhook(call: Call) -> Answer:
    """A new endpoint of the account's own."""
    told = HOOK.read(call.body, "", Finding(call.user))
    made = make_endpoint(call.user, url=told["url"], verbs=told["verbs"], secret=told["secret"], by=call.user)
    return Answer(_shown(made.endpoint), 201)


def end_webhook(call: Call) -> Answer:
    """Tell it nothing any more."""
    return Answer(_shown(end_endpoint(_own(call), by=call.user)))


def list_deliveries(call: Call) -> Answer:
    """What was sent, the newest first."""
    rows = _own(call).deliveries.select_related("case")
    page = merged_page([rows], NEWEST, call.query["cursor"])
    items = [_delivery(each) for each in page.items]
    return Answer({"items": items, "older": page.older, "newer": page.newer})


def replay(call: Call) -> Answer:
    """Send one again."""
    found = get_delivery_for(call.user, _own(call).pk, call.path["delivery"])
    again = Delivery.objects.select_related("case").get(pk=replay_delivery(found, by=call.user).pk)
    return Answer(_delivery(again))


def _own(call: Call) -> Endpoint:
    return get_endpoint_for(call.user, call.path["webhook"], own=True)


def _shown(each: Endpoint) -> dict[str, Any]:
    return {
        "id": each.pk,
        "url": each.url,
        "verbs": each.verbs,
        "is_active": each.ended_at is None,
        "made_at": each.made_at.isoformat(),
    }


def _delivery(each: Delivery) -> dict[str, Any]:
    same = {name: getattr(each, name) for name in ("verb", "seq", "state", "attempts", "status", "trouble")}
    times = {name: getattr(each, name).isoformat() for name in ("happened_at", "next_at")}
    return {"id": each.pk, "case": each.case.number, **same, **times}


TAG = N_("推送")
_ONE = {"webhook": Whole(1)}
OPERATIONS = (
    Operation(
        name="listWebhooks",
        method="GET",
        path="/webhooks",
        title=N_("推送地址"),
        scope="webhooks",
        run=list_webhooks,
        gives=answers.HOOKS,
        gives_name="Webhooks",
        tag=TAG,
        sample={"items": [HOOK_SAMPLE]},
    ),
    Operation(
        name="makeWebhook",
        method="POST",
        path="/webhooks",
        title=N_("登记推送地址"),
        about=N_(
            "这个账号能看到的案件一有变动，就向这个地址 POST：推送编号、案件编号、经过、时间和读案件的地址，不含当事人的信息。"
            "请求头 Hetang-Signature 是 t=时间戳,v1=签名，签名是以密钥对“时间戳.请求体”作的 HMAC-SHA256（十六进制）。"
            "答复 2xx 算收到；否则隔 10 秒到一天重发八次。"
        ),
        scope="webhooks",
        run=make_webhook,
        gives=answers.HOOK,
        gives_name="Webhook",
        tag=TAG,
        status=201,
        body=HOOK,
        example=EXAMPLE,
        sample=HOOK_SAMPLE,
    ),
    Operation(
        name="endWebhook",
        method="POST",
        path="/webhooks/{webhook}/end",
        title=N_("停用推送地址"),
        scope="webhooks",
        run=end_webhook,
        gives=answers.HOOK,
        gives_name="Webhook",
        tag=TAG,
        body=NOTHING,
        in_path=_ONE,
        sample={**HOOK_SAMPLE, "is_active": False},
    ),
    Operation(
        name="listDeliveries",
        method="GET",
        path="/webhooks/{webhook}/deliveries",
        title=N_("推送记录"),
        scope="webhooks",
        run=list_deliveries,
        gives=answers.DELIVERIES,
        gives_name="Deliveries",
        tag=TAG,
        in_path=_ONE,
        query={"cursor": Given(Text(80), N_("上一次答复里的 older 或 newer"), required=False, default="")},
        sample={"items": [DELIVERY_SAMPLE], "older": None, "newer": None},
    ),
    Operation(
        name="replayDelivery",
        method="POST",
        path="/webhooks/{webhook}/deliveries/{delivery}/replay",
        title=N_("重新推送"),
        scope="webhooks",
        run=replay,
        gives=answers.DELIVERY,
        gives_name="Delivery",
        tag=TAG,
        body=NOTHING,
        in_path={**_ONE, "delivery": Whole(1)},
        sample={**DELIVERY_SAMPLE, "state": "waiting"},
    ),
)
