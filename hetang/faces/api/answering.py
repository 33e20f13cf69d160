"""From a request to its answer: token, limits, shape, then the operation, in one transaction where it changes anything."""

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from hetang.commons.accounts.api import SCOPES, Token, token_behind
from hetang.faces.api import keys, problems
from hetang.faces.api.files import read_form
from hetang.faces.api.limits import seconds_to_wait
from hetang.faces.api.lookups import Finding
from hetang.faces.api.models import KEY_CHARS
from hetang.faces.api.operations import FORM_TYPE, Answer, Call, Operation
from hetang.faces.api.problems import Problem
from hetang.faces.api.shapes import Thing, Wrong, typed, words_of
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused

log = logging.getLogger(__name__)
MOST_BYTES = 1_000_000
# No body of ours is deeper; Python's own reader gives up much later, and less politely.
_KEY = re.compile(rf"[!-~]{{1,{KEY_CHARS}}}\Z")
_TAG = re.compile(r'(?:W/)?"(\d{1,9})[^"]*"\Z')
_DEADLOCK = "40P01"
# What is noted on a request for its line in the log.
ACCOUNT = "hetang.account"
View = Callable[..., HttpResponseBase]


def view_of(operations: Mapping[str, Operation]) -> View:
    """The view of one address with its operations by method."""

    @csrf_exempt
    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        begun = time.perf_counter()
        response = _answer_or_problem(operations, request, path)
        # Which operation and which account, never about whom: the log is read by more people than any case.
        operation, account = operations.get(request.method or ""), request.META.get(ACCOUNT)
        log.info(
            "%s %s for account %s in %s ms",
            operation.name if operation else "no operation",
            response.status_code,
            account,
            round((time.perf_counter() - begun) * 1000),
        )
        return response

    view.login_required = False  # type: ignore[attr-defined]  # a token instead of a session
    return view


def _answer_or_problem(
    operations: Mapping[str, Operation], request: HttpRequest, path: Mapping[str, str]
) -> HttpResponseBase:
    try:
        return _respond(_answered(operations, request, path))
    except Problem as problem:
        return problem.response()
    except Wrong as wrong:
        return problems.of_wrong([wrong])
    except Refused as refused:
        return problems.of_refusal(refused)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
            raise
        return Problem("busy", N_("两个操作互相等待，这一个没有办成。"), N_("请原样再试一次。")).response()


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 - any address of ours without operation
    """No operation has this address."""
    return Problem("not-found", N_("接口没有这个地址。"), N_("请对照接口文档核对地址。")).response()


nowhere.login_required = False  # type: ignore[attr-defined]


def _answered(
    operations: Mapping[str, Operation], request: HttpRequest, path: Mapping[str, str]
) -> Answer | HttpResponseBase:
    operation = operations.get(request.method or "")
    if operation is None:
        allowed = ", ".join(sorted(operations))
        raise Problem("method", N_("这个地址只接受：%(allowed)s"), headers={"Allow": allowed}, allowed=allowed)
    token = _admitted(request)
    request.META[ACCOUNT] = token.account_id
    if operation.scope and operation.scope not in token.scopes:
        then = N_("请系统管理员另建一个带有这个范围的令牌。")
        raise Problem("scope", N_("这一步要有“%(scope)s”的范围。"), then, scope=SCOPES[operation.scope])
    call = _call(operation, request, path, token)
    if not operation.is_keyed:
        return operation.run(call)
    return _once(operation, request, call)


def _admitted(request: HttpRequest) -> Token:
    """The token of the request, where it holds and is not too busy. Wrong tokens are all answered alike."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    token = token_behind(text.strip()) if kind.lower() == "bearer" else None
    if wait := seconds_to_wait(token):
        raise Problem(
            "too-many", N_("一分钟里的请求太多。"), N_("请过 %(wait)s 秒再试。"), {"Retry-After": str(wait)}, wait=wait
        )
    if token is None:
        raise Problem(
            "no-token",
            N_("没有令牌，或者令牌不对、已过期、已作废。"),
            N_("请带上 Authorization: Bearer 令牌；令牌由系统管理员建立。"),
            {"WWW-Authenticate": 'Bearer realm="hetang"'},
        )
    return token


def _call(operation: Operation, request: HttpRequest, path: Mapping[str, str], token: Token) -> Call:
    finder = Finding(token.account)
    named = {}
    for name, shape in operation.in_path.items():
        try:
            named[name] = shape.read(typed(shape, path[name]), name, finder)
        except Wrong:
            raise Problem("not-found", N_("没有找到。"), N_("请核对编号。")) from None
    asked = words_of(dict(request.GET.lists()), operation.query, finder)
    key = request.headers.get("Idempotency-Key")
    if operation.is_keyed and key is not None and not _KEY.match(key):
        raise Problem("malformed", N_("幂等键应为 1 到 64 个可见的 ASCII 字符。"))
    body = _body(request, operation.takes, operation.body) if operation.body is not None else None
    known = request.headers.get("If-None-Match", "")
    return Call(token, request, named, asked, body, key or "", _seen(request, operation), known)


def _body(request: HttpRequest, takes: str, shape: Thing) -> Any:
    return read_form(request, shape) if takes == FORM_TYPE else _json(request)


def _json(request: HttpRequest) -> Any:
    """The body, read as JSON. An absent one counts as an empty object."""
    if request.content_type not in {"application/json", ""} and request.headers.get("Content-Length") not in {
        None,
        "",
        "0",
    }:
        raise Problem("not-json", N_("请用 Content-Type: application/json 发送。"))
    try:
        sent = request.body
    except RequestDataTooBig:
        sent = b" " * (MOST_BYTES + 1)
    if len(sent) > MOST_BYTES:
        raise Problem("too-large", N_("内容超过 1 MB。"))
    if not sent.strip():
        return {}
    try:
        return json.loads(sent.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Problem("malformed", N_("内容不是正确的 JSON（UTF-8）。")) from None


def _no_constant(text: str) -> None:
    raise ValueError(text)


def _seen(request: HttpRequest, operation: Operation) -> frozenset[int] | None:
    """The numbers of last events that If-Match names; a tag that is none of ours matches nothing."""
    header = request.headers.get("If-Match", "").strip()
    if not operation.conditional or not header or header == "*":
        return None
    tags = [_TAG.match(tag.strip()) for tag in header.split(",")]
    return frozenset(int(tag[1]) for tag in tags if tag)


def _once(operation: Operation, request: HttpRequest, call: Call) -> Answer | HttpResponseBase:
    """Run it in one transaction with its key."""
    with transaction.atomic():
        if not call.key:
            return operation.run(call)
        begun = keys.begin(call.user, call.key, keys.digest_of(request, call.body))
        if isinstance(begun, Answer):
            return begun
        answer = operation.run(call)
        assert isinstance(answer, Answer), operation.name
        keys.finish(begun, answer)
        return answer


def _respond(answer: Answer | HttpResponseBase) -> HttpResponseBase:
    if isinstance(answer, HttpResponseBase):
        return answer
    body = b"" if answer.status == 304 else json.dumps(answer.content, ensure_ascii=False).encode()  # noqa: PLR2004
    response = HttpResponse(body, status=answer.status, content_type="application/json", headers=dict(answer.headers))
    response.headers["Cache-Control"] = "private, no-cache"
    return response
