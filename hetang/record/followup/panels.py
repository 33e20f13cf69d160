"""This room's parts of the case page."""

from hetang.commons.accounts.api import duties_of
from hetang.record.cases.api import FOLLOWED_UP, CaseView, Panel, right_by_role
from hetang.record.followup.forms import FollowUpForm, PerformanceForm
from hetang.record.followup.queries import promises_of


def obligations_panel(view: CaseView) -> Panel | None:
    """Who owes what to whom by when, each with its button."""
    obligations = view.once(promises_of)
    if not obligations:
        return None
    handlers = {view.user.pk, *duties_of(view.user).absent}
    may_record = view.may_edit and view.case.assignee_id in handlers
    context = {"obligations": obligations, "may_record": may_record, "form": PerformanceForm()}
    return Panel("obligations", "followup/obligations_panel.html", context)


def followup_panel(view: CaseView) -> Panel | None:
    """The follow-up form, for those who ask."""
    asks = right_by_role(view.user, view.case, "follow_up_operator") is not None
    if view.case.state != "resolved" or view.case.kind not in FOLLOWED_UP or not asks:
        return None
    return Panel("follow-up", "followup/follow_up_panel.html", {"form": FollowUpForm(view.parties)})
