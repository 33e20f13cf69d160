"""This room's part of the case page: who was told what and agreed."""

from hetang.commons.accounts.api import duties_of
from hetang.record.cases.api import CaseView, Panel
from hetang.record.rights.forms import ConsentForm
from hetang.record.rights.queries import agreements
from hetang.record.rights.rules import MEANS

GENERAL = "general"


def consents_panel(view: CaseView) -> Panel:
    """Each party with the general notice in one tap; the other notices, and taking back, one fold further."""
    found = agreements(view.parties)
    may_withdraw = view.may_edit or duties_of(view.user).roles(view.case.street) & {"operator", "station_lead"}
    context = {
        "general": [a for a in found if a.notice == GENERAL],
        "standing": [a for a in found if a.consent is not None],
        "form": ConsentForm(view.parties) if view.may_edit else None,
        "may_withdraw": bool(may_withdraw),
        "may_ask": bool(duties_of(view.user).roles(view.case.street) & {"operator", "station_lead"}),
        "means": MEANS,
    }
    return Panel("consents", "rights/consents_panel.html", context, column="side")
