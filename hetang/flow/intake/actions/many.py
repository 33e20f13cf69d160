"""Register many reports at once: the bulk form of `register_case`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected, UniqueViolation

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Recorder, check_named
from hetang.flow.archive.api import file_past
from hetang.flow.intake.actions.register import (
    REGISTER,
    ROLES,
    TRANSFER_CLOCK,
    Report,
    check_channel,
    contact_values,
    first_case,
    opening_of,
)
from hetang.flow.intake.actions.sending import digest_of, require_same, told_elsewhere
from hetang.flow.intake.models import Contact
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.inserting import Bulk
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import Case, Draft, Moment, draw_up, open_cases, start_clock

# Somebody else is registering one of the same reports: their rows are seen once they have committed.
ATTEMPTS = 3


@dataclass
class _Plan:
    """A report that will be registered."""

    at: int
    report: Report
    draft: Draft
    told: list[Any]


def register_many(reports: Sequence[Report], *, by: Account, for_street: bool = False) -> list[Case | Refused]:
    """For each report what `register_case` would have given, one after the other: its case, or why it was refused.

    A refused report leaves nothing behind, the others are kept; all of them at once or, where the database fails, none.
    With `for_street` what was sent before is the street's, as an imported order is: its case is the answer, whoever sent
    it, and the caller compares what it says. Some hundreds to some thousands at a time: all are held in memory.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic(), crypto.held_keyring():
                return _register(reports, by, for_street)
        except (IntegrityError, OperationalError) as error:
            if not is_passing(error) or attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def is_passing(error: Exception) -> bool:
    """Whether the database refused only because somebody else was writing the same."""
    return isinstance(error.__cause__, UniqueViolation | DeadlockDetected)


def _register(reports: Sequence[Report], by: Account, for_street: bool) -> list[Case | Refused]:
    answers: list[Any] = [None] * len(reports)
    plans = _draw_up(reports, answers, by)
    plans, again = _record_persons(plans, reports, _sent_before(plans), answers, by if not for_street else None)
    cases = open_cases([plan.draft for plan in plans], by=by)
    file_past([plan.draft.case for plan in plans if plan.report.past_at], by=by)
    contacts = [
        contact_values(plan.report, plan.draft.parties[0][1], by) | {"case_id": case.pk}
        for plan, case in zip(plans, cases, strict=True)
    ]
    if contacts:
        _bulk().copy(**{name: [contact[name] for contact in contacts] for name in contacts[0]})
    for plan, case in zip(plans, cases, strict=True):
        answers[plan.at] = case
        if plan.report.channel == Contact.Channel.TRANSFER and not plan.report.past_at:
            start_clock(case, TRANSFER_CLOCK, told_due_at=plan.report.sender_due_at)
    for at, first in again.items():
        answers[at] = answers[first]
    return answers


def _draw_up(reports: Sequence[Report], answers: list[Any], by: Account) -> list[_Plan]:
    """The reports that can be registered as far as can be seen without their persons; the others are answered."""
    plans, moment = [], Moment(by)
    for at, report in enumerate(reports):
        try:
            check_channel(report)
            told = [check_named(each) for each in report.told()]
            draft = draw_up(opening_of(report, ()), moment, {"channel": report.channel})
            plans.append(_Plan(at, report, draft, told))
        except Refused as refusal:
            answers[at] = refusal
    return plans


def _sent_before(plans: Sequence[_Plan]) -> dict[str, Contact]:
    rows = Contact.objects.filter(submission__in=[plan.report.submission for plan in plans])
    return {contact.submission: contact for contact in rows.select_related("case", "by")}


def _record_persons(
    plans: Sequence[_Plan], reports: Sequence[Report], known: dict[str, Contact], answers: list[Any], by: Account | None
) -> tuple[list[_Plan], dict[int, int]]:
    """The plans that are registered now, their persons recorded; and reports sent twice among them: {place: first place}.

    Refused ones and those sent before are answered; without `by` whoever sent them, whatever they said.
    """
    recorder = Recorder([each for plan in plans for each in plan.told])
    kept, places, again = [], dict[str, int](), dict[int, int]()
    for plan in plans:
        persons, submission = recorder.find(plan.told), plan.report.submission
        try:
            plan.draft.name_parties(list(zip(ROLES, persons, strict=False)))
            if submission in known:
                answers[plan.at] = _first_case(known[submission], by, plan.report)
            elif submission in places:
                if by is not None:
                    first = reports[places[submission]]
                    same = Contact(verb=REGISTER, digest=digest_of(first), at=first.past_at or clock.now())
                    require_same(same, REGISTER, plan.report)
                again[plan.at] = places[submission]
            else:
                places[submission] = plan.at
                recorder.keep(plan.told, persons)
                kept.append(plan)
        except Refused as refusal:
            answers[plan.at] = refusal
    recorder.save()
    return kept, again


def _first_case(contact: Contact, by: Account | None, report: Report) -> Case:
    if by is not None:
        return first_case(contact, by, report)
    # Only a street's imports have its keys, so a contact without a case cannot be one of them.
    if contact.case is None or contact.street != report.street.code:
        raise told_elsewhere()
    return contact.case


@cache
def _bulk() -> Bulk:
    return Bulk(Contact)
