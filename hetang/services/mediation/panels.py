"""This room's parts of the case page."""

from django.utils.translation import get_language

from hetang.ground.lib import clock
from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import CaseView, Panel
from hetang.services.mediation.forms import SettlementForm, promise_forms
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.queries import (
    CLAUSE,
    facts,
    grounds_at_hand,
    mediation_of,
    quoted_grounds,
    regime_of,
    settlement_of,
)
from hetang.services.mediation.rules import CONTACT_MEANS


def mediation_panel(view: CaseView) -> Panel | None:
    """Where the mediation stands and the next steps of the one who handles it."""
    mediation = view.once(mediation_of)
    if mediation is None:
        return None
    mediation.case = view.case
    works = view.case.state == "in_progress" and view.case.assignee_id == view.user.pk
    known = facts(mediation, view.parties) if works else {}
    moves = MEDIATION.from_state(mediation.state) if works else ()
    context = {
        "mediation": mediation,
        "works": works,
        "facts": known,
        "missing": {m.verb: MEDIATION.missing(m, known) for m in moves},
        "regime": regime_of(mediation),
        "regimes": rulepacks.entries("regimes"),
        "outcomes": rulepacks.entries("outcomes"),
        "means": CONTACT_MEANS,
        "rights": rulepacks.pack("rights").body,
        "terminations": rulepacks.pack("terminations").body,
        "settlement": settlement_of(mediation) if mediation.state == "settled" else None,
    }
    fitting, _ = view.once(grounds_at_hand)
    settlement = context["settlement"]
    context["quoted"] = quoted_grounds(settlement) if settlement else []
    if works and mediation.state == "in_session":
        grounds = [(g.key, pick(g.label, get_language() or "zh")) for g in fitting]
        context["settlement_form"] = SettlementForm(grounds)
        context["promise_forms"] = promise_forms(view.parties, clock.today(), amount_fen=view.case.amount_fen)
    return Panel("mediation", "mediation/mediation_panel.html", context)


def grounds_panel(view: CaseView) -> Panel | None:
    """Covenant and law at hand: what fits this case first, what holds for every mediation folded away."""
    fitting, procedure = view.once(grounds_at_hand)
    if not fitting and not procedure:
        return None
    context = {"fitting": fitting, "procedure": [g for g in procedure if not g.key.startswith(CLAUSE)]}
    return Panel("grounds", "mediation/grounds_panel.html", context, column="side")
