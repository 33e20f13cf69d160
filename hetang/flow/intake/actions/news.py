"""What was told anew about a closed case, looked at by a lead who does not take the case up again."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.flow.intake.access import DECIDERS
from hetang.flow.intake.models import Contact
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.record.cases.api import Case, lock, right_by_role, sees, tell


@transaction.atomic
def pass_over_news(case: Case, *, by: Account) -> Case:
    """Everything new about the case was looked at and changes nothing: it waits for nobody any more."""
    case = lock(case, moving=True)
    held = right_by_role(by, case, *DECIDERS)
    if held is None or not sees(by, case):
        raise NotAllowed(N_("这一步不由您决定。"), then=N_("请由驿站负责人看过后决定。"))
    case.on_behalf = held.on_behalf
    if case.is_open or not Contact.objects.filter(case=case, news=True).update(news=False):
        raise WrongState(N_("这件案件没有等待决定的新情况。"), then=N_("请刷新页面查看；可能已有人先办了这一步。"))
    tell(case, "pass_over_news", by=by)
    return case
