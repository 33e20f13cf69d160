"""The reception and the knowledge base × every role × how near somebody works: who opens which page, who is refused."""

from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import CASEWORK, ROLES
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.alliance.tests import factories as alliance
from hetang.commons.knowledge.tests import factories as knowledge
from hetang.flow.intake.api import Report, Ringing, Verdict, close_contact, flag_caller, record_missed_call
from hetang.flow.intake.tests import factories as intake
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.tests.factories import Cast
from tests.security.test_urls import signed_in

PHONE = "13912345678"
NEAR = ("here", "other street")
TAKERS = frozenset({"operator", "station_lead"})
RECEPTION = TAKERS | {"leader"}
LEADS = frozenset({"station_lead", "leader"})
WRITERS = frozenset({"operator", "station_lead", "mediator", "leader"})
EVERYBODY = frozenset(CASEWORK)
# Address → who of the street it opens for (GET).
PAGES = {
    "contacts": RECEPTION,
    "imports": frozenset({"station_lead"}),
    "call-backs": RECEPTION,
    "caller-flags": RECEPTION,
    "knowledge": EVERYBODY,
    "knowledge-review": EVERYBODY,
    "article-new": WRITERS,
}
OF_ROWS = {
    "import": frozenset({"station_lead"}),
    "contact": RECEPTION,
    "article": EVERYBODY,
    "article-edition": WRITERS,
    "article-terms": LEADS,
}
# Address → what is sent, and who of the street may send it.
VERBS: dict[str, tuple[dict[str, str], frozenset[str]]] = {
    "contact-opening": ({"kind": "dispute"}, frozenset({"station_lead"})),
    "call-back-attempt": ({"outcome": "not_reached", "tries": "0"}, TAKERS),
    "call-back-number": ({}, TAKERS),
    "call-back-end": ({"note": "空号"}, LEADS),
    "caller-flag-decision": ({"accept": "no"}, LEADS),
    "import-going-on": ({}, frozenset({"station_lead"})),
    "article-approval": ({"edition": "1", "nameless": "yes"}, LEADS),
    "article-refusal": ({"edition": "1"}, LEADS),
}
DESK: dict[str, tuple[dict[str, str], frozenset[str]]] = {
    "registration-caller": ({"applicant_phone": PHONE}, TAKERS),
    "registration-hints": ({"text": "物业费怎么交"}, TAKERS),
    "registration-draft": ({"text": "写到一半", "submission": "a"}, TAKERS),
    "call-backs": ({"phone": "13900000011"}, TAKERS),
}


@pytest.fixture
def rows(cast: Cast) -> dict[str, int]:
    """One row of each kind in the cast's street, by the first word of its addresses."""
    alliance.station(cast.station, is_default=True)
    report = Report(text="法院的事", street=cast.street, applicant="丁晓雨", submission="m", applicant_phone=PHONE)
    contact = close_contact(report, Verdict("secret"), by=cast.operator)
    ringing = Ringing(phone=PHONE, street=cast.street)
    return {
        "import": intake.failed_import(cast).pk,
        "contact": contact.pk,
        "call": record_missed_call(ringing, by=cast.operator).pk,
        "caller": flag_caller(contact.person, street=cast.street, reason="骂人", by=cast.operator).pk,
        "article": knowledge.draft(cast).pk,
    }


@pytest.fixture
def people(cast: Cast) -> list[tuple[str, str, Client]]:
    units = {"here": cast.station, "other street": cast.far_station}
    return [
        (role, near, signed_in(accounts.staff(f"r{number}", f"{role} {near}", role, units[near])))
        for number, (role, near) in enumerate(product(sorted(ROLES), NEAR))
    ]


def posted(client: Client, url: str, sent: dict[str, str]) -> tuple[int, dict[str, int]]:
    """The answer to a post and what it changed, which is undone."""
    before, point = all_rows(), transaction.savepoint()
    try:
        return client.post(url, sent).status_code, changed(before)
    finally:
        transaction.savepoint_rollback(point)


def test_pages_open_for_whom_they_should(rows: dict[str, int], people: Any) -> None:
    wrong = []
    for role, near, client in people:
        for name, who in PAGES.items():
            found, said = client.get(reverse(name)).status_code, 200 if role in who else 403
            wrong += [(name, role, near, found)] if found != said else []
        for name, who in OF_ROWS.items():
            found = client.get(reverse(name, args=[rows[name.split("-")[0]]])).status_code
            # What lies in another street is not there, whatever the role.
            allowed = {200} if near == "here" and role in who else {403} if near == "here" else {403, 404}
            wrong += [(name, role, near, found)] if found not in allowed else []
    assert wrong == []


def test_verbs_are_done_by_whom_they_should_and_change_nothing_for_others(
    cast: Cast, rows: dict[str, int], people: Any
) -> None:
    wrong: list[tuple[object, ...]] = []
    for role, near, client in people:
        for name, (sent, who) in VERBS.items():
            url = reverse(name, args=[rows[name.split("-")[0]]])
            found, done = posted(client, url, sent)
            may = near == "here" and role in who
            # A lead of another station is told who decides (403), a stranger that there is nothing (404).
            if (found in {200, 302}) is not may or (not may and found not in {403, 404}):
                wrong.append((name, role, near, found))
            if bool(done) is not may:
                wrong.append((name, role, near, done))
    assert wrong == []


def test_the_desk_answers_only_who_takes_calls(rows: dict[str, int], people: Any) -> None:
    wrong = []
    for role, near, client in people:
        for name, (sent, who) in DESK.items():
            found, done = posted(client, reverse(name), sent)
            if (found in {200, 302}) is not (role in who) or (role not in who and (found != 403 or done)):
                wrong.append((name, role, near, found))
    assert wrong == []


def test_nothing_of_the_street_is_told_in_another(rows: dict[str, int], people: Any) -> None:
    for role, near, client in people:
        if near == "here":
            continue
        for name in ("contacts", "call-backs", "caller-flags", "knowledge", "knowledge-review"):
            page = client.get(reverse(name)).content.decode()
            assert not any(word in page for word in ("法院的事", "139****5678", "骂人", "物业费")), (name, role)
        if role in TAKERS:
            said, unheard = (
                client.post(reverse("registration-caller"), {"applicant_phone": number}).content
                for number in (PHONE, "13900000099")
            )
            assert said == unheard, "no name of another street, nor that there is one"
