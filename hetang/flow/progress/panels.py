"""This room's part of the case page: who was not told, why, and what to do about it."""

from dataclasses import dataclass

from hetang.flow.progress.models import Undelivered
from hetang.ground.lib.labels import Label
from hetang.record.cases.api import CaseView, Panel, events_of


@dataclass(frozen=True)
class NotTold:
    """A party (its id, its shown name) whose messages do not arrive, and the last reason."""

    party: int
    name: str
    failure: str
    why: Label


def bounced_panel(view: CaseView) -> Panel | None:
    """While somebody waits to be told. The story of the case says who: nothing more is asked of the database."""
    if not view.case.is_open:
        return None
    waiting: dict[int, str] = {}
    for event in view.once(events_of):
        if event.verb in ("note_bounced", "chase_bounced"):
            waiting[event.body["party"]] = event.body["bounce"]
        elif event.verb == "tell_otherwise":
            waiting.pop(event.body["party"], None)
    if not waiting:
        return None
    people = {party.pk: party.person for party in view.parties}
    rows = [
        NotTold(key, people[key].shown_name(full=view.may_name), failure, str(Undelivered.Failure(failure).label))
        for key, failure in waiting.items()
        if key in people
    ]
    context = {"rows": rows, "means": Undelivered.Means.choices, "may_tell": view.may_edit}
    return Panel("undelivered", "progress/undelivered_panel.html", context) if rows else None
