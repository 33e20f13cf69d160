"""The document for programs, and the same for people: a page without anything from elsewhere."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hetang.faces.api import openapi
from hetang.faces.api.addresses import ROOT
from hetang.faces.api.catalogue import OPERATIONS
from hetang.faces.api.operations import FORM_TYPE, JSON_TYPE, Operation
from hetang.faces.api.problems import KINDS, PREFIX
from hetang.ground.lib.htmx import render

# What stands in the examples for the places of an address and for headers.
PLACES = {
    "number": "ST2026-00017",
    "obligation": "5",
    "party": "31",
    "contact": "88",
    "task": "9",
    "article": "4",
    "piece": "12",
    "upload": "0f3c9a1e5b7d2468ace013579bdf2468",
    "link": "WzEyLDAsN10:1w2Abc:k8f2",
}
HEADERS = {"Tus-Resumable": "1.0.0", "Upload-Length": "204800", "Upload-Offset": "0"}


@dataclass(frozen=True)
class Shown:
    """One operation as the page shows it."""

    operation: Operation
    about: list[str]
    asked: list[tuple[str, str, str]]
    call: str
    gives: str


@login_not_required
@require_GET
def document(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """OpenAPI 3.1. Open to everybody: it says nothing that is not in our code."""
    return JsonResponse(openapi.document(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """How to work with the interface, and every operation with an example."""
    groups: dict[str, list[Shown]] = {}
    for each in OPERATIONS:
        groups.setdefault(each.tag, []).append(_shown(each))
    problems = [(PREFIX + kind, status, title) for kind, (status, title) in KINDS.items()]
    site = f"{request.scheme}://{request.get_host()}"
    return render(request, "api/docs.html", {"groups": groups, "problems": problems, "root": site + ROOT})


def _shown(each: Operation) -> Shown:
    parts = {**each.query, **each.headers, **(each.body.parts if each.body else {})}
    asked = [
        (name, _kind(part.shape.schema()), gettext(part.about) if part.about else "") for name, part in parts.items()
    ]
    return Shown(each, openapi.about(each), asked, _call(each), _pretty(each.sample))


def _kind(schema: dict[str, Any]) -> str:
    """What a value is, in a word."""
    if "enum" in schema:
        return " | ".join(str(word) or '""' for word in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    return str(schema.get("format") or schema["type"])


def _call(each: Operation) -> str:
    path = each.path
    for name, value in PLACES.items():
        path = path.replace(f"{{{name}}}", value)
    method = "--head" if each.method == "HEAD" else f"-X {each.method}"
    lines = [f"curl {method} $HETANG{path}", "  -H 'Authorization: Bearer hetang_…'"]
    if each.is_keyed:
        lines.append("  -H 'Idempotency-Key: 2026-0309-17'")
    lines += [f"  -H '{name}: {HEADERS[name]}'" for name, part in each.headers.items() if part.required]
    return " \\\n".join([*lines, *_sent(each)])


def _sent(each: Operation) -> list[str]:
    """The body, in curl's words."""
    if each.takes == FORM_TYPE:
        return [
            f"  -F '{name}={'@楼道.jpg' if name == 'file' else value}'" for name, value in (each.example or {}).items()
        ]
    if each.body is not None:
        text = json.dumps(each.example or {}, ensure_ascii=False)
        return ["  -H 'Content-Type: application/json'", f"  -d '{text}'"]
    if each.takes not in {"", JSON_TYPE}:
        return [f"  -H 'Content-Type: {each.takes}'", "  --data-binary @楼道.jpg"]
    return []


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) if value is not None else ""
