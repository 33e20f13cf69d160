"""Register a case: a contact becomes one."""

from dataclasses import dataclass
from functools import cache

from django.db import connection, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Hotline, station_for
from hetang.commons.people.api import Named, record_persons
from hetang.commons.places.api import Place
from hetang.flow.intake.models import Contact
from hetang.flow.intake.rules import suggest_category
from hetang.ground.lib import clock
from hetang.ground.lib.inserting import Insert
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


class _Known(Exception):  # noqa: N818 - no error: the form was sent before
    """There is a contact with this submission already."""


def register_case(report: Report, *, by: Account) -> Case:
    """A contact and its case, given to the station of its community. The same `submission` again is the same case.

    A form is hardly ever sent twice, so nobody asks beforehand: the unique submission tells, makes the second of two
    clicks wait for the first, and everything that the second had written is undone.
    """
    try:
        with transaction.atomic():
            return _register(report, by)
    except _Known:
        contact = Contact.objects.select_related("case", "by").get(submission=report.submission)
        if contact.by_id != by.pk:
            raise WrongState(
                N_("这张登记表 %(when)s 已由%(who)s提交。"),
                then=N_("请打开一张新的登记表；您填写的文字列在下面。"),
                who=contact.by.name,
                when=contact.at,
            ) from None
        return contact.case


def _register(report: Report, by: Account) -> Case:
    station = station_for(report.street.code, report.community.code if report.community else "")
    if station is None:
        raise Invalid(N_("这个街道还没有驿站，无法受理。"), then=N_("请联系系统管理员装入街道资料。"))
    if report.channel not in Contact.Channel.values:
        raise Invalid(N_("不认识这种来源。"))
    told = [Named(report.applicant, report.applicant_phone)]
    if report.respondent.strip():
        told.append(Named(report.respondent, report.respondent_phone))
    persons = record_persons(told)
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
        parties=list(zip(("applicant", "respondent"), persons, strict=False)),
    )
    case = open_case(opening, by=by, body={"channel": report.channel})
    _keep_contact(
        Contact(
            channel=report.channel,
            hotline=report.hotline,
            person=persons[0],
            case=case,
            by=by,
            at=clock.now(),
            submission=report.submission,
        )
    )
    return case


def _keep_contact(contact: Contact) -> None:
    """Save it, or raise `_Known`; while another transaction is writing the same submission, this one waits here."""
    into = _inserts()
    with connection.cursor() as cursor:
        cursor.execute(f"{into.sql()} ON CONFLICT (submission) DO NOTHING RETURNING id", into.values(contact))
        if cursor.fetchone() is None:
            raise _Known


@cache
def _inserts() -> Insert:
    return Insert(Contact)
