"""What this room keeps about a person: their copy of it, its erasure, and what goes with a case's file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.flow.intake.importing.handing_in import withdraw
from hetang.flow.intake.models import CallAttempt, CallBack, CallerFlag, Contact, Draft, ImportedRow
from hetang.ground.lib.labels import ERASED, N_
from hetang.ground.lib.moments import moment
from hetang.ground.lib.references import unmarked
from hetang.record.cases.api import Case


def copy_contacts(person: Person, cases: Sequence[int]) -> tuple[str, list[dict[str, Any]]]:
    """When they rang, came or wrote, what was taken down, and what they were told; those without a case too."""
    rows = Contact.objects.filter(Q(case__in=cases) | Q(case=None), person=person).select_related("case").order_by("id")
    return N_("来电来访"), [
        {
            N_("案件"): c.case.number if c.case else "",
            N_("时间"): moment(c.at),
            N_("来源"): gettext(Contact.Channel(c.channel).label),
            N_("记下的话"): unmarked(c.words),
            N_("告知内容"): c.told,
        }
        for c in rows
    ]


def copy_call_backs(person: Person, cases: Sequence[int]) -> tuple[str, list[dict[str, Any]]]:
    """When they were to be rung, and hints that were given about their calls."""
    backs = [
        {N_("时间"): moment(c.first_at), N_("状态"): gettext(CallBack.State(c.state).label), N_("原因"): c.note}
        for c in CallBack.objects.filter(Q(case__in=cases) | Q(case=None), person=person).order_by("id")
    ]
    flags = [
        {N_("时间"): moment(f.proposed_at), N_("状态"): gettext(CallerFlag.State(f.state).label), N_("原因"): f.reason}
        for f in CallerFlag.objects.filter(person=person).order_by("id")
    ]
    return N_("回电和来电提示"), [*backs, *flags]


def erase(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Empty what was taken down of this person and in their cases; what others had begun to type of them goes too."""
    mine = Contact.objects.filter(Q(person=person) | Q(case__in=cases))
    texts = mine.exclude(text__in=("", ERASED)).update(text=ERASED)
    told = mine.exclude(told__in=("", ERASED)).update(told=ERASED)
    sealed = mine.exclude(key=None).update(key=None, sealed=None, more=None)
    # A digest proves what was said to whoever thinks they know it.
    digests = mine.exclude(digest=None).update(digest=None)
    notes = CallBack.objects.filter(Q(person=person) | Q(case__in=cases)).exclude(note="").update(note=ERASED)
    flags = CallerFlag.objects.filter(person=person).exclude(reason=ERASED)
    ended = flags.filter(state__in=("proposed", "in_force")).update(state=CallerFlag.State.ENDED)
    reasons = CallerFlag.objects.filter(person=person).exclude(reason=ERASED).update(reason=ERASED)
    proofs = ImportedRow.objects.filter(case__in=cases).exclude(proof=None).update(proof=None)
    return withdraw_erased(person, cases) | {
        "intake_importedrow.proof": proofs,
        "intake_contact.text": texts,
        "intake_contact.told": told,
        "intake_contact.sealed": sealed,
        "intake_contact.digest": digests,
        "intake_callback.note": notes,
        "intake_callerflag.state": ended,
        "intake_callerflag.reason": reasons,
        "intake_draft.sealed": _drafts_with(person),
    }


def withdraw_erased(_person: Person, cases: Sequence[int]) -> dict[str, int]:
    """The files from which their cases were imported."""
    return {"intake_importrun.token": withdraw(cases)}


def withdraw_sealed(case: Case, _by: Account) -> None:
    """The files from which a case was imported that only who is named may read from now on."""
    withdraw([case.pk])


def _drafts_with(person: Person) -> int:
    """There are a handful, and each opens: those with the person's name or number are thrown away."""
    names = [text for text in (person.name if person.is_named else "", person.phone) if len(text) > 1]
    found = [
        draft.pk
        for draft in Draft.objects.all()
        if any(name in "".join(value.split()) or name in value for name in names for value in draft.fields.values())
    ]
    return Draft.objects.filter(pk__in=found).delete()[0]


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go."""
    backs = CallBack.objects.filter(case__in=cases)
    return [
        CallAttempt.objects.filter(call_back__in=backs),
        backs,
        Contact.objects.filter(case__in=cases),
        ImportedRow.objects.filter(case__in=cases),
    ]


def contacts_before(moment: datetime) -> QuerySet[Contact]:
    """Contacts that never became a case, older than their term (pack `retention`)."""
    return Contact.objects.filter(case=None, at__lt=moment)


def call_backs_before(moment: datetime) -> QuerySet[CallBack]:
    """Call-backs that are over, older than their term; their tries go first."""
    waiting = (CallBack.State.WAITING, CallBack.State.TOLD_UP)
    return CallBack.objects.filter(last_at__lt=moment).exclude(state__in=waiting)


def call_attempts_before(moment: datetime) -> QuerySet[CallAttempt]:
    """The tries of those call-backs."""
    return CallAttempt.objects.filter(call_back__in=call_backs_before(moment))


def flags_before(moment: datetime) -> QuerySet[CallerFlag]:
    """Hints about callers that hold no more, or that nobody ever decided on, older than their term."""
    return CallerFlag.objects.filter(proposed_at__lt=moment).exclude(state=CallerFlag.State.IN_FORCE)
