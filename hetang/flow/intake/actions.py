"""From a contact to a case."""

from dataclasses import dataclass

from django.db import connection, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Hotline, station_for
from hetang.commons.people.api import record_person
from hetang.commons.places.api import Place
from hetang.flow.intake.models import Contact
from hetang.flow.intake.rules import suggest_category
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, Opening, open_case


@dataclass(frozen=True)
class Report:
    """What the operator took down. Everything but text and applicant may be empty; `submission` is unique per form."""

    text: str
    street: Place
    applicant: str
    submission: str
    applicant_phone: str = ""
    respondent: str = ""
    respondent_phone: str = ""
    channel: str = Contact.Channel.HOTLINE
    hotline: Hotline | None = None
    community: Place | None = None
    place_text: str = ""
    category: str = ""
    amount_fen: int | None = None
    kind: str = Case.Kind.DISPUTE


@transaction.atomic
def register_case(report: Report, *, by: Account) -> Case:
    """A contact and its case, given to the station of its community. The same `submission` again is the same case."""
    _wait_for_same(report.submission)
    known = Contact.objects.filter(submission=report.submission).select_related("case", "by").first()
    if known is not None:
        if known.by_id != by.pk:
            raise WrongState(
                N_("这张登记表 %(when)s 已由%(who)s提交。"),
                then=N_("请打开一张新的登记表；您填写的文字列在下面。"),
                who=known.by.name,
                when=known.at,
            )
        return known.case
    station = station_for(report.street.code, report.community.code if report.community else "")
    if station is None:
        raise Invalid(N_("这个街道还没有驿站，无法受理。"), then=N_("请联系系统管理员装入街道资料。"))
    if report.channel not in Contact.Channel.values:
        raise Invalid(N_("不认识这种来源。"))
    applicant = record_person(name=report.applicant, phone=report.applicant_phone)
    parties = [("applicant", applicant)]
    if report.respondent.strip():
        parties.append(("respondent", record_person(name=report.respondent, phone=report.respondent_phone)))
    categories = rulepacks.pack("categories").body
    opening = Opening(
        summary=report.text,
        street=report.street,
        unit=station,
        kind=report.kind,
        category=report.category or suggest_category(report.text, categories["entries"], categories["topics"]),
        community=report.community,
        place_text=report.place_text.strip(),
        amount_fen=report.amount_fen,
        parties=parties,
    )
    case = open_case(opening, by=by, body={"channel": report.channel})
    Contact.objects.create(
        channel=report.channel,
        hotline=report.hotline,
        person=applicant,
        text=report.text.strip(),
        case=case,
        by=by,
        at=clock.now(),
        submission=report.submission,
    )
    return case


def _wait_for_same(submission: str) -> None:
    """Two clicks on one form: the second waits here until the first is committed, and then finds its case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"submission {submission}"])
