"""A contact about a case that is there already: the same reporter's goes to it, another reporter's stands beside it."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, normalise_phone, record_persons
from hetang.flow.intake.access import TAKERS
from hetang.flow.intake.actions.register import (
    Known,
    Report,
    check_channel,
    first_case,
    keep_contact,
    new_contact,
    register,
    sent_before,
)
from hetang.flow.intake.models import Contact
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.record.cases.api import (
    Case,
    Party,
    join_cluster,
    lock,
    may,
    parties_of,
    protect,
    right_by_role,
    sees,
    table_of,
    tell,
)

TEXT_CHARS = 5000


def add_contact(case: Case, report: Report, *, by: Account) -> Contact:
    """What the reporter of `case` told beyond it. On a closed case it asks the lead to look whether to take it up again.

    The same `submission` again is the same contact. Raises `NotAllowed` for a case that `by` does not take calls for.
    """
    try:
        with transaction.atomic():
            return _add(case, report, by)
    except Known:
        found = sent_before(report, by)
        first_case(found, by, report, _added_to(case))
        return found


def _add(case: Case, report: Report, by: Account) -> Contact:
    check_channel(report)
    text = checked_text(report.text)
    case = lock(case, moving=True)
    require_taker_of(case, by)
    person = reporter_of(case, report) or record_persons([report.caller()])[0]
    contact = new_contact(report, person, _added_to(case), by=by)
    contact.case, contact.text = case, protect(case, text)
    contact.news = not case.is_open
    keep_contact(contact)
    tell(case, "add_contact", by=by, body={"said": contact.pk, "channel": contact.channel})
    return contact


def register_alike(lead: Case, report: Report, *, by: Account) -> Case:
    """The same matter, told by somebody else: a case of their own, so that they have their own answer.

    Who leads the station joins it at once; from anybody else it is a proposal that the lead finds on the new case.
    """
    verb = f"alike:{lead.pk}"
    try:
        with transaction.atomic():
            # Locked first: joining locks both in the order of their ids, and the new one's is higher.
            lead = lock(lead, moving=True)
            require_taker_of(lead, by)
            case, contact = register(report, by, verb=verb)
            contact.alike = lead.number
            contact.save(update_fields=["alike"])
            if can_join(case, lead) and may(by, table_of(case.kind).move("join"), case):
                return join_cluster(case, lead=lead, reason=_REASON, by=by)
            tell(case, "suggest_joining", by=by, body={"case": lead.pk})
            return case
    except Known:
        return first_case(sent_before(report, by), by, report, verb)


def _added_to(case: Case) -> str:
    return f"add:{case.pk}"


_REASON = N_("登记时认定为同一件事，由不同的人反映")


def can_join(case: Case, lead: Case) -> bool:
    """Whether the two kinds of matter can be handled as one, and `lead` is still open and stands for itself."""
    verbs = [{move.verb for move in table_of(kind).moves} for kind in (case.kind, lead.kind)]
    return all("join" in known for known in verbs) and lead.is_open and lead.part_of_id is None


def reporter_of(case: Case, report: Report) -> Person | None:
    """The party of the case who is the caller: the same number and the same name, or no name given."""
    digits = normalise_phone(report.applicant_phone) if report.applicant_phone.strip() else None
    told = "".join(report.applicant.split())
    for party in parties_of(case):
        person = party.person
        same_number = digits is not None and person.phone == digits
        same_name = bool(told) and person.is_named and "".join(person.name.split()) == told
        if party.role == Party.Role.APPLICANT and not told and digits is None:
            return person
        if (same_number and (same_name or not told)) or (same_name and digits is None):
            return person
    return None


def require_taker_of(case: Case, by: Account) -> None:
    """Raise `NotAllowed` unless `by` takes calls where the case is, and sees it."""
    held = right_by_role(by, case, *TAKERS)
    if held is None or not sees(by, case):
        raise NotAllowed(N_("您不能补充这件案件的内容。"), then=N_("承办人、承办驿站负责人和话务员可以在结案前补充。"))
    case.on_behalf = held.on_behalf


def checked_text(text: str) -> str:
    """What was said; `Invalid` for an empty or endless text."""
    if not text.strip():
        raise Invalid(N_("还没有写事情经过。"), then=N_("一句话也可以，例如“网上买票被骗 500 元”。"))
    if len(text) > TEXT_CHARS:
        raise Invalid(
            N_("事情经过超过 %(limit)s 字。"), then=N_("请保留要点，长材料以后作为证据上传。"), limit=TEXT_CHARS
        )
    return text.strip()
