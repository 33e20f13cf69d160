"""The document in OpenAPI 3.1, made from the operations in the reader's language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from hetang import __version__
from hetang.commons.accounts.api import SCOPES
from hetang.faces.api.addresses import ROOT
from hetang.faces.api.catalogue import OPERATIONS
from hetang.faces.api.models import KEY_CHARS
from hetang.faces.api.operations import JSON_TYPE, Operation
from hetang.faces.api.problems import KINDS, PREFIX, PROBLEM, PROBLEM_TYPE
from hetang.ground.lib.labels import N_

Json = dict[str, Any]
ABOUT = N_(
    "和塘接口：别的程序凭令牌以一个账号办事，能看什么、能办什么，与这个账号在工作台上完全一样。"
    "出错时一律答复 application/problem+json，type 固定不变。"
)
KEY_ABOUT = N_("自己起的键。断线后带着同一个键重发：只办一次，答复与第一次相同。保留两天。")
MATCH_ABOUT = N_("读案件时得到的 ETag。之后有人动过就不办（412）。")
NONE_MATCH_ABOUT = N_("上次得到的 ETag；没有变动就答复 304。")
DUTIES, NEEDS, KIND = N_("谁能办：%(words)s"), N_("条件：%(words)s"), N_("适用于：%(words)s")
SCOPE = N_("令牌范围：%(words)s")


def document() -> Json:
    """The whole document as plain JSON."""
    paths: Json = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    found: Json = {
        "openapi": "3.1.0",
        "info": {"title": gettext(N_("和塘接口")), "version": __version__, "description": gettext(ABOUT)},
        "servers": [{"url": ROOT}],
        "security": [{"token": []}],
        "tags": [{"name": gettext(tag)} for tag in dict.fromkeys(each.tag for each in OPERATIONS)],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {f"Problem{status}": _problem(status) for status in _statuses()},
        },
    }
    translated: Json = _in_words(found)
    return translated


def _schemas() -> Json:
    found: Json = {"Problem": PROBLEM.schema()}
    for each in OPERATIONS:
        if each.gives is not None:
            found[each.gives_name] = each.gives.schema()
        if each.body is not None:
            found[_body_name(each)] = each.body.schema()
    return found


def _body_name(operation: Operation) -> str:
    return f"{operation.name[0].upper()}{operation.name[1:]}Body"


def _operation(each: Operation) -> Json:
    found: Json = {
        "operationId": each.name,
        "summary": gettext(each.title),
        "description": "\n\n".join(about(each)),
        "tags": [gettext(each.tag)],
        "parameters": list(_parameters(each)),
        "responses": _responses(each),
    }
    return found | _sent(each)


def _sent(each: Operation) -> Json:
    if each.body is None:
        is_raw = each.takes not in {"", JSON_TYPE}
        return {"requestBody": {"required": True, "content": _bytes(each.takes)}} if is_raw else {}
    content: Json = {"schema": {"$ref": f"#/components/schemas/{_body_name(each)}"}}
    if each.example is not None:
        content["example"] = each.example
    return {
        "requestBody": {"required": bool(each.body.schema().get("required")), "content": {each.takes: content}},
    }


def _bytes(media_type: str) -> Json:
    return {media_type: {"schema": {"type": "string", "format": "binary"}}}


def about(each: Operation) -> list[str]:
    """What there is to say: what it does, for whom, on what conditions."""
    lists = ((KIND, each.kinds), (DUTIES, each.duties), (NEEDS, each.needs))
    lines = [gettext(each.about)] if each.about else []
    lines += [gettext(text) % {"words": "、".join(map(gettext, words))} for text, words in lists if words]
    return lines + ([gettext(SCOPE) % {"words": gettext(SCOPES[each.scope])}] if each.scope else [])


def _parameters(each: Operation) -> Iterator[Json]:
    for name, shape in each.in_path.items():
        yield {"name": name, "in": "path", "required": True, "schema": shape.schema()}
    for name, part in each.query.items():
        schema = part.shape.schema() | ({"default": part.default} if part.default else {})
        yield {"name": name, "in": "query", "schema": schema, "description": part.about or name}
    for name, part in each.headers.items():
        yield {
            "name": name,
            "in": "header",
            "required": part.required,
            "schema": part.shape.schema(),
            "description": part.about,
        }
    text: Json = {"type": "string"}
    if each.is_keyed:
        key = text | {"maxLength": KEY_CHARS, "minLength": 1, "pattern": "^[!-~]+$"}
        yield {"name": "Idempotency-Key", "in": "header", "schema": key, "description": KEY_ABOUT}
    if each.conditional:
        yield {"name": "If-Match", "in": "header", "schema": text, "description": MATCH_ABOUT}
    elif each.has_etag:
        yield {"name": "If-None-Match", "in": "header", "schema": text, "description": NONE_MATCH_ABOUT}


def _responses(each: Operation) -> Json:
    given: Json = {"description": gettext(each.title)} | _given(each)
    headers = [*(["ETag"] if each.has_etag else []), *(["Location"] if each.status == 201 else []), *each.told]  # noqa: PLR2004
    if headers:
        given["headers"] = {name: {"schema": {"type": "string"}} for name in headers}
    found: Json = {str(each.status): given}
    found |= {str(status): given | {"description": gettext(about)} for status, about in each.besides.items()}
    if each.has_etag and not each.conditional:
        found["304"] = {"description": gettext(N_("没有变动"))}
    return found | {str(status): _refused(each, status) for status in each.problems}


def _given(each: Operation) -> Json:
    """What comes back, as far as there is any."""
    if each.gives is None:
        # The file's own type comes with it; programs that are made from this document know the first one.
        return {"content": _bytes("application/octet-stream") | _bytes(each.gives_type)} if each.gives_type else {}
    content: Json = {"schema": {"$ref": f"#/components/schemas/{each.gives_name}"}}
    if each.sample is not None:
        content["example"] = each.sample
    return {"content": {each.gives_type: content}}


def _refused(each: Operation, status: int) -> Json:
    if each.method == "HEAD":
        return {"description": _titles(status)}
    return {"$ref": f"#/components/responses/Problem{status}"}


def _titles(status: int) -> str:
    return "; ".join(f"{gettext(title)} ({kind})" for kind, (usual, title) in KINDS.items() if usual == status)


def _statuses() -> Iterable[int]:
    return sorted({status for each in OPERATIONS for status in each.problems})


def _problem(status: int) -> Json:
    kinds = [kind for kind, (usual, _) in KINDS.items() if usual == status]
    examples = {
        kind: {"value": {"type": PREFIX + kind, "title": gettext(KINDS[kind][1]), "status": status, "detail": "…"}}
        for kind in kinds
    }
    return {
        "description": _titles(status),
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


_CHINESE = re.compile("[\u4e00-\u9fff]")


def _in_words(value: Any) -> Any:
    """The same with its descriptions in the reader's language: shapes carry message ids."""
    if isinstance(value, Mapping):
        return {
            key: gettext(each)
            if key == "description" and isinstance(each, str) and _CHINESE.search(each)
            else _in_words(each)
            for key, each in value.items()
        }
    return [_in_words(each) for each in value] if isinstance(value, list) else value
