"""Orders that follow a case, many at once: each becomes a contact of it, as `add_contact` makes one of a call."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Model

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, Recorder, check_named
from hetang.flow.intake.actions.join import checked_text
from hetang.flow.intake.actions.register import Report, check_channel, contact_values
from hetang.flow.intake.models import Contact
from hetang.ground.journal.api import Entry, append_many
from hetang.ground.lib.inserting import Bulk
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import STREAM, Case, Party, Shield, TextReference

REFERENCE = ("case_id", "code", "kind", "key", "sealed", "index")


def link_many(pairs: Sequence[tuple[Report, Case]], *, by: Account) -> list[Refused | None]:
    """Keep each report as a contact of its case, inside the caller's transaction; for each why it was refused, or None.

    Who may is asked before (`require_importer`). Nobody is asked to look at the case again: what was told long ago
    was answered then.
    """
    answers: list[Refused | None] = []
    good: list[tuple[Report, Case, str, dict[str, str]]] = []
    for report, case in pairs:
        try:
            check_channel(report)
            good.append((report, case, checked_text(report.text), check_named(report.caller())))
            answers.append(None)
        except Refused as refusal:
            answers.append(refusal)
    if good:
        _keep(good, by)
    return answers


def _keep(good: Sequence[tuple[Report, Case, str, dict[str, str]]], by: Account) -> None:
    persons = _persons([(told, case) for _, case, _, told in good])
    contacts, references, entries = [], [], []
    for (report, case, text, _), person in zip(good, persons, strict=True):
        shield = Shield()
        values = contact_values(report, person, by) | {"case_id": case.pk, "text": shield.over(text)}
        references += shield.rows(case)
        contacts.append(values)
        entries.append(Entry(STREAM, case.pk, "add_past_contact", by.pk, {"channel": report.channel}, case))
    _copy(Contact, contacts)
    _copy(TextReference, [{name: getattr(row, name) for name in REFERENCE} for row in references])
    append_many(entries)


def _persons(told: Sequence[tuple[dict[str, str], Case]]) -> list[Person]:
    """Who called: somebody told of, else the case's own applicant, since an order that follows names nobody anew."""
    cases = {case.pk for values, case in told if not values["name"] and not values["phone"]}
    rows = Party.objects.filter(case__in=cases, role=Party.Role.APPLICANT).select_related("person").order_by("-id")
    applicants = {party.case_id: party.person for party in rows} if cases else {}
    recorder = Recorder([values for values, _ in told])
    found = []
    for values, case in told:
        person = applicants.get(case.pk) if not values["name"] and not values["phone"] else None
        if person is None:
            (person,) = recorder.find([values])
            recorder.keep([values], [person])
        found.append(person)
    recorder.save()
    return found


def _copy(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        _bulk(model).copy(**{name: [row[name] for row in rows] for name in rows[0]})


@cache
def _bulk(model: type[Model]) -> Bulk:
    return Bulk(model)
