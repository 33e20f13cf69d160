"""This room's part of the case page."""

from hetang.flow.dispatch import limits
from hetang.flow.dispatch.actions.bounce import may_escalate
from hetang.flow.dispatch.actions.climb import ladder_of
from hetang.flow.dispatch.joint import WORKING, offered_to, open_tasks
from hetang.flow.dispatch.limits import INTEREST
from hetang.flow.dispatch.queries import returns_of
from hetang.flow.dispatch.suggesting import assignments_of, candidates_for
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, CaseView, Panel, events_of

VERBS = ("assign", "rule", "accept", "return", "recuse", "appeal", "refer", "escalate", "send_down")


def dispatch_panel(view: CaseView) -> Panel | None:
    """Give out, rule, accept, return, and who else decides."""
    offers = {verb: offer for verb in VERBS if (offer := view.offer(verb))}
    if not may_escalate(view.user, view.case):
        offers.pop("escalate", None)
    if not offers:
        return None
    case, gives = view.case, "assign" in offers or "rule" in offers
    current = next((a for a in view.once(assignments_of) if a.ended_at is None), None) if "return" in offers else None
    context = {
        **{verb: offers.get(verb) for verb in VERBS},
        "give_back": offers.get("return"),
        "candidates": candidates_for(case, by=view.user) if gives else [],
        "return_reasons": [r for r in rulepacks.entries("return_reasons") if r["key"] != INTEREST],
        "returns_left": max(limits.returns_allowed() - len(returns_of(case)), 0) if current else 0,
        "return_until": rulepacks.ends(limits.due("return", current.at)) if current else "",
    }
    return Panel("dispatch", "dispatch/dispatch_panel.html", context)


def joint_panel(view: CaseView) -> Panel | None:
    """The way to tasks of others and transfer, the offer that waits for this person, the ladder. No query of its own."""
    case, events = view.case, view.once(events_of)
    tasks, receives = open_tasks(events), offered_to(events) == view.user.pk and view.case.state in WORKING
    if not case.is_open or not (tasks or receives or case.state in WORKING):
        return None
    shows_ladder = case.kind == Case.Kind.DISPUTE and case.state == "in_progress"
    context = {"tasks": tasks, "receives": receives, "ladder": ladder_of(case) if shows_ladder else None}
    return Panel("joint", "dispatch/joint_panel.html", context, column="main" if receives else "side")
