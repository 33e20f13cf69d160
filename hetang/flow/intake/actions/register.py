"""Register a case: a contact becomes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Hotline, station_for
from hetang.commons.knowledge.api import Article
from hetang.commons.people.api import Named, Person, record_persons
from hetang.commons.places.api import Place, Unit
from hetang.flow.archive.api import file_past
from hetang.flow.intake.actions.sending import digest_of, require_same, told_elsewhere
from hetang.flow.intake.models import Contact
from hetang.flow.intake.rules import Suggester
from hetang.ground.lib import clock
from hetang.ground.lib.inserting import Insert, saved
from hetang.ground.lib.kept import Kept
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, Opening, open_case, start_clock

TRANSFER_CLOCK, REGISTER = "transfer", "register"
ROLES = ("applicant", "respondent")
REFERENCE_CHARS, SENDER_CHARS = 40, 60
CHANNELS = frozenset(Contact.Channel.values)


@dataclass(frozen=True)
class Report:
    """What the operator took down. Everything but text and street may be empty; `submission` is unique per form.

    A caller who gives no name has none. `reference`, `sender`, `sender_due_at` are what a sender above gave along.
    """

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
    applicant_id_number: str = ""
    applicant_born_on: date | None = None
    reference: str = ""
    sender: str = ""
    sender_due_at: datetime | None = None
    event_on: date | None = None
    # When it was taken down elsewhere, for a matter that was finished there (`Opening.past_at`).
    past_at: datetime | None = None

    def caller(self) -> Named:
        """Who rang, came or wrote."""
        return Named(
            self.applicant,
            self.applicant_phone,
            id_number=self.applicant_id_number,
            born_on=self.applicant_born_on,
            unnamed=not self.applicant.strip(),
        )

    def told(self) -> list[Named]:
        """The caller and, where one is named, the other side."""
        other = [Named(self.respondent, self.respondent_phone)] if self.respondent.strip() else []
        return [self.caller(), *other]


class Known(Exception):  # noqa: N818 - no error: the form was sent before
    """There is a contact with this submission already."""


def register_case(report: Report, *, by: Account) -> Case:
    """A contact and its case, given to the station of its community. The same `submission` again is the same case.

    A form is hardly ever sent twice, so nobody asks beforehand: the unique submission tells, makes the second of two
    clicks wait for the first, and everything that the second had written is undone.
    """
    try:
        with transaction.atomic():
            return register(report, by)[0]
    except Known:
        return first_case(sent_before(report, by), by, report)


def first_case(contact: Contact, by: Account, report: Report, verb: str = REGISTER, *more: str) -> Case:
    """The case of a form that was sent before; `WrongState` where it was somebody else's, something else or ended
    otherwise."""
    require_own(contact, by)
    require_same(contact, verb, report, *more)
    if contact.case is None:
        raise told_elsewhere()
    return contact.case


def sent_before(report: Report, by: Account) -> Contact:
    """The contact of a form that was sent before; `WrongState` where somebody else sent it."""
    contact = Contact.objects.select_related("case", "by").get(submission=report.submission)
    require_own(contact, by)
    return contact


def require_own(contact: Contact, by: Account) -> None:
    """Raise `WrongState` where somebody else sent the form."""
    if contact.by_id != by.pk:
        raise WrongState(
            N_("这张登记表 %(when)s 已由%(who)s提交。"),
            then=N_("请打开一张新的登记表；您填写的文字列在下面。"),
            who=contact.by.name,
            when=contact.at,
        )


def register(
    report: Report, by: Account, *, article: Article | None = None, verb: str = REGISTER, more: Sequence[str] = ()
) -> tuple[Case, Contact]:
    """A case and its contact, inside the caller's transaction. Raises `Known` for a form that was sent before.

    `verb` and `more`: what the button asked for and sent along, by which the same sending is known again.
    """
    check_channel(report)
    persons = record_persons(report.told())
    case = open_case(opening_of(report, persons), by=by, body={"channel": report.channel})
    contact = new_contact(report, persons[0], verb, *more, by=by)
    contact.case, contact.article = case, article
    keep_contact(contact)
    if report.past_at:
        file_past([case], by=by)
    elif report.channel == Contact.Channel.TRANSFER:
        start_clock(case, TRANSFER_CLOCK, told_due_at=report.sender_due_at)
    return case, contact


_suggesters: Kept[Suggester] = Kept()


def opening_of(report: Report, persons: Sequence[Person]) -> Opening:
    """The case that a report opens, at the station of its community."""
    pack = rulepacks.pack("categories")
    suggester = _suggesters.get(pack.pk, lambda: Suggester(pack.body["entries"], pack.body["topics"]))
    return Opening(
        summary=report.text,
        street=report.street,
        unit=station_of(report),
        kind=report.kind,
        category=report.category or suggester.suggest(report.text),
        community=report.community,
        place_text=report.place_text.strip(),
        amount_fen=report.amount_fen,
        event_on=report.event_on,
        past_at=report.past_at,
        parties=list(zip(ROLES, persons, strict=False)),
    )


def station_of(report: Report) -> Unit:
    """Who takes it in. Raises `Invalid` for a street without a station."""
    station = station_for(report.street.code, report.community.code if report.community else "")
    if station is None:
        raise Invalid(N_("这个街道还没有驿站，无法受理。"), then=N_("请联系系统管理员装入街道资料。"))
    return station


def check_channel(report: Report) -> None:
    """Raise `Invalid` for a source nobody knows, or a sender's particulars that cannot be right."""
    if report.channel not in CHANNELS:
        raise Invalid(N_("不认识这种来源。"))
    if len(report.reference) > REFERENCE_CHARS or len(report.sender) > SENDER_CHARS:
        raise Invalid(N_("来件单位或编号太长。"), then=N_("请照来件抄写单位名称和编号。"))
    if report.sender_due_at is not None and report.sender_due_at <= clock.now():
        raise Invalid(N_("来件写明的时限已经过了。"), then=N_("请核对日期；确已过期的，时限留空并在经过里说明。"))


def new_contact(report: Report, person: Person, verb: str, *more: str, by: Account) -> Contact:
    """The contact of a report, not saved."""
    contact = Contact(**contact_values(report, person, by, verb, *more))
    contact.person, contact.by = person, by
    return contact


def contact_values(report: Report, person: Person, by: Account, verb: str = REGISTER, *more: str) -> dict[str, Any]:
    """The contact of a report, column by column."""
    return dict(
        channel=report.channel,
        hotline_id=report.hotline.pk if report.hotline else None,
        person_id=person.pk,
        reference=report.reference.strip(),
        sender=report.sender.strip(),
        sender_due_at=report.sender_due_at,
        district=report.street.district,
        street=report.street.code,
        community=report.community.code if report.community else "",
        by_id=by.pk,
        at=report.past_at or clock.now(),
        submission=report.submission,
        verb=verb,
        digest=digest_of(report, *more),
    )


def keep_contact(contact: Contact) -> None:
    """Save it, or raise `Known`; while another transaction is writing the same submission, this one waits here."""
    into = _inserts()
    with connection.cursor() as cursor:
        cursor.execute(f"{into.sql()} ON CONFLICT (submission) DO NOTHING RETURNING id", into.values(contact))
        row = cursor.fetchone()
    if row is None:
        raise Known
    saved(contact, row[0])


@cache
def _inserts() -> Insert:
    return Insert(Contact)
