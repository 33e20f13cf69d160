"""Putting the case page together from what the rooms offer (settings.CASE_PANELS)."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import names
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import (
    Case,
    CaseView,
    Panel,
    offers_for,
    once,
    parties_of,
    remember,
    shown_clocks,
    timeline,
)

Provider = Callable[[CaseView], Panel | None]
CLOCK_TONES = {True: "bad", False: "info"}


@cache
def _providers() -> tuple[Provider, ...]:
    return tuple(import_string(path) for path in settings.CASE_PANELS)


def page_of(case: Case, user: Account) -> dict[str, Any]:
    """Everything the case page shows this person."""
    remember(case)
    view = CaseView(case=case, user=user, offers=offers_for(user, case), parties=once(case, parties_of))
    panels = [panel for provider in _providers() if (panel := provider(view))]
    places = names({case.community}) if case.community else {}
    running = [c for c in view.once(shown_clocks) if c.paused_at is None]
    clocks = [(rulepacks.label("deadlines", c.rule), c.due_at) for c in running]
    return {
        "case": case,
        "view": view,
        "main_panels": [p for p in panels if p.column == "main"],
        "side_panels": [p for p in panels if p.column == "side"],
        "summary": view.plain(case.summary),
        "title": view.plain(case.title),
        "timeline": timeline(case, view.parties, full_names=view.may_name),
        "community": places.get(case.community),
        "category": rulepacks.label("categories", case.category),
        "clocks": clocks,
    }
