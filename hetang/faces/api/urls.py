"""/api/v1/…, made from the catalogue; the document and its page."""

import re

from django.urls import path

from hetang.faces.api import docs_views
from hetang.faces.api.addresses import ROOT
from hetang.faces.api.answering import nowhere, view_of
from hetang.faces.api.catalogue import by_path
from hetang.faces.api.webhooks import views

BASE = ROOT.lstrip("/")


def _route(address: str) -> str:
    return BASE + re.sub(r"{(\w+)}", r"<str:\1>", address)


def name_of(address: str) -> str:
    """What the address is called: /cases/{number}/closure is api-case-closure."""
    parts = (
        address.strip("/")
        .replace("cases/{number}", "case")
        .replace("{obligation}/", "")
        .replace("{party}/", "")
        .replace("{piece}/", "")
        .replace("{task}/", "")
        .replace("contacts/{contact}", "contact")
        .replace("articles/{article}", "article")
        .split("/")
    )
    return "-".join(["api", *(part.strip("{}") for part in parts)])


urlpatterns = [
    path("api/", docs_views.docs, name="api-docs"),
    path(f"{BASE}/openapi.json", docs_views.document, name="api-document"),
    *(path(_route(address), view_of(methods), name=name_of(address)) for address, methods in by_path().items()),
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/new/", views.webhook_new, name="webhook-new"),
    path("webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("webhooks/<int:pk>/end/", views.webhook_end, name="webhook-end"),
    path("webhooks/<int:pk>/deliveries/<int:delivery>/replay/", views.replay, name="delivery-replay"),
    path(f"{BASE}/", nowhere, name="api-root"),
    path(f"{BASE}/<path:rest>", nowhere, name="api-nowhere"),
]
