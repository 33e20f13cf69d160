"""Every address × every role × how near somebody stands × how closely the case is kept.

What is expected is read from a few lines here, not from the code that decides. Roles come from the table of roles, so
that a new one is tried from its first day; addresses from the lists of test_urls.py, which fail for one unlisted.
"""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import CASEWORK, ROLES, STREET_WIDE
from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.journal import api as journal
from hetang.record.cases.api import AUDITOR, Case, break_glass
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.tests.factories import evidence
from hetang.record.followup.tests.factories import obligation
from hetang.services.mediation.tests import factories as mediations
from tests.security.test_urls import (
    AUDIT,
    CASE_PAGES,
    CASE_VERBS,
    OBLIGATION_VERBS,
    PARTY_VERBS,
    STAFF,
    address,
    signed_in,
)

NEAR = ("own unit", "other unit", "other street")
KEPT = ("normal", "sensitive", "sealed")
ALL_ROLES = sorted({*ROLES, AUDITOR})
VERBS = sorted(CASE_VERBS | PARTY_VERBS | OBLIGATION_VERBS)
# Page → the roles for which it opens; the others are told that it is not theirs.
EVERYBODY = frozenset(ALL_ROLES)
OPENS = {
    "desk": EVERYBODY,
    "case-list": EVERYBODY,
    "alliance": EVERYBODY,
    "leave": EVERYBODY,
    "people": frozenset(CASEWORK),
    "cockpit": {"leader"},
    "exports": EVERYBODY,
    "export-new": {"operator", "station_lead", "leader"},
    "fresh-rows": EVERYBODY,
    "messages": EVERYBODY,
    "undelivered": EVERYBODY,
    "message-rules": EVERYBODY,
    "registration": {"operator", "station_lead"},
    "leavers": {"station_lead", "leader"},
    "dispatch-desk": {"dispatcher", "station_lead", "leader", "mediator"},
    "rosters": frozenset(CASEWORK),
    "routing": {"dispatcher", "station_lead", "leader", "system_admin"},
    "routing-trial": {"dispatcher", "station_lead", "leader", "system_admin"},
    "routing-new": {"dispatcher", "leader", "system_admin"},
    "audit-alerts": {AUDITOR},
    "audit-reads": {AUDITOR},
    "audit-exports": {AUDITOR},
    "audit-changes": {AUDITOR},
    "announcements": EVERYBODY,
}
# Pages of the house that lead elsewhere or only take what is posted.
OF_OTHER_TESTS = {"notices", "rules"}  # their rooms' own tests say for whom they open
# Faces and names in a picture cannot be masked: for who works on the case, not for who oversees it or was named.
EVIDENCE = {"case-evidence", "case-evidence-piece"}
LOOK_AT_EVIDENCE = {"operator", "station_lead"}
NO_PAGES = {"logout", "demo-clock", "case-search", "columns", "view-new"}
NO_PAGES |= {"practice", "practice-again"}  # not there but where people practise


def expected(role: str, near: str, kept: str) -> int:
    """The answer to somebody who opens the page of a case that was neither given to them nor named."""
    if near == "other street":
        return 404
    if role not in CASEWORK or kept == "sealed":
        return 403
    if kept == "sensitive" and role not in {"leader", "station_lead"}:
        return 403
    if role in STREET_WIDE or (role == "station_lead" and near == "own unit"):
        return 200
    return 403


def expected_on(name: str, role: str, near: str, kept: str) -> int:
    """As `expected`, for one of the case's pages."""
    said = expected(role, near, kept)
    return 403 if said == 200 and name in EVIDENCE and role not in LOOK_AT_EVIDENCE else said


def behind_glass(role: str, near: str, kept: str) -> int:
    """The answer to somebody who asks for the emergency view."""
    if near == "other street":
        return 404
    return 200 if kept != "normal" and role in {"leader", "station_lead"} else 403


@pytest.fixture
def case(cast: Cast, settings: Any, tmp_path: Path) -> Case:
    """In session, with a promise and a piece of evidence on record, in the hand of the cast's mediator."""
    settings.HETANG_HOME = tmp_path
    found = mediations.in_session(cast).case
    obligation(found)
    evidence(found, cast.mediator)
    return found


@pytest.fixture
def people(cast: Cast) -> list[tuple[str, str, Client]]:
    """One signed-in account for every role and nearness."""
    units = {"own unit": cast.station, "other unit": cast.other_station, "other street": cast.far_station}
    found = []
    for number, (role, near) in enumerate(product(ALL_ROLES, NEAR)):
        found.append((role, near, signed_in(accounts.staff(f"m{number}", f"{role} {near}", role, units[near]))))
    return found


def put(case: Case, kept: str) -> None:
    Case.objects.filter(pk=case.pk).update(sensitivity=kept)


def posted(client: Client, url: str) -> int:
    """The answer to a post; what it did is undone."""
    point = transaction.savepoint()
    try:
        return client.post(url, {"reason": "好奇", "note": "试试"}).status_code
    finally:
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("kept", KEPT)
def test_pages_of_a_case_open_for_whom_they_should(
    case: Case, people: list[tuple[str, str, Client]], kept: str
) -> None:
    put(case, kept)
    wrong = []
    for role, near, client in people:
        for name in sorted(CASE_PAGES):
            found, said = client.get(address(name, case)).status_code, expected_on(name, role, near, kept)
            if found != said:
                wrong.append((name, role, near, found, said))
        found, said = client.get(address("case-glass", case)).status_code, behind_glass(role, near, kept)
        if found != said:
            wrong.append(("case-glass", role, near, found, said))
    assert wrong == []


@pytest.mark.parametrize("kept", KEPT)
def test_verbs_answer_nobody_who_does_not_see_the_case(
    case: Case, people: list[tuple[str, str, Client]], kept: str
) -> None:
    put(case, kept)
    addresses = [address(name, case) for name in VERBS]
    wrong = []
    for role, near, client in people:
        said = expected(role, near, kept)
        # Who sees the case is answered by each verb's own rule, which test_permissions.py reads from the tables.
        if said != 200:
            answers = {url: client.post(url, {"reason": "好奇", "note": "试试"}).status_code for url in addresses}
            wrong += [(url, role, near, found, said) for url, found in answers.items() if found != said]
    assert wrong == []


@pytest.mark.parametrize("kept", KEPT)
def test_the_handler_and_who_is_named_see_it_however_closely_it_is_kept(cast: Cast, case: Case, kept: str) -> None:
    put(case, kept)
    cases.grant_access(case, role="named", account=cast.colleague, by=cast.leader)
    for who in (cast.mediator, cast.colleague):
        for name in sorted(CASE_PAGES):
            said = 403 if who == cast.colleague and name in EVIDENCE else 200
            assert signed_in(who).get(address(name, case)).status_code == said, (who, name)


@pytest.mark.parametrize("kept", KEPT)
def test_lists_show_what_opens_and_nothing_else(case: Case, people: list[tuple[str, str, Client]], kept: str) -> None:
    put(case, kept)
    journal.catch_up()
    wrong = []
    for role, near, client in people:
        opens = expected(role, near, kept) == 200
        if (case.number in client.get(reverse("case-list")).content.decode()) is not opens:
            wrong.append(("case-list", role, near))
        for asked in ("演唱会", "13900000002"):
            answer = client.post(reverse("case-search"), {"q": asked}, follow=True).content.decode()
            if (case.number in answer) is not opens:
                wrong.append((asked, role, near))
        if not opens and case.title in client.get(reverse("desk")).content.decode():
            wrong.append(("desk", role, near))
    assert wrong == []


def test_every_page_of_the_house_is_tried() -> None:
    assert set(OPENS) | NO_PAGES | OF_OTHER_TESTS == STAFF | AUDIT | {"audit-alerts"}


def test_pages_of_the_house_open_for_their_roles(people: list[tuple[str, str, Client]]) -> None:
    wrong = []
    for (role, near, client), (name, roles) in product(people, OPENS.items()):
        found, said = client.get(reverse(name)).status_code, 200 if role in roles else 403
        if found != said:
            wrong.append((name, role, near, found, said))
    assert wrong == []


def test_a_leave_is_ended_by_those_concerned(cast: Cast, people: list[tuple[str, str, Client]]) -> None:
    made = accounts.leave(cast.mediator, cast.second_mediator)
    url = reverse("leave-end", args=[made.pk])
    may = {("station_lead", "own unit"), ("leader", "own unit"), ("leader", "other unit")}
    for role, near, client in people:
        near_enough = near != "other street" and (role in CASEWORK)
        said = 302 if (role, near) in may else 403 if near_enough or _same_street(role, near) else 404
        assert posted(client, url) == said, (role, near)


def _same_street(role: str, near: str) -> bool:
    """Administrators of the street know its people."""
    return role not in CASEWORK and near != "other street"


def test_a_hand_over_is_the_leads(cast: Cast, case: Case, people: list[tuple[str, str, Client]]) -> None:
    url = reverse("hand-over", args=[cast.mediator.pk])
    for role, near, client in people:
        said = 403 if role not in {"station_lead", "leader"} else 404 if near == "other street" else 200
        assert client.get(url).status_code == said, (role, near)


def test_an_alert_is_for_the_streets_auditor_and_the_stations_lead(
    cast: Cast, case: Case, people: list[tuple[str, str, Client]]
) -> None:
    put(case, "sealed")
    alert = break_glass(case, reason="当事人扬言自伤，联系不上", by=cast.leader)
    for role, near, client in people:
        audits = role == AUDITOR and near != "other street"
        assert posted(client, reverse("alert-acknowledgement", args=[alert.pk])) == (302 if audits else 404), (
            role,
            near,
        )
        leads = role == "station_lead" and near == "own unit"
        assert posted(client, reverse("alert-notice", args=[alert.pk])) == (302 if leads else 404), (role, near)


def test_behind_broken_glass_pages_open_and_verbs_do_not(cast: Cast, case: Case) -> None:
    put(case, "sealed")
    client = signed_in(cast.lead)
    answer = client.post(address("case-glass", case), {"reason": "当事人扬言自伤，联系不上"})
    assert (answer.status_code, answer.headers["Location"]) == (302, case.get_absolute_url())
    page = client.get(case.get_absolute_url())
    assert page.status_code == 200
    assert "应急查看" in page.content.decode()
    for name in ("case-voiding", "case-parties", "case-sensitivity", "case-readers", "case-reader-removal"):
        assert posted(client, address(name, case)) in {403, 422}, name
    for party in case.parties.all():
        assert posted(client, reverse("case-party-reveal", args=[case.number, party.pk])) == 403


def test_what_is_typed_into_the_search_never_stands_in_an_address(cast: Cast, case: Case) -> None:
    client = signed_in(cast.operator)
    for asked in ("13900000002", "139 0000 0002", "卖家", "330105199001011234"):
        answer = client.post(reverse("case-search"), {"q": asked, "state": "open"})
        assert answer.status_code == 302
        assert asked not in answer.headers["Location"]
        assert asked.replace(" ", "") not in answer.headers["Location"]
        assert "13900000002" not in client.get(answer.headers["Location"]).content.decode()
    assert client.post(reverse("case-search"), {"q": case.number}).headers["Location"] == case.get_absolute_url()
    assert client.get(reverse("case-list"), {"q": "13900000002"}).status_code == 200
    assert "13900000002" not in str(dict(client.session))
