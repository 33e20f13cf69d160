"""A contact about a case that is there already: the same reporter's goes to it, another reporter's stands beside it."""

from dataclasses import dataclass

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, normalise_phone, record_persons
from hetang.flow.intake.access import TAKERS
from hetang.flow.intake.actions.more import with_more
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
from hetang.flow.intake.actions.transfer import run_transfer
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
    caller = caller_in(case, report)
    person = caller.person if caller else record_persons([report.caller()])[0]
    contact = new_contact(report, person, _added_to(case), by=by)
    contact.case, contact.text = case, protect(case, with_more(text, case, report))
    contact.news = not case.is_open and caller is not None and caller.is_reporter
    keep_contact(contact)
    run_transfer(case, report)
    verb = "add_others_contact" if caller is None else "add_contact" if caller.is_reporter else "add_partys_contact"
    tell(case, verb, by=by, body={"said": contact.pk, "channel": contact.channel})
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
                run_transfer(lead, report)
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


@dataclass(frozen=True)
class Caller:
    """The party who rings; whether they are the reporter or speak for the reporter."""

    person: Person
    is_reporter: bool


def reporter_of(case: Case, report: Report) -> Person | None:
    """The caller, where they are the case's reporter or speak for the reporter."""
    caller = caller_in(case, report)
    return caller.person if caller and caller.is_reporter else None


def caller_in(case: Case, report: Report) -> Caller | None:
    """The party of the case who is the caller: the same number and the same name, or one of them and not the other.

    Who gives neither is nobody known: it may be a neighbour.
    """
    digits = normalise_phone(report.applicant_phone) if report.applicant_phone.strip() else None
    told = "".join(report.applicant.split())
    parties = parties_of(case)
    applicants = {party.pk for party in parties if party.role == Party.Role.APPLICANT}
    for party in parties:
        person = party.person
        same_number = digits is not None and person.phone == digits
        same_name = bool(told) and person.is_named and "".join(person.name.split()) == told
        if (same_number and (same_name or not told)) or (same_name and digits is None):
            return Caller(person, party.pk in applicants or party.of_id in applicants)
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
