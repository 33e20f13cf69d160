"""Every operation of the interface × no token, too narrow a token, strangers, colleagues, administrators."""

import pytest

from hetang.commons.accounts.api import ADMIN_ROLES, SCOPES, Token, duties_of
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.documents.tests.factories import samples
from hetang.faces.api.catalogue import OPERATIONS, by_path
from hetang.faces.api.operations import FORM_TYPE, Operation
from hetang.faces.api.tests.factories import Program, Programs
from hetang.faces.api.urls import name_of
from hetang.faces.api.webhooks.actions import make_endpoint
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.tests.factories import evidence
from hetang.record.followup.tests.factories import obligation, side
from hetang.services.mediation.tests import factories as mediations
from tests.security.test_permissions import people_who

# Every address of the interface asks for a token.
API = {name_of(path) for path in by_path()} | {"api-root", "api-nowhere"}
WEBHOOKS = {"webhooks", "webhook-new", "webhook", "webhook-end", "delivery-replay"}
# Written by every request.
BESIDE = {"api_rate", "accounts_token"}
OF_A_CASE = [each for each in OPERATIONS if "number" in each.in_path]
# What somebody sends who tries: enough to be understood.
FILLED = {"note": "试试", "reason": "试试", "text": "试试"}


@pytest.fixture
def case(cast: Cast) -> Case:
    """In session, with a promise on record."""
    case = mediations.in_session(cast).case
    obligation(case)
    evidence(case, cast.mediator)
    return case


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return Programs(cast)


def status(program: Program, each: Operation, case: Case) -> int:
    path = each.path.replace("{number}", case.number).replace("{obligation}", str(case.obligations.get().pk))
    path = path.replace("{webhook}", "1").replace("{delivery}", "1")
    path = path.replace("{party}", str(side(case, "applicant").pk)).replace("{upload}", "0" * 32)
    path = path.replace("{piece}", str(case.evidence.get().pk)).replace("{link}", "a:b:c")
    path = path.replace("{task}", "1").replace("{contact}", "1").replace("{article}", "1")
    if each.takes == FORM_TYPE:
        return int(program.post_file(path, samples.PDF, "a.pdf").status_code)
    if each.method != "POST" or each.resumes:
        headers = {"tus_resumable": "1.0.0", "upload_length": "9", "upload_offset": "0"} if each.resumes else {}
        return int(program.send(each.method, path, b"x" * 9, each.takes, **headers).status_code)
    return int(program.post(path, body_for(each, case)).status_code)


def body_for(each: Operation, case: Case) -> dict[str, object]:
    """The operation's own example, with numbers of this case in it."""
    text = dict(each.example or {})
    if "party" in text:
        text["party"] = side(case, "applicant").pk
    if "to" in text and isinstance(text["to"], int):
        text["to"] = case.assignee_id
    return text


def test_without_a_token_nothing_is_answered_and_nothing_changes(cast: Cast, case: Case, programs: Programs) -> None:
    nobody, before = programs.nobody(), all_rows()
    assert {each.name: status(nobody, each, case) for each in OPERATIONS} == {each.name: 401 for each in OPERATIONS}
    assert set(changed(before)) <= BESIDE


def test_a_token_without_the_scope_is_refused(cast: Cast, case: Case, programs: Programs) -> None:
    narrow = {scope: programs.of(cast.mediator, *(set(SCOPES) - {scope})) for scope in SCOPES}
    before = all_rows()
    asked = [each for each in OPERATIONS if each.scope]
    answers = {each.name: status(narrow[each.scope], each, case) for each in asked}
    assert answers == dict.fromkeys(answers, 403)
    assert set(changed(before)) <= BESIDE


@pytest.mark.parametrize("part", ["stranger", "far_operator", "far_mediator"])
def test_to_the_token_of_a_stranger_no_case_exists(cast: Cast, case: Case, programs: Programs, part: str) -> None:
    program, before = programs.of(getattr(cast, part)), all_rows()
    answers = {each.name: status(program, each, case) for each in OF_A_CASE}
    assert answers == dict.fromkeys(answers, 404)
    assert set(changed(before)) <= BESIDE


@pytest.mark.parametrize("part", ["colleague", "other_lead", "second_mediator"])
def test_the_token_of_a_colleague_is_told_that_the_case_is_not_theirs(
    cast: Cast, case: Case, programs: Programs, part: str
) -> None:
    program, before = programs.of(getattr(cast, part)), all_rows()
    answers = {each.name: status(program, each, case) for each in OF_A_CASE}
    assert answers == dict.fromkeys(answers, 403)
    assert set(changed(before)) <= BESIDE


def test_a_token_may_no_more_than_its_account(cast: Cast, case: Case, programs: Programs) -> None:
    """Role by role: whoever may not read the case at the desk gets nothing here either."""
    opened = set()
    for role, near, by in people_who(cast):
        if role in ADMIN_ROLES:
            continue
        Token.objects.all().delete()
        admin = programs.far_admin if near == "other street" else programs.admin
        programs.admin, kept = admin, programs.admin
        program = programs.of(by, "read")
        programs.admin = kept
        program.client.force_login(by)
        page = program.client.get(f"/cases/{case.number}/").status_code
        assert status(program, _named("readCase"), case) == page, (role, near)
        opened |= {role} if page == 200 else set()
        assert duties_of(by).has(role)
    assert opened >= {"operator", "station_lead", "leader"}


def _named(name: str) -> Operation:
    return next(each for each in OPERATIONS if each.name == name)


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_webhooks_are_the_system_administrators(cast: Cast, programs: Programs, role: str) -> None:
    made = make_endpoint(cast.lead, url="https://a.example/", by=cast.lead).endpoint
    client = programs.nobody().client
    client.force_login(accounts.staff("admin", "管理员", role, cast.station))
    expected = 200 if role == "system_admin" else 403
    for address in ("/webhooks/", f"/webhooks/{made.pk}/"):
        assert client.get(address).status_code == expected
    if expected == 403:
        for address in (f"/webhooks/{made.pk}/end/", f"/webhooks/{made.pk}/deliveries/1/replay/", "/webhooks/new/"):
            assert client.post(address, {"url": "https://b.example/"}).status_code == 403


def test_webhooks_are_closed_to_who_handles_cases_and_to_other_streets(cast: Cast, programs: Programs) -> None:
    made = make_endpoint(cast.lead, url="https://a.example/", by=cast.lead).endpoint
    addresses = {f"/webhooks/{made.pk}/", f"/webhooks/{made.pk}/end/", f"/webhooks/{made.pk}/deliveries/1/replay/"}
    client, before = programs.nobody().client, all_rows()
    for who, expected in ((cast.lead, 403), (cast.operator, 403), (programs.far_admin, 404)):
        client.force_login(who)
        for address in addresses:
            answer = client.get(address) if address.count("/") == 3 else client.post(address)
            assert answer.status_code == expected, (who, address)
    client.logout()
    for address in addresses | {"/webhooks/", "/webhooks/new/"}:
        assert client.get(address).headers["Location"].startswith("/login/")
    assert set(changed(before)) <= {"accounts_session", "accounts_account"}  # who signed in when
