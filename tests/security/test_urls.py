"""Every address of the house × anonymous, stranger, colleague. A new address fails here until it is listed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hetang.commons.accounts.api import ADMIN_ROLES, Account, Duty
from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.tests.factories import evidence
from hetang.record.followup.tests.factories import obligation, side
from hetang.record.rights.api import record_consent
from hetang.services.mediation.tests import factories as mediations
from tests.security.test_api import API, WEBHOOKS

# Open to everybody: the way in, the switches that every page carries, and the residents' own pages (test_residents.py).
PUBLIC = {"login", "login-code", "set-language", "set-theme", "offline", "start", "api-docs", "api-document"}
RESIDENTS = {"portal", *(f"portal-{at}" for at in ("code", "file", "leaving", "look", "matter", "rating", "receipt"))}
RESIDENTS |= {f"portal-{at}" for at in ("words", "photos", "uploads", "upload", "withdrawal", "going-on")}
RESIDENTS |= {f"portal-receipt-{at}" for at in ("photos", "uploads", "upload")}
# For everybody who is signed in; what they show is scoped by duty (tested with the pages).
STAFF = {"logout", "desk", "case-list", "case-search", "leave", "leavers", "audit-alerts"}
STAFF |= {"alliance", "cockpit", "registration", "people", "demo-clock", "notices", "rules"}
STAFF |= {"announcements", "practice", "practice-again", "columns", "exports", "export-new", "fresh-rows", "view-new"}
STAFF |= {"messages", "message-rules", "dispatch-desk", "routing", "routing-new", "routing-trial", "rosters"}
RECEPTION_PAGES = {"imports", "contacts", "call-backs", "caller-flags", "knowledge", "knowledge-review", "article-new"}
RECEPTION_VERBS = {f"registration-{name}" for name in ("caller", "draft", "draft-discarding", "hints", "suggestions")}
AUDIT = {"audit-reads", "audit-exports", "audit-changes"}  # for auditors alone
OF_A_STREET = {"requests", "request-registration", "retention"}  # their own matrix is in test_request_urls.py
REQUEST_PAGES, APPRAISAL_VERBS = {"request"}, {"appraisal-check"}
REQUEST_VERBS = {f"request-{noun}" for noun in ("answer", "copy", "decision", "execution", "identity", "withdrawal")}
OWN_ACCOUNT = {"account", "account-password", "account-second-factor", "account-session", "account-sessions-others"}
OWN_ACCOUNT |= {"unsent", "own-token-end"}
# Of one administrator or another; a person who handles cases is told that they are not for them (403).
ADMIN_PAGES = {"account-list", "account-new", "account-page", "sign-in-log", "staff-list-upload", "staff-list-template"}
ADMIN_PAGES |= {"staff-list", "staff-list-report", "status", "outbox", "units", "unit-new", "unit"}
ADMIN_VERBS = {"staff-list-passwords", "staff-list-taking-over", "unit-station", "unit-closing", "unit-reopening"}
NOUNS = {"disabling", "duty-confirmation", "duty-end", "duty-new", "enabling", "factor-reset"}
NOUNS |= {"password-reissue", "sessions-end", "token-new", "token-revocation", "unlocking"}
ADMIN_VERBS |= {f"account-{noun}" for noun in NOUNS}
ADMINISTRATION = sorted(ADMIN_PAGES | ADMIN_VERBS)
CASE_PAGES = {"case", "case-access", "case-cluster", "case-corrections", "case-joint", "case-petition", "case-risk"}
CASE_PAGES |= {"case-evidence", "case-evidence-piece"}
# Spoken by the upload client, whose other verbs are tried in hetang/record/evidence/tests/test_uploading.py.
UPLOADS = {"case-evidence-upload"}
# Asked for by those who do not see the case: its own rule, in test_matrix.py.
GLASS = {"case-glass"}
# Of a row that is no case: who reaches which is in test_matrix.py.
OTHERS = {
    "leave-end": "delegation",
    "export": "export",
    "mention-reading": "mention",
    "message-reading": "message",
    "export-cancellation": "export",
    "export-file": "export",
    "view-removal": "view",
    "hand-over": "account",
    "alert-acknowledgement": "alert",
    "alert-notice": "alert",
    # Of the reception and the knowledge base: test_reception.py.
    **dict.fromkeys(("import", "import-going-on", "import-rejects"), "pk"),
    **dict.fromkeys(("article", "article-edition", "contact"), "pk"),
    **dict.fromkeys(("article-approval", "article-confirmation", "article-refusal", "article-retirement"), "pk"),
    "article-terms": "pk",
    **dict.fromkeys(("contact-opening", "call-back-attempt", "call-back-end", "call-back-number"), "pk"),
    **dict.fromkeys(("caller-flag-decision", "caller-flag-end", "caller-flag-review"), "pk"),
}
OTHERS |= dict.fromkeys(("routing-rule", "routing-move", "routing-end", "roster-shift-end", "roster-change-end"), "pk")
OTHERS |= dict.fromkeys((f"rule-proposal{verb}" for verb in ("", "-taking", "-refusal", "-withdrawal")), "pk")
OTHERS |= {"announcement-withdrawal": "pk", "evidence-file": "link", "roster-shift": "unit", "roster-change": "unit"}
CASE_VERBS = {
    "case-acceptance",
    "case-admission",
    "case-answer",
    "case-archive",
    "case-assignment",
    "case-attempts",
    "case-closure",
    "case-conversion",
    "case-correction",
    "case-fee",
    "case-consents",
    "case-follow-up",
    "case-joining",
    "case-news-passing-over",
    "case-lead",
    "case-leaving",
    "case-override",
    "case-parties",
    "case-police-report",
    "case-refusal",
    "case-regime",
    "case-reply",
    "case-rereview",
    "case-rereview-request",
    "case-review",
    "case-review-service",
    "case-service",
    "case-review-request",
    "case-risk-leader",
    "case-risk-lowering",
    "case-risk-rating",
    "case-risk-review",
    "case-transfer",
    "case-references",
    "case-remark",
    "case-reader-removal",
    "case-readers",
    "case-reopening",
    "case-resolution",
    "case-resumption",
    "case-return",
    "case-rights",
    "case-sensitivity",
    "case-session",
    "case-settlement",
    "case-taking-back",
    "case-termination",
    "case-voiding",
    "case-withdrawal-dropping",
    "retention-appraisal",
}
MANY = {"dispatch-assignments", "dispatch-acceptances"}  # many cases at once, each by its own verb
MANY |= {"messages-reading"}  # one's own messages
CASE_VERBS |= {
    f"case-{noun}" for noun in ["appeal", "climb", "escalation", "recusal", "referral", "ruling", "sending-down"]
}
CASE_VERBS |= {f"case-evidence-{noun}" for noun in ("form", "return", "uploads", "withdrawal")}
CASE_VERBS |= {f"case-{noun}" for noun in ["tasks", "transfer-offer", "transfer-reply"]}
# Posted to, and of no case.
STATE_CHANGES = {*MANY, "routing-new", "registration", "demo-clock", "case-search", "leave", *OTHERS, *GLASS}
STATE_CHANGES |= {"columns", "export-new", "view-new", "practice-again"} | RECEPTION_VERBS
STATE_CHANGES |= RECEPTION_PAGES - {"knowledge-review"}
PARTY_VERBS = {"case-party-identity", "case-party-reveal", "case-party-standing"}
OBLIGATION_VERBS = {"obligation-performance", "obligation-breach"}
RULE_PAGES = {"rule-pack", "rule-file"}  # rules are for everybody who works by them
# Who changes rules or announces is asked in those rooms' own tests.
RULE_CHANGES = {"rule-proposals", "rule-proposal-new", "announcement-new"}
CONSENT_VERBS = {"consent-withdrawal"}
TASK_VERBS = {"case-task-report", "case-task-decision"}
CLOCK_PAGES = {"case-deadline"}
CLOCK_VERBS = {f"case-deadline-{noun}" for noun in ("pause", "resumption", "review", "extension", "decision")}
# What differs from one answer to the next: the form's mark and the nonce of scripts.
ONE_TIME = re.compile('[A-Za-z0-9]{64}|nonce="[^"]*"')
PAGES = CASE_PAGES | CLOCK_PAGES
OF_A_CASE = sorted(PAGES | CASE_VERBS | PARTY_VERBS | OBLIGATION_VERBS | CLOCK_VERBS | CONSENT_VERBS | TASK_VERBS)


def names(resolver: URLResolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name or f"unnamed {entry.pattern}"
        else:
            yield from names(entry)


@pytest.fixture
def case(cast: Cast, settings: Any, tmp_path: Path) -> Case:
    """In session, with a promise and a piece of evidence on record."""
    settings.HETANG_HOME = tmp_path
    case = mediations.in_session(cast).case
    obligation(case)
    record_consent(side(case, "applicant"), notice="general", means="phone", by=cast.mediator)
    evidence(case, cast.mediator)
    return case


def address(name: str, case: Case) -> str:
    if name in RULE_PAGES:
        return reverse(name, args=["deadlines", 1] if name == "rule-file" else ["deadlines"])
    if name in OWN_ACCOUNT or name in ADMINISTRATION:
        return account_address(name, case)
    if name in OTHERS:
        return reverse(name, kwargs={OTHERS[name]: 999_999})
    if name not in {*OF_A_CASE, *GLASS, *UPLOADS}:
        return reverse(name)
    known: dict[str, str | int] = {"number": case.number}
    if name in PARTY_VERBS:
        known["party"] = side(case, "applicant").pk
    if name in OBLIGATION_VERBS:
        known["obligation"] = case.obligations.get().pk
    if name in CLOCK_PAGES | CLOCK_VERBS:
        known["clock"] = case.clocks.get(stopped_at=None).pk
    return reverse(name, kwargs=known | more_known(name, case))


def more_known(name: str, case: Case) -> dict[str, str | int]:
    if name in {"case-evidence-piece", "case-evidence-return", "case-evidence-withdrawal"}:
        return {"piece": case.evidence.get().pk}
    if name in UPLOADS:
        return {"token": "0123456789abcdef"}
    if name in TASK_VERBS:
        return {"task": 999_999}
    if name in CONSENT_VERBS:
        return {"consent": case.consents.get().pk}
    return {}


def account_address(name: str, case: Case) -> str:
    """The address with an account of the house, which exists, in the places for one."""
    known: dict[str, str | int] = {"mark": "0123456789abcdef"} if name == "account-session" else {}
    if name.startswith("account-") and name in {*ADMIN_VERBS, "account-page"}:
        known["pk"] = case.assignee_id or 0
    if name in {"account-duty-end", "account-duty-confirmation"}:
        known["duty"] = Duty.objects.filter(account=case.assignee_id).values_list("pk", flat=True)[0]
    if name in {"own-token-end", "account-token-revocation"}:
        known["token"] = 1
    if name in {"staff-list", "staff-list-report", "staff-list-taking-over", "staff-list-passwords"}:
        known["pk"] = 1
    if name == "unit" or name in ADMIN_VERBS and name.startswith("unit-"):
        known["pk"] = case.unit_id
    return reverse(name, kwargs=known)


def signed_in(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def status(client: Client, name: str, case: Case) -> int:
    """The answer to the kind of request that the address is for."""
    url = address(name, case)
    return (client.get(url) if name in PAGES else client.post(url, {"reason": "好奇", "note": "试试"})).status_code


def test_every_address_is_listed_here() -> None:
    listed = [PUBLIC, STAFF, AUDIT, RULE_PAGES, PAGES, CASE_VERBS, PARTY_VERBS, OBLIGATION_VERBS, CLOCK_VERBS]
    listed += [CONSENT_VERBS, TASK_VERBS, OF_A_STREET, REQUEST_PAGES, REQUEST_VERBS, APPRAISAL_VERBS]
    listed += [RESIDENTS, OWN_ACCOUNT, ADMIN_PAGES, ADMIN_VERBS, API, WEBHOOKS]
    listed += [UPLOADS, RULE_CHANGES, GLASS, set(OTHERS), MANY, RECEPTION_PAGES, RECEPTION_VERBS]
    assert sorted(names(get_resolver())) == sorted(name for group in listed for name in group)


def test_who_is_not_signed_in_is_led_to_the_login(case: Case) -> None:
    client, before, wrong = Client(raise_request_exception=False), all_rows(), []
    open_to_staff = sorted(
        STAFF | AUDIT | RULE_CHANGES | MANY | RULE_PAGES | OWN_ACCOUNT | RECEPTION_PAGES | RECEPTION_VERBS
    )
    for name in [*open_to_staff, *OF_A_CASE, *GLASS, *OTHERS, *ADMINISTRATION]:
        for answer in (client.get(address(name, case)), client.post(address(name, case), {"note": "试试"})):
            if answer.status_code != 302 or not answer.headers["Location"].startswith("/login/"):
                wrong.append((name, answer.status_code))
    assert wrong == []
    assert changed(before) == {}


@pytest.mark.parametrize("part", ["stranger", "far_operator", "far_mediator"])
def test_to_a_stranger_no_case_exists(cast: Cast, case: Case, part: str) -> None:
    client = signed_in(getattr(cast, part))
    before = all_rows()
    assert client.get(address("case-glass", case)).status_code == 404
    assert {name: status(client, name, case) for name in OF_A_CASE} == dict.fromkeys(OF_A_CASE, 404)
    assert changed(before) == {}


@pytest.mark.parametrize("part", ["colleague", "other_lead", "second_mediator"])
def test_a_colleague_is_told_that_the_case_is_not_theirs(cast: Cast, case: Case, part: str) -> None:
    client = signed_in(getattr(cast, part))
    before = all_rows()
    assert {name: status(client, name, case) for name in OF_A_CASE} == dict.fromkeys(OF_A_CASE, 403)
    assert changed(before) == {}


def test_a_strangers_answer_is_the_same_for_a_case_that_is_there_and_one_that_is_not(cast: Cast, case: Case) -> None:
    client = signed_in(cast.stranger)
    there = ONE_TIME.sub("", client.get(address("case", case)).content.decode())
    absent = ONE_TIME.sub("", client.get(reverse("case", args=["ST2026-99999"])).content.decode())
    assert there.replace(case.number, "ST2026-99999") == absent


def test_administration_is_closed_to_everybody_who_handles_cases(cast: Cast, case: Case) -> None:
    for part, who in cast.everybody().items():
        client = signed_in(who)
        before = all_rows()
        answers = {}
        for name in ADMINISTRATION:
            url = address(name, case)
            answer = client.get(url) if name in ADMIN_PAGES else client.post(url, {"reason": "试试", "digest": "x"})
            answers[name] = answer.status_code
        assert answers == dict.fromkeys(ADMINISTRATION, 403), part
        assert changed(before) == {}, part


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_to_an_administrator_every_case_is_closed(cast: Cast, case: Case, role: str) -> None:
    client = signed_in(accounts.staff("admin", "管理员", role, cast.station))
    before = all_rows()
    assert {name: status(client, name, case) for name in OF_A_CASE} == dict.fromkeys(OF_A_CASE, 403)
    for name in ("desk", "case-list"):
        assert case.number not in client.get(reverse(name)).content.decode()
    assert changed(before) == {}


# What each administrator may open; every other page and verb of administration is answered 403.
MAY = {
    "system_admin": {"account-list", "account-new", "account-page", "staff-list-upload", "staff-list-template"}
    | {"status", "outbox", "units", "unit-new", "unit"},
    "security_admin": {"account-list", "account-page", "status"},
    "audit_admin": {"account-list", "account-page", "sign-in-log", "status"},
}


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_each_administrator_opens_their_own_pages_and_no_other(cast: Cast, case: Case, role: str) -> None:
    client = signed_in(accounts.staff("admin", "管理员", role, cast.station))
    # Nobody's list number 1 is answered 404 to the one who may have lists, 403 to the others.
    opened = {name for name in ADMIN_PAGES if client.get(address(name, case)).status_code == 200}
    assert opened == MAY[role]


def test_the_auditor_can_change_nothing(cast: Cast, case: Case) -> None:
    client = signed_in(accounts.staff("admin", "审计", "audit_admin", cast.station))
    before = all_rows()
    answers = {name: client.post(address(name, case), {"reason": "试试"}).status_code for name in sorted(ADMIN_VERBS)}
    assert answers == dict.fromkeys(sorted(ADMIN_VERBS), 403)
    assert client.post(reverse("account-new"), {"username": "x", "name_zh": "某"}).status_code == 403
    assert changed(before) == {}


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_an_administrator_of_another_street_reaches_nobody_here(cast: Cast, case: Case, role: str) -> None:
    client = signed_in(accounts.staff("admin", "外街管理员", role, cast.far_station))
    before = all_rows()
    of_account = sorted(name for name in ADMIN_VERBS if name.startswith("account-"))
    answers = {name: client.post(address(name, case), {"reason": "试试"}).status_code for name in of_account}
    assert set(answers.values()) <= {403, 404}
    assert client.get(address("account-page", case)).status_code == 404
    assert cast.mediator.name_zh not in client.get(reverse("account-list")).content.decode()
    assert changed(before) == {}


def test_verbs_answer_only_to_post(cast: Cast, case: Case) -> None:
    client = signed_in(cast.mediator)
    before = all_rows()
    verbs = sorted(CASE_VERBS | PARTY_VERBS | OBLIGATION_VERBS | CLOCK_VERBS | CONSENT_VERBS | ADMIN_VERBS)
    assert {name: client.get(address(name, case)).status_code for name in verbs} == dict.fromkeys(verbs, 405)
    assert changed(before) == {}


def test_a_post_without_its_mark_is_refused(cast: Cast, case: Case) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.mediator)
    before = all_rows()
    verbs = CASE_VERBS | PARTY_VERBS | OBLIGATION_VERBS | CLOCK_VERBS | CONSENT_VERBS | ADMIN_VERBS | STATE_CHANGES
    assert {name: client.post(address(name, case)).status_code for name in verbs} == dict.fromkeys(verbs, 403)
    assert changed(before) == {}


@pytest.mark.parametrize("name", sorted(PARTY_VERBS | OBLIGATION_VERBS | CLOCK_VERBS | CONSENT_VERBS))
def test_what_belongs_to_another_case_is_not_reached_through_ones_own(cast: Cast, case: Case, name: str) -> None:
    mine = cases.in_hand(cast)
    url = address(name, case).replace(case.number, mine.number)
    client = signed_in(cast.mediator)
    before = all_rows()
    assert client.post(url, {"reason": "好奇", "note": "试试", "means": "phone"}).status_code == 404
    assert changed(before) == {}


def test_an_attempt_at_a_party_of_another_case_is_not_found(cast: Cast, case: Case) -> None:
    other = side(cases.case(cast), "applicant")
    client = signed_in(cast.mediator)
    before = all_rows()
    for party in (other.pk, "x", "", "999999999999999999999"):
        answer = client.post(address("case-attempts", case), {"party": party, "outcome": "no_answer"})
        assert answer.status_code in {404, 422}, party
    assert changed(before) == {}


def test_pages_of_the_house_open_for_whoever_works_there(cast: Cast, case: Case) -> None:
    for part, who in cast.everybody().items():
        client = signed_in(who)
        for name in ("desk", "case-list", "alliance", "rules", "rule-pack"):
            assert client.get(address(name, case)).status_code == 200, (part, name)


def test_no_list_shows_a_case_that_its_reader_may_not_open(cast: Cast, case: Case) -> None:
    for part, who in cast.everybody().items():
        client = signed_in(who)
        opens = client.get(address("case", case)).status_code == 200
        shown = case.number in client.get(reverse("case-list")).content.decode()
        assert shown is opens, part
        if not opens:
            assert case.number not in client.get(reverse("desk")).content.decode(), part


def test_the_auditors_pages_are_closed_to_everybody_else(cast: Cast, case: Case) -> None:
    for part, who in cast.everybody().items():
        client = signed_in(who)
        before = all_rows()
        assert {name: client.get(reverse(name)).status_code for name in AUDIT} == dict.fromkeys(AUDIT, 403), part
        assert changed(before) == {}
