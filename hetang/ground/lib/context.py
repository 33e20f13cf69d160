"""What every page gets: navigation, language, theme, who is signed in, the demo clock."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_, Label

THEME_COOKIE = "hetang_theme"
THEMES: dict[str, Label] = {"auto": N_("跟随系统"), "light": N_("浅色"), "dark": N_("深色")}


@dataclass(frozen=True)
class NavEntry:
    """One place to go. `icon` is a name from `lib/icons.html`, `count` is shown beside the label, `key` opens it.

    `help`: what is done there and how, in two or three sentences; shown on its pages to whoever asks.
    """

    label: Label
    url: str
    icon: str
    count: int | None = None
    order: int = 0
    key: str = ""
    help: Label = ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor behind `lib/page.html`."""
    nav: Any = SimpleLazyObject(lambda: navigation(request))
    return {
        "nav": nav,
        "help": SimpleLazyObject(lambda: help_at(request.path, nav)),
        "languages": settings.LANGUAGES,
        "theme": theme(request),
        "themes": THEMES,
        "here": request.get_full_path() if request.method == "GET" else "",
        "demo_clock": clock.now() if settings.DEMO else None,
        "practice": practice(),
        "person": person(request),
    }


def practice() -> dict[str, Any] | None:
    """None but in a practice place: the invented logins that its sign-in page shows (`config/practice/place.py`)."""
    if settings.PRACTICE is None:
        return None
    try:
        found: dict[str, Any] = json.loads(settings.PRACTICE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"logins": [], "password": ""}
    return found


def navigation(request: HttpRequest) -> list[NavEntry]:
    """Entries of all rooms named in settings.NAVIGATION, by `order`. A wrong name there is an error, never silence."""
    if not _signed_in(request):
        return []
    found: list[NavEntry] = []
    for dotted in settings.NAVIGATION:
        provider: Callable[[HttpRequest], list[NavEntry]] = import_string(dotted)
        found += provider(request)
    return sorted(found, key=lambda entry: entry.order)


def help_at(path: str, entries: Iterable[NavEntry]) -> Label:
    """The help of the entry to which this page belongs, the most particular one; "" where none has any."""
    around = [entry for entry in entries if path.startswith(entry.url)]
    return max(around, key=lambda entry: len(entry.url)).help if around else ""


def theme(request: HttpRequest) -> str:
    """ "light", "dark" or "auto", as this browser chose."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def person(request: HttpRequest) -> dict[str, Any] | None:
    """Name and duty of who is signed in; the duty is what the account offers as `duty_label`."""
    if not _signed_in(request):
        return None
    user: Any = request.user
    return {"name": user.get_full_name() or user.get_username(), "duty": getattr(user, "duty_label", "")}


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)
