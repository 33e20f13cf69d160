"""A token opens what its account may see and do, for as long as it holds, and nothing else."""

from datetime import timedelta

import pytest

from hetang.commons.accounts.api import Token, duties_of, revoke_token, wall
from hetang.faces.api.tests.factories import Programs
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast


def test_a_program_asks_who_it_is(cast: Cast, programs: Programs) -> None:
    told = programs.of(cast.operator, "read").get("/me").json()
    assert told["account"] == {"id": cast.operator.pk, "name": "周晴"}
    assert told["scopes"] == ["read"]
    assert [duty["role"] for duty in told["duties"]] == ["operator"]


def test_without_a_token_and_with_a_wrong_one_the_answer_is_the_same(cast: Cast, programs: Programs) -> None:
    case = cases.case(cast)
    token, text = programs.made(cast.operator)
    revoked, revoked_text = programs.made(cast.operator)
    revoke_token(revoked, reason="换掉", by=programs.admin)
    Token.objects.filter(pk=token.pk).update(expires_at=wall() - timedelta(seconds=1))
    answers = set()
    for wrong in ("", "x", "hetang_" + "a" * 43, text, revoked_text, "hetang_" + "é" * 3):
        program = programs.nobody()
        program.token = wrong
        answer = program.get(f"/cases/{case.number}")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="hetang"'
        answers.add((answer.status_code, answer.content))
    assert [status for status, _ in answers] == [401]


def test_a_disabled_account_has_no_token_that_works(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)
    cast.operator.is_active = False
    cast.operator.save(update_fields=["is_active"])
    assert program.get("/me").status_code == 401


def test_a_session_opens_nothing(cast: Cast, programs: Programs) -> None:
    program = programs.nobody()
    program.client.force_login(cast.operator)
    assert program.get("/cases").status_code == 401


@pytest.mark.parametrize(
    ("scope", "open_to"), [("read", {"GET", "search"}), ("register", {"contacts"}), ("act", {"closure"})]
)
def test_a_token_reaches_no_further_than_its_scopes(
    cast: Cast, programs: Programs, scope: str, open_to: set[str]
) -> None:
    case, program = cases.case(cast), programs.of(cast.lead, scope)
    before = all_rows()
    tried = {
        "GET": program.get(f"/cases/{case.number}"),
        "search": program.post("/cases/search", {"text": "不存在的词"}),
        "contacts": program.post("/contacts", {"text": "", "channel": "web"}),
        "closure": program.post(f"/cases/{case.number}/closure"),
    }
    refused = {name for name, answer in tried.items() if answer.status_code == 403}
    assert refused == set(tried) - open_to
    assert all(tried[name].json()["type"] == "urn:hetang:problem:scope" for name in refused)
    assert set(changed(before)) <= {"people_accesslog", "api_rate", "accounts_token"}


def test_it_notes_when_it_was_used_but_not_every_time(cast: Cast, programs: Programs) -> None:
    token, text = programs.made(cast.operator)
    program = programs.nobody()
    program.token = text
    program.get("/me")
    first = Token.objects.get(pk=token.pk).used_at
    program.get("/me")
    assert first is not None and Token.objects.get(pk=token.pk).used_at == first


def test_the_text_of_a_token_is_kept_nowhere(cast: Cast, programs: Programs) -> None:
    token, text = programs.made(cast.operator)
    assert duties_of(cast.operator).has("operator")
    rows = str(all_rows()) + token.digest
    assert text not in rows and text.removeprefix("hetang_") not in rows
