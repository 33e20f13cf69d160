"""Refusals as application/problem+json (RFC 9457): a stable `type` for programs, the reader's language for people."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from hetang.commons.documents.api import NotScanned, TooLarge, WrongKind
from hetang.faces.api.shapes import Given, Many, Text, Thing, Whole, Wrong
from hetang.ground.lib.errors import translated
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NOTHING_CHANGED, Invalid, Missing, NotAllowed, Refused, WrongState
from hetang.record.cases.api import Frozen, Stale

PROBLEM_TYPE = "application/problem+json"
PREFIX = "urn:hetang:problem:"
# Kind → (status, its title). What a program tells apart; the texts may change, these never.
KINDS: Mapping[str, tuple[int, str]] = {
    "malformed": (400, N_("这个请求看不懂")),
    "no-token": (401, N_("没有可用的令牌")),
    "not-allowed": (403, N_("这个账号不能办这一步")),
    "scope": (403, N_("令牌的范围不够")),
    "not-found": (404, N_("没有找到")),
    "method": (405, N_("这个地址不支持这种方法")),
    "wrong-state": (409, N_("现在不能这样办")),
    "moved": (409, N_("续传的位置对不上")),
    "frozen": (409, N_("案件已经冻结")),
    "busy": (409, N_("与别的操作撞在一起")),
    "gone": (410, N_("这次上传已经作废")),
    "changed-meanwhile": (412, N_("看过之后又有变动")),
    "tus-version": (412, N_("只支持 tus 1.0.0")),
    "too-large": (413, N_("内容太大")),
    "not-json": (415, N_("内容不是 JSON")),
    "media-type": (415, N_("请求体的类型不对")),
    "wrong-kind": (415, N_("不收这种文件")),
    "range": (416, N_("没有这一段")),
    "invalid": (422, N_("内容不对")),
    "missing": (422, N_("还差一点")),
    "key-reused": (422, N_("幂等键用过了")),
    "not-scanned": (423, N_("文件还不能收下")),
    "too-many": (429, N_("请求太密")),
    "broken": (500, N_("系统出错")),
}
_CLASSES: tuple[tuple[type[Refused], str], ...] = (
    (Frozen, "frozen"),
    (Stale, "changed-meanwhile"),
    (TooLarge, "too-large"),
    (WrongKind, "wrong-kind"),
    (NotScanned, "not-scanned"),
    (WrongState, "wrong-state"),
    (NotAllowed, "not-allowed"),
    (Missing, "missing"),
    (Invalid, "invalid"),
)
_BY_STATUS = {403: "not-allowed", 404: "not-found", 409: "wrong-state", 422: "invalid"}
_LINE = Text(2000)
PROBLEM = Thing(
    {
        "type": Given(Text(80), N_("哪一种问题，固定不变")),
        "title": Given(Text(200), N_("一句话说是什么问题")),
        "status": Given(Whole(400, 599), N_("HTTP 状态码")),
        "detail": Given(_LINE, N_("发生了什么")),
        "safe": Given(_LINE, N_("哪些没有受影响"), required=False),
        "then": Given(_LINE, N_("接下来可以怎么办"), required=False),
        "needs": Given(Many(_LINE), N_("还差哪些条件"), required=False),
        "errors": Given(
            Many(Thing({"at": Given(Text(300), N_("哪一项（JSON Pointer）")), "why": Given(_LINE, N_("哪里不对"))})),
            N_("逐项说明"),
            required=False,
        ),
    },
    may_grow=True,
)


class Problem(Exception):  # noqa: N818 - an answer, as a refusal is
    """A refusal of the interface itself: no action was reached."""

    def __init__(self, kind: str, detail: str, then: str = "", headers: Mapping[str, str] | None = None, **params: Any):
        super().__init__(kind)
        self.kind, self.detail, self.then, self.params = kind, detail, then, params
        self.headers = dict(headers or {})

    def response(self) -> HttpResponse:
        """The answer."""
        detail, then = translated(self.detail, self.params), translated(self.then, self.params)
        return answer(self.kind, headers=self.headers, detail=detail, then=then)


def answer(kind: str, *, status: int = 0, headers: Mapping[str, str] | None = None, **members: Any) -> HttpResponse:
    """A problem of this kind with its members; empty ones are left out."""
    usual, title = KINDS[kind]
    content = {"type": PREFIX + kind, "title": gettext(title), "status": status or usual, **members}
    body = json.dumps({name: value for name, value in content.items() if value not in ("", [])}, ensure_ascii=False)
    return HttpResponse(body, status=status or usual, content_type=PROBLEM_TYPE, headers=dict(headers or {}))


def of_refusal(refused: Refused) -> HttpResponse:
    """What an action refused, in its own words."""
    kind = next((kind for each, kind in _CLASSES if isinstance(refused, each)), "") or _BY_STATUS[refused.status]
    return answer(
        kind,
        detail=translated(refused.what, refused.params),
        safe=translated(refused.safe, refused.params),
        then=translated(refused.then, refused.params),
        needs=[translated(need, refused.params) for need in refused.needs] if isinstance(refused, Missing) else [],
    )


def of_wrong(found: Sequence[Wrong]) -> HttpResponse:
    """Values that do not have their shape, by where they stand."""
    errors = [{"at": wrong.at, "why": translated(wrong.why, wrong.params)} for wrong in found]
    detail = gettext(N_("有内容不合要求。"))
    return answer("invalid", detail=detail, safe=gettext(NOTHING_CHANGED), errors=errors)
