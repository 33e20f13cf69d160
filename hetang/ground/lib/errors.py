"""Pages for when something does not go on: what happened, what is safe, what to do next."""

import datetime as dt
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext

from hetang.ground.lib import clock, moments
from hetang.ground.lib.htmx import pages, render
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.lib.refusals import NOTHING_CHANGED, Missing, Refused

log = logging.getLogger(__name__)

HIDDEN_NAME = re.compile("csrf|password|passwd|token|next", re.IGNORECASE)
# Hidden fields by which a form tells which tab it is, which saving and what its page had shown.
MARKS = frozenset({"tab", "turn", "seen"})
# What a button or a hidden field sends (assign, call.refused, 42, on) is no text that a person would miss.
CODE = re.compile(r"[a-z_]+([.:-][a-z_]+)*|\d{1,3}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")

LAST_WORDS = "系统出错，刚才的操作没有完成。请稍后再试。\nSomething went wrong. Please try again later."

HEADLINES = {
    400: N_("这个请求看不懂"),
    403: N_("您没有办理这一步的权限"),
    404: N_("没有找到这一页"),
    409: N_("现在不能这样办"),
    422: N_("还差一点"),
    429: N_("请稍等一会儿"),
}


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page (or, for htmx, the block) for a refused action, with its own status."""
    context = {
        "headline": HEADLINES[refused.status],
        "status": refused.status,
        "what": translated(refused.what, refused.params),
        "safe": translated(refused.safe, refused.params),
        "then": translated(refused.then, refused.params),
        "link": refused.link,
        "needs": [translated(need, refused.params) for need in refused.needs] if isinstance(refused, Missing) else [],
        "typed": typed_values(request),
        "back": back_address(request),
    }
    return render(request, "lib/refused.html", context, partial="refusal", status=refused.status)


def translated(msgid: Label, params: dict[str, Any]) -> str:
    """`msgid` in the reader's language, its places filled; params that are message ids, labels or moments are worded."""
    if not isinstance(msgid, str):
        return pick(msgid, get_language() or "zh")
    if not msgid:
        return ""
    texts = {key: _worded(value) for key, value in params.items()}
    return gettext(msgid) % texts if params else gettext(msgid)


def _worded(value: Any) -> Any:
    if isinstance(value, str):
        return gettext(value) if value else value
    if isinstance(value, Mapping):
        return pick(value, get_language() or "zh")
    if isinstance(value, dt.datetime):
        is_today = timezone.localtime(value).date() == clock.today()
        return moments.hm(value) if is_today else moments.moment(value)
    return value


def typed_values(request: HttpRequest) -> list[str]:
    """What the person typed into the form just sent, without secrets, codes and tokens."""
    return [
        value.strip()
        for name, values in request.POST.lists()
        if not HIDDEN_NAME.search(name) and name not in MARKS
        for value in values
        if value.strip() and not CODE.fullmatch(value.strip())
    ]


def back_address(request: HttpRequest) -> str:
    """The page the person came from on this site, else the front door."""
    referer = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:  # the very thing that is being answered
        return "/"
    if not url_has_allowed_host_and_scheme(referer, {host}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(referer)
    # One slash only: "//elsewhere" would be another site.
    return "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Handler for 400."""
    return _page(request, 400, N_("浏览器发来的内容不完整或已过期。"), N_("请返回上一页，刷新后再试一次。"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Handler for 403."""
    then = N_("如果这是您的工作，请联系街道管理员为您开通。")
    return _page(request, 403, N_("这一页只对相应岗位的人员开放。"), then)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Handler for 404. A case the reader may not see gives the same answer, so that its existence is not told."""
    then = N_("请检查地址或编号；也可能是这件事不在您能看到的范围内。")
    return _page(request, 404, N_("地址可能写错了，或者这一页已经移走。"), then)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handler for a form without its valid one-time mark: mostly a page left open over a new sign-in."""
    log.info("CSRF refused: %s", reason)
    then = N_("请返回上一页并刷新，再提交一次。您填写的文字列在下面，可以复制。")
    return _page(request, 403, N_("页面打开太久，安全标记已经过期。"), then)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - nothing of the request is safe to use
    """Handler for 500: no database, no session, no context processors, and plain text if even that fails."""
    try:
        body = pages().env.get_template("lib/500.html").render()
    except Exception:  # noqa: BLE001 - the last line of defence must not fail in its turn
        log.exception("The page for errors failed")
        return HttpResponse(LAST_WORDS, status=500, content_type="text/plain; charset=utf-8")
    return HttpResponse(body, status=500)


def _page(request: HttpRequest, status: int, what: str, then: str) -> HttpResponse:
    context = {
        "headline": HEADLINES[status],
        "status": status,
        "link": None,
        "what": gettext(what),
        "safe": gettext(NOTHING_CHANGED) if request.method == "POST" else "",
        "then": gettext(then),
        "needs": [],
        "typed": typed_values(request),
        "back": back_address(request),
    }
    return render(request, "lib/refused.html", context, partial="refusal", status=status)
