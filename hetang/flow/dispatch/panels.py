"""This room's part of the case page."""

from hetang.flow.dispatch.queries import candidates_for
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import CaseView, Panel


def dispatch_panel(view: CaseView) -> Panel | None:
    """Assign, accept, return."""
    assign, accept, give_back = view.offer("assign"), view.offer("accept"), view.offer("return")
    if not (assign or accept or give_back):
        return None
    context = {
        "candidates": candidates_for(view.case) if assign else [],
        "assign": assign,
        "accept": accept,
        "give_back": give_back,
        "return_reasons": rulepacks.entries("return_reasons") if give_back else [],
    }
    return Panel("dispatch", "dispatch/dispatch_panel.html", context)
