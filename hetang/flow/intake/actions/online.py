"""What residents send by themselves: taken in by the street's online desk, as reception takes it in."""

from dataclasses import dataclass, replace

from django.db import transaction

from hetang.commons.accounts.api import Account, online_desk
from hetang.commons.people.api import Use, count_uses, normalise_phone
from hetang.commons.places.api import Place, place
from hetang.flow.intake.actions.join import add_contact
from hetang.flow.intake.actions.register import Known, Report, first_case, register, sent_before, station_of
from hetang.flow.intake.models import Contact
from hetang.ground.lib import caller
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, Party, parties_of
from hetang.record.rights.api import record_consent

NOTICE = "general"


@dataclass(frozen=True)
class Told:
    """Which wording of the notice on personal data the resident had before their eyes and agreed to."""

    version: int
    agreed: bool


def file_online(report: Report, *, told: Told) -> Case:
    """The resident's own filing: contact, case and consent, or nothing. The same `submission` again is the same case.

    A second sending is counted against no limit: whoever lost the network must always find their receipt. Raises
    `Invalid` without agreement to the wording in force, a `Refused` as a registration does, `TooOften` at a limit.
    """
    report = replace(report, channel=Contact.Channel.WEB)
    desk = online_desk(report.street, station_of(report))
    if Contact.objects.filter(submission=report.submission).exists():
        return first_case(sent_before(report, desk), desk, report)
    _check(report, told)
    count_uses(_uses(report))
    try:
        with transaction.atomic():
            return _filed(report, desk)
    except Known:
        return first_case(sent_before(report, desk), desk, report)


def _filed(report: Report, desk: Account) -> Case:
    case, contact = register(report, desk)
    applicant = next(p for p in parties_of(case) if p.person_id == contact.person_id)
    record_consent(applicant, notice=NOTICE, means="online", by=desk)
    return case


def _check(report: Report, told: Told) -> None:
    if normalise_phone(report.applicant_phone) is None:
        raise Invalid(N_("“%(phone)s”不像电话号码。"), then=N_("请核对号码。"), phone=report.applicant_phone)
    if not told.agreed:
        raise Invalid(N_("还没有勾选同意。"), then=N_("不愿意在网上同意的，请打热线或到驿站来办。"))
    if told.version != rulepacks.pack("notices").version:
        raise Invalid(N_("个人信息告知刚刚更新过。"), then=N_("请看过新的内容再送出；您写的都还在。"))


def _uses(report: Report) -> list[Use]:
    """The narrowest first: whoever fills their own measure leaves everybody's alone."""
    digits = normalise_phone(report.applicant_phone) or ""
    return [Use("file_number", digits), Use("file_network", caller.address()), Use("file_all")]


def tell_online(party: Party, *, text: str, submission: str) -> Contact:
    """What a party of the case tells beyond it on their own page: on a closed case it asks a lead to look again.

    The same `submission` again is the same contact. Raises `NotAllowed` where the case is kept so closely that the
    online desk may not see it: then it is told on the telephone.
    """
    return add_contact(party.case, own_report(party, text, submission), by=desk_of(party.case))


def own_report(party: Party, text: str, submission: str) -> Report:
    """What a party tells on their own page, as a report of theirs."""
    return Report(
        text=text,
        street=_street_of(party.case),
        applicant=party.person.name if party.person.is_named else "",
        applicant_phone=party.person.phone,
        submission=submission,
        channel=Contact.Channel.WEB,
        kind=party.case.kind,
    )


def desk_of(case: Case) -> Account:
    """The online desk of the case's street."""
    return online_desk(_street_of(case), case.unit)


def _street_of(case: Case) -> Place:
    street = place(case.street)
    if street is None:
        raise Invalid(N_("这个街道还没有驿站，无法受理。"), then=N_("请联系系统管理员装入街道资料。"))
    return street
