"""Putting the case page together from what the rooms offer (settings.CASE_PANELS)."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import names
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, CaseView, Panel, events_of, offers_for, parties_of, running_clocks, timeline

Provider = Callable[[CaseView], Panel | None]
CLOCK_TONES = {True: "bad", False: "info"}


@cache
def _providers() -> tuple[Provider, ...]:
    return tuple(import_string(path) for path in settings.CASE_PANELS)


def page_of(case: Case, user: Account) -> dict[str, Any]:
    """Everything the case page shows this person."""
    view = CaseView(case=case, user=user, offers=offers_for(user, case), parties=parties_of(case))
    panels = [panel for provider in _providers() if (panel := provider(view))]
    places = names({case.community}) if case.community else {}
    clocks = [(rulepacks.label("deadlines", c.name), c.due_at) for c in running_clocks(case)]
    return {
        "case": case,
        "view": view,
        "main_panels": [p for p in panels if p.column == "main"],
        "side_panels": [p for p in panels if p.column == "side"],
        "timeline": timeline(case, view.parties, view.once(events_of)),
        "community": places.get(case.community),
        "category": rulepacks.label("categories", case.category),
        "clocks": clocks,
    }
