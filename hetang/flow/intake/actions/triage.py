"""A contact that ends without a case: what was told is on record, and a lead may still open one."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, mask_numbers, record_persons
from hetang.commons.places.api import Place, place
from hetang.flow.intake import access
from hetang.flow.intake.actions.join import TEXT_CHARS, checked_text, reporter_of, require_taker_of
from hetang.flow.intake.actions.more import more_of, with_more
from hetang.flow.intake.actions.register import (
    TRANSFER_CLOCK,
    Known,
    Report,
    check_channel,
    keep_contact,
    new_contact,
    opening_of,
    sent_before,
)
from hetang.flow.intake.actions.sending import require_same
from hetang.flow.intake.models import Contact
from hetang.ground.journal import api as journal
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, lock, open_case, protect, start_clock, tell

STREAM = "contact"
EMERGENCY, REPEAT = "emergency", "repeat"


@dataclass(frozen=True)
class Verdict:
    """Which of the six ways (pack `triage`), to whom the caller was sent (one of its channels), what was told.

    `told` "": the pack's own words. `case`: the one that is told of already, for `repeat`.
    """

    triage: str
    channel: str = ""
    told: str = ""
    case: Case | None = None

    @property
    def verb(self) -> str:
        """How a contact is known that was closed this way."""
        return f"{self.triage}:{self.case.pk if self.case else self.channel}"


def close_contact(report: Report, verdict: Verdict, *, by: Account) -> Contact:
    """The contact is closed with what was told; no case. An emergency is noted as handed over at this moment.

    The same `submission` again is the same contact. Raises `Invalid` for a way the pack does not know.
    """
    entry = _checked(verdict)
    try:
        with transaction.atomic():
            return _close(report, verdict, entry, by)
    except Known:
        found = sent_before(report, by)
        require_same(found, verdict.verb, report, verdict.told)
        return found


def _close(report: Report, verdict: Verdict, entry: dict[str, Any], by: Account) -> Contact:
    check_channel(report)
    on_behalf = access.require_taker(by, report.street.code)
    # Nobody types a sentence before the fire brigade is called.
    said = report.text.strip() or (str(entry["label"]["zh"]) if verdict.triage == EMERGENCY else "")
    text = checked_text(said)
    case = _taken(verdict.case, by) if verdict.case else None
    person = _reporter(case, report) if case else record_persons([report.caller()])[0]
    contact = new_contact(report, person, verdict.verb, verdict.told, by=by)
    contact.triage, contact.handed_to = verdict.triage, verdict.channel
    contact.told = mask_numbers(verdict.told.strip() or _words(verdict, entry))
    if case is not None:
        contact.case, contact.text = case, protect(case, with_more(text, case, report))
    else:
        _put_by(contact, text, more_of(report))
    keep_contact(contact)
    body = {"triage": contact.triage, "to": contact.handed_to, "channel": contact.channel}
    if case is not None:
        tell(case, "tell_state", by=by, body={**body, "said": contact.pk})
        on_behalf = case.on_behalf
    _tell(contact, "close_contact", body, by=by, on_behalf=on_behalf, first=True)
    return contact


def _taken(case: Case, by: Account) -> Case:
    locked = lock(case, moving=True)
    require_taker_of(locked, by)
    return locked


def _reporter(case: Case, report: Report) -> Person:
    """Who may be told how the case stands: nobody but the reporter, or who speaks for them."""
    person = reporter_of(case, report)
    if person is None:
        raise NotAllowed(
            N_("来电人不是这件案件的反映人，不能告知进展。"), then=N_("请核对号码和姓名；有新情况的，请登记或补充。")
        )
    return person


def _put_by(contact: Contact, text: str, more: dict[str, Any]) -> None:
    """The words with their numbers masked; what a case would need is sealed, for who opens one after all."""
    contact.text = mask_numbers(text)
    if contact.text != text:
        contact.seal_words(text)
    if more:
        contact.seal_more(more)


def _tell(
    contact: Contact,
    verb: str,
    body: dict[str, Any],
    *,
    by: Account,
    on_behalf: int | None,
    first: bool = False,
) -> None:
    if on_behalf is not None:
        body = {**body, "on_behalf": on_behalf}
    journal.append(kind=STREAM, key=contact.pk, verb=verb, by=by.pk, body=body, place=contact, first=first)


def _words(verdict: Verdict, entry: dict[str, Any]) -> str:
    """What is on record as told, in the record's language, whatever the reader's."""
    if verdict.case is None:
        return words_to_tell(entry, verdict.channel)
    return f"案件 {verdict.case.number} 现在是“{verdict.case.state_label}”。"


def words_to_tell(entry: dict[str, Any], channel: str, language: str = "zh") -> str:
    """What the pack says is to be told, with the channel's own sentence."""
    chosen = next((c for c in entry.get("channels", ()) if c["key"] == channel), None)
    texts = [entry["tell"], *([chosen["tell"]] if chosen else [])]
    return "\n".join(str(text.get(language) or text["zh"]) for text in texts)


def _checked(verdict: Verdict) -> dict[str, Any]:
    entry = rulepacks.entry("triage", verdict.triage)
    if entry is None:
        raise Invalid(N_("不认识这种分流。"), then=N_("请从六类里选择一类。"))
    channels = {c["key"] for c in entry.get("channels", ())}
    if channels and verdict.channel not in channels:
        raise Invalid(N_("还没有选转到哪里。"), then=N_("请选择号码或渠道。"))
    if not channels and verdict.channel:
        raise Invalid(N_("这一类没有要转的渠道。"), then=N_("请从列表中选择。"))
    if (verdict.triage == REPEAT) != (verdict.case is not None):
        raise Invalid(
            N_("“重复反映”要指明是哪一件。"), then=N_("请从左边的案件里点“告知进展”；没有原来案件的，请登记新案。")
        )
    if len(verdict.told) > TEXT_CHARS:
        raise Invalid(N_("告知内容超过 %(limit)s 字。"), then=N_("请保留要点。"), limit=TEXT_CHARS)
    return dict(entry)


@dataclass(frozen=True)
class Correction:
    """As what a lead opens a contact after all; what is empty stays as it was told."""

    kind: str = ""
    category: str = ""
    community: Place | None = None


@transaction.atomic
def open_contact(contact: Contact, correction: Correction, *, by: Account) -> Case:
    """A lead corrects the triage: the contact becomes a case with the words as they were told, and keeps what was said."""
    contact = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
    on_behalf = access.require_decider(by, contact.street)
    if contact.case_id is not None:
        raise WrongState(N_("这条来电已经立案或并入案件。"), then=N_("请刷新页面查看；可能已有人先办了这一步。"))
    if contact.person.is_erased:
        raise WrongState(N_("来电人的信息已依法删除，不能再立案。"))
    report = _told(contact, correction)
    body: dict[str, object] = {"channel": contact.channel, "triage": contact.triage}
    persons = [contact.person, *record_persons(report.told()[1:])]
    case = open_case(opening_of(report, persons), by=by, body=body)
    if contact.channel == Contact.Channel.TRANSFER:
        start_clock(case, TRANSFER_CLOCK, since=contact.at, told_due_at=contact.sender_due_at)
    contact.case, contact.text = case, ""
    contact.key = contact.sealed = contact.more = None
    contact.save(update_fields=["case", "text", "key", "sealed", "more"])
    _tell(contact, "open_contact", {"case": case.pk}, by=by, on_behalf=on_behalf)
    return case


def _told(contact: Contact, correction: Correction) -> Report:
    """What was told then, as the lead puts it right."""
    street = place(contact.street)
    assert street is not None, "a contact's street is a place of the house"
    report = Report(
        text=contact.told_words,
        street=street,
        applicant="",
        submission=contact.submission,
        channel=contact.channel,
        community=correction.community or (place(contact.community) if contact.community else None),
    )
    chosen = {"kind": correction.kind, "category": correction.category}
    return replace(report, **{**contact.told_more, **{name: value for name, value in chosen.items() if value}})
