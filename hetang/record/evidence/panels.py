"""This room's part of the case page."""

from hetang.record.cases.api import CaseView, Panel
from hetang.record.evidence.access import may_look
from hetang.record.evidence.queries import count_of


def evidence_panel(view: CaseView) -> Panel | None:
    """How much evidence there is; the list itself comes by itself after the page, or on a page of its own. No query."""
    count = count_of(view.case)
    if not count and not view.may_edit:
        return None
    context = {
        "count": count,
        "may_look": may_look(view.user, view.case),
        "may_add": view.may_edit,
        "parties": view.parties,
    }
    return Panel("evidence", "evidence/panel.html", context)
