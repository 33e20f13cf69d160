"""This room's part of the case page."""

from hetang.flow.dispatch import limits
from hetang.flow.dispatch.queries import returns_of
from hetang.flow.dispatch.suggesting import INTEREST, assignments_of, candidates_for
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import CaseView, Panel

VERBS = ("assign", "rule", "accept", "return", "recuse", "appeal", "refer", "escalate", "send_down")


def dispatch_panel(view: CaseView) -> Panel | None:
    """Give out, rule, accept, return, and who else decides."""
    offers = {verb: offer for verb in VERBS if (offer := view.offer(verb))}
    if not offers:
        return None
    case, gives = view.case, "assign" in offers or "rule" in offers
    current = next((a for a in view.once(assignments_of) if a.ended_at is None), None) if "return" in offers else None
    context = {
        **{verb: offers.get(verb) for verb in VERBS},
        "give_back": offers.get("return"),
        "candidates": candidates_for(case) if gives else [],
        "return_reasons": [r for r in rulepacks.entries("return_reasons") if r["key"] != INTEREST],
        "returns_left": max(limits.returns_allowed() - len(returns_of(case)), 0) if current else 0,
        "return_until": limits.due("return", current.at) if current else None,
    }
    return Panel("dispatch", "dispatch/dispatch_panel.html", context)
