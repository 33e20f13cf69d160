"""An applicant who wants to withdraw: their own wish, which somebody hears from them in person before the work ends.

The record voids what was registered wrongly and ends a mediation that a party gives up; neither is the applicant's own
to do. And who withdraws on a telephone may have somebody standing beside them: so nothing ends by itself.
"""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.flow.intake.actions.join import checked_text, require_taker_of
from hetang.flow.intake.actions.online import desk_of, own_report
from hetang.flow.intake.actions.register import Known, first_case, keep_contact, new_contact, sent_before
from hetang.flow.intake.models import Contact
from hetang.ground.journal.api import Event
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.record.cases.api import APPLICANT, Case, Party, events_of, lock, protect, require_edit, side_of, tell

ASK, TAKE_BACK = "ask_withdrawal", "take_back_withdrawal"
# What answers the wish besides: the work ended, or began anew.
ANSWERED = frozenset({TAKE_BACK, "terminate", "void", "reopen", "refuse", "transfer"})


def withdrawal_asked(case: Case, events: list[Event]) -> Event | None:
    """The wish to withdraw that nobody has answered yet, of the case with these `events`."""
    if not case.is_open:
        return None
    last = next((event for event in reversed(events) if event.verb == ASK or event.verb in ANSWERED), None)
    return last if last is not None and last.verb == ASK else None


def ask_withdrawal(party: Party, *, reason: str, submission: str) -> Contact:
    """The party asks to have the matter ended; handler and lead are told, and everything goes on until they answer.

    The same `submission` again is the same wish. Raises `NotAllowed` for the other side, `Frozen`, `WrongState` where it
    was asked already, `Invalid` without a reason.
    """
    report = own_report(party, checked_text(reason), submission)
    desk, verb = desk_of(party.case), f"withdraw:{party.case_id}"
    try:
        with transaction.atomic():
            case = lock(party.case)
            require_taker_of(case, desk)
            require_applicant(party)
            contact = new_contact(report, party.person, verb, by=desk)
            contact.case, contact.text = case, protect(case, report.text)
            keep_contact(contact)
            if withdrawal_asked(case, events_of(case)):
                raise WrongState(N_("撤回的要求已经收到。"), then=N_("工作人员会打电话向您确认。"))
            tell(case, ASK, by=desk, body={"said": contact.pk, "party": party.pk})
            return contact
    except Known:
        found = sent_before(report, desk)
        first_case(found, desk, report, verb)
        return found


def take_back_withdrawal(party: Party) -> Case:
    """The party changed their mind before anybody answered. Raises `WrongState` where nothing was asked."""
    return _taken_back(party.case, by=desk_of(party.case), party=party)


def drop_withdrawal(case: Case, *, by: Account) -> Case:
    """Whoever works on the case heard from the applicant in person that it is to go on."""
    return _taken_back(case, by=by)


@transaction.atomic
def _taken_back(case: Case, *, by: Account, party: Party | None = None) -> Case:
    case = lock(case)
    require_edit(by, case)
    if party is not None:
        require_applicant(party)
    asked = withdrawal_asked(case, events_of(case))
    if asked is None:
        raise WrongState(N_("没有等待确认的撤回要求。"), then=N_("请刷新页面查看。"))
    tell(case, TAKE_BACK, by=by, body={"party": asked.body["party"]})
    return case


def require_applicant(party: Party) -> None:
    """Raise `NotAllowed` for whoever is not on the applicant's side."""
    if side_of(party) != APPLICANT:
        raise NotAllowed(N_("只有提出申请的一方可以撤回。"), then=N_("您不愿意调解的，请在“补充情况”里告诉我们。"))
