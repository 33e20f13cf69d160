"""This room's part of the case page: who rang about it, and when."""

from hetang.flow.intake.access import TAKERS, streets_of
from hetang.flow.intake.actions.withdrawal import ASK, withdrawal_asked
from hetang.flow.intake.models import Contact
from hetang.record.cases.api import CaseView, Panel, events_of, may, table_of

SHOWN = 20
# What happened to a case that is worth a look at its contacts: most cases have the one they began with.
WORTH = frozenset({"add_contact", "add_partys_contact", "add_others_contact", "tell_state", "suggest_joining", ASK})


def contacts_panel(view: CaseView) -> Panel | None:
    """The contacts of the case, the newest first; in the middle where a lead has something to decide. One query."""
    events = view.once(events_of)
    passed_down = bool(events) and events[0].body.get("channel") == Contact.Channel.TRANSFER
    if not passed_down and not any(event.verb in WORTH for event in events):
        return None
    rows = Contact.objects.filter(case=view.case).select_related("person", "by").order_by("-id")
    contacts = list(rows[:SHOWN])
    again = view.case.reopened_at
    waits = any(c.news and (again is None or c.at > again) for c in contacts)
    news = not view.case.is_open and view.offer("reopen") is not None and waits
    can_join = view.case.part_of_id is None and _may_join(view)
    alike = next((c.alike for c in contacts if c.alike), "") if can_join else ""
    withdrawal = withdrawal_asked(view.case, events) is not None
    takes = view.case.street in streets_of(view.user, *TAKERS)
    context = {
        "callers": list(
            {c.person_id: (c.person_id, c.person.shown_name(full=view.may_name)) for c in contacts}.values()
        )
        if takes
        else [],
        "contacts": [(c, view.plain(c.text), c.person.shown_name(full=view.may_name)) for c in contacts],
        "news": news,
        "alike": alike,
        "withdrawal": withdrawal,
        "may_drop": withdrawal and view.may_edit,
    }
    column = "main" if news or alike or withdrawal else "side"
    return Panel("contacts", "intake/contacts_panel.html", context, column=column)


def _may_join(view: CaseView) -> bool:
    moves = table_of(view.case.kind).from_state(view.case.state)
    return any(move.verb == "join" and may(view.user, move, view.case) for move in moves)
