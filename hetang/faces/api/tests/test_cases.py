"""Programs read what their account may read, page by page, and learn when nothing has changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hetang.commons.people.api import AccessLog
from hetang.faces.api.tests.factories import Programs
from hetang.flow.dispatch.tests.factories import accepted
from hetang.ground.journal.api import catch_up
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case, break_glass
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup.tests.factories import side


def test_a_list_is_read_page_by_page_without_a_gap(cast: Cast, programs: Programs) -> None:
    numbers = [cases.case(cast).number for _ in range(5)]
    program, found, cursor = programs.of(cast.operator), [], ""
    while True:
        page = program.get(f"/cases?size=2&cursor={cursor}").json()
        found += [row["number"] for row in page["items"]]
        if page["older"] is None:
            break
        cursor = page["older"]
    assert found == numbers[::-1]
    back = program.get(f"/cases?size=2&cursor={page['newer']}").json()
    assert [row["number"] for row in back["items"]] == numbers[2:0:-1]


def test_filters_narrow_the_list(cast: Cast, programs: Programs) -> None:
    waiting, held = cases.case(cast), cases.in_hand(cast)
    consultation = cases.case(cast, kind="consultation")
    catch_up()
    program = programs.of(cast.operator)

    def numbers(query: str) -> list[str]:
        return [row["number"] for row in program.get(f"/cases?{query}").json()["items"]]

    assert numbers("state=in_progress") == [held.number]
    assert numbers("kind=consultation&open=true") == [consultation.number]
    assert numbers("state=registered&kind=dispute") == [waiting.number]
    assert numbers("registered_on=2026-03-09") == [consultation.number, held.number, waiting.number]
    assert numbers("registered_on=2026-03-10") == []


@pytest.mark.parametrize(
    ("query", "at"),
    [("state=nice", "?state"), ("size=0", "?size"), ("colour=red", "?colour"), ("size=1&size=2", "?size")],
)
def test_a_filter_that_means_nothing_is_refused(cast: Cast, programs: Programs, query: str, at: str) -> None:
    answer = programs.of(cast.operator).get(f"/cases?{query}")
    assert (answer.status_code, [each["at"] for each in answer.json()["errors"]]) == (422, [at])


def test_a_case_is_read_with_what_is_open_to_the_account(cast: Cast, programs: Programs) -> None:
    case = accepted(cast)
    told = programs.of(cast.mediator).get(f"/cases/{case.number}").json()
    assert told["text"] == case.summary and told["code"] == case.code
    assert [party["role"] for party in told["parties"]] == ["applicant", "respondent"]
    assert {verb["verb"] for verb in told["verbs"]} == {"recuse", "resolve"}
    assert told["verbs"][-1]["missing"]
    assert [line["what"] for line in told["story"]][0].startswith("接到热线电话，登记案件")


def test_numbers_are_masked_and_names_only_for_those_who_work_on_it(cast: Cast, programs: Programs) -> None:
    case = cases.in_hand(cast)
    person = side(case, "applicant").person
    works = programs.of(cast.mediator).get(f"/cases/{case.number}").json()
    oversees = programs.of(cast.leader).get(f"/cases/{case.number}")
    assert works["parties"][0]["name"] == person.name
    assert person.name not in oversees.content.decode()
    for answer in (works, oversees.json()):
        assert person.phone not in str(answer)


def test_what_has_not_changed_is_answered_304(cast: Cast, programs: Programs) -> None:
    case, program = accepted(cast), programs.of(cast.mediator)
    first = program.get(f"/cases/{case.number}")
    tag = first.headers["ETag"]
    again = program.get(f"/cases/{case.number}", if_none_match=tag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    called = {"party": side(case, "applicant").pk, "outcome": "no_answer"}
    assert program.post(f"/cases/{case.number}/attempts", called).status_code == 200
    assert program.get(f"/cases/{case.number}", if_none_match=tag).status_code == 200


def test_every_look_is_written_down_and_none_that_showed_nothing(cast: Cast, programs: Programs) -> None:
    case, program = accepted(cast), programs.of(cast.mediator)
    tag = program.get(f"/cases/{case.number}").headers["ETag"]
    looks = AccessLog.objects.filter(subject_kind="case", subject_key=case.pk)
    assert [(look.account_id, look.subject) for look in looks] == [(cast.mediator.pk, case.number)]
    program.get(f"/cases/{case.number}", if_none_match=tag)
    programs.of(cast.colleague).get(f"/cases/{case.number}")
    assert looks.count() == 1


def test_a_list_asks_as_much_for_twenty_as_for_two(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)

    def asked(path: str) -> int:
        program.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert program.get(path).status_code == 200
        return len(queries)

    for _ in range(2):
        last = cases.case(cast)
    few = asked("/cases"), asked(f"/cases/{last.number}")
    for _ in range(18):
        last = cases.case(cast)
    assert (asked("/cases"), asked(f"/cases/{last.number}")) == few
    assert few[0] <= 7 and few[1] <= 17


def test_a_token_of_another_street_sees_nothing(cast: Cast, programs: Programs) -> None:
    case = cases.in_hand(cast)
    for who in (cast.stranger, cast.far_operator, cast.far_mediator):
        program = programs.of(who)
        there, absent = program.get(f"/cases/{case.number}"), program.get("/cases/ST2026-99999")
        assert there.status_code == absent.status_code == 404
        assert there.content.decode().replace(case.number, "ST2026-99999") == absent.content.decode()
        assert program.get("/cases").json()["items"] == []
        for text in (case.number, case.code, "演唱会"):
            assert program.post("/cases/search", {"text": text}).json().get("items", []) == []


def test_a_colleague_is_told_that_a_case_is_not_theirs(cast: Cast, programs: Programs) -> None:
    case = cases.in_hand(cast)
    answer = programs.of(cast.colleague).get(f"/cases/{case.number}")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:hetang:problem:not-allowed")


def test_broken_glass_opens_nothing_to_a_program(cast: Cast, programs: Programs) -> None:
    case = cases.in_hand(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    break_glass(case, reason="当事人扬言自伤", by=cast.lead)
    program = programs.of(cast.lead)
    before = all_rows()
    assert program.get(f"/cases/{case.number}").status_code == 403
    assert set(changed(before)) <= {"api_rate", "accounts_token"}


def test_search_finds_by_number_code_telephone_and_word(cast: Cast, programs: Programs) -> None:
    case = cases.in_hand(cast)
    catch_up()
    program = programs.of(cast.mediator)
    for text in (case.number, case.code, side(case, "applicant").person.phone, "演唱会"):
        found = program.post("/cases/search", {"text": text}).json()["items"]
        assert [row["number"] for row in found] == [case.number], text
    assert program.post("/cases/search", {"text": "x"}).status_code == 422


def test_candidates_are_those_of_the_desk(cast: Cast, programs: Programs) -> None:
    case = cases.case(cast)
    found = programs.of(cast.lead).get(f"/cases/{case.number}/candidates").json()["items"]
    assert cast.mediator.pk in {each["to"] for each in found}
    assert {each["unit"]["code"] for each in found} >= {cast.station.code}


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/cases/ST2026-1/nothing", "/cases/ST2026-1/", "/%00", "/cases?cursor=%00"]
)
def test_every_refusal_is_a_problem(cast: Cast, programs: Programs, path: str) -> None:
    answer = programs.of(cast.operator).get(path)
    assert answer.status_code in {400, 404, 405, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_method_that_an_address_does_not_know_is_told_which_it_knows(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)
    answer = program.client.delete("/api/v1/cases", headers={"Authorization": f"Bearer {program.token}"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json()["type"] == "urn:hetang:problem:method"
