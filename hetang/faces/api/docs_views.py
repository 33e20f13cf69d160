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
from hetang.faces.api.operations import Operation
from hetang.faces.api.problems import KINDS, PREFIX
from hetang.ground.lib.htmx import render


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
    parts = {**each.query, **(each.body.parts if each.body else {})}
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
    path = each.path.replace("{number}", "ST2026-00017").replace("{obligation}", "5").replace("{party}", "31")
    lines = [f"curl -X {each.method} $HETANG{path}", "  -H 'Authorization: Bearer hetang_…'"]
    if each.changes:
        lines.append("  -H 'Idempotency-Key: 2026-0309-17'")
    if each.body is not None:
        lines += [
            "  -H 'Content-Type: application/json'",
            f"  -d '{json.dumps(each.example or {}, ensure_ascii=False)}'",
        ]
    return " \\\n".join(lines)


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) if value is not None else ""
