"""tus by a program: the page's own uploads, with a token, and every refusal as a problem."""

import base64
from pathlib import Path
from typing import Any

import pytest

from hetang.commons.documents.api import Upload, read
from hetang.commons.documents.tests.factories import samples
from hetang.faces.api.tests.factories import Program, Programs
from hetang.faces.api.tests.test_evidence import problem
from hetang.flow.dispatch.tests.factories import accepted
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.api import Evidence
from hetang.record.followup.tests.factories import side

CONTENT = samples.jpeg(1200, 900)
KIND = "application/offset+octet-stream"
TUS: dict[str, Any] = {"tus_resumable": "1.0.0"}


@pytest.fixture
def case(cast: Cast, home: Path) -> Case:
    """In the mediator's hands."""
    return accepted(cast)


@pytest.fixture
def program(cast: Cast, programs: Programs) -> Program:
    """The mediator's."""
    return programs.of(cast.mediator)


def begin(program: Program, case: Case, size: int = len(CONTENT), **told: object) -> Any:
    named = {"filename": "楼道.jpg", **told}
    pairs = [f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in named.items()]
    headers = {**TUS, "upload_length": str(size), "upload_metadata": ",".join(pairs)}
    return program.send("POST", f"/cases/{case.number}/evidence/uploads", **headers)


def more(program: Program, url: str, content: bytes, at: int, **headers: str) -> Any:
    return program.send("PATCH", url, content, KIND, **{**TUS, "upload_offset": str(at), **headers})


def test_a_file_in_pieces_over_a_line_that_breaks(case: Case, program: Program) -> None:
    party = side(case, "applicant")
    begun = begin(program, case, party=party.pk)
    url = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert url.startswith(f"/api/v1/cases/{case.number}/evidence/uploads/")
    assert more(program, url, CONTENT[:3000], 0).status_code == 204
    assert problem(more(program, url, CONTENT, 7)) == (409, "moved")
    asked = program.send("HEAD", url, **TUS)
    assert (asked.status_code, asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (
        200,
        "3000",
        str(len(CONTENT)),
    )
    assert more(program, url, CONTENT[3000:], 3000).status_code == 204
    row = Evidence.objects.get()
    assert (row.party, b"".join(read(row.file))) == (party, CONTENT)
    assert program.send("HEAD", url, **TUS).headers["Upload-Offset"] == str(len(CONTENT))
    assert problem(program.send("DELETE", url, **TUS))[0] == 422


def test_what_is_called_off_is_gone(case: Case, program: Program) -> None:
    url = begin(program, case).headers["Location"]
    assert program.send("DELETE", url, **TUS).status_code == 204
    assert program.send("HEAD", url, **TUS).status_code == 404
    assert problem(more(program, url, CONTENT, 0)) == (404, "not-found")


def test_every_refusal_is_a_problem_in_its_own_words(case: Case, program: Program) -> None:
    old = begin(program, case).headers["Location"]
    wrong = more(program, old, b"x", 0, tus_resumable="0.2.2")
    assert problem(wrong) == (412, "tus-version") and wrong.headers["Tus-Version"] == "1.0.0"
    assert problem(begin(program, case, size=2 << 30)) == (413, "too-large")
    assert problem(begin(program, case, party=999_999)) == (422, "invalid")
    headers = {**TUS, "upload_length": "many"}
    assert problem(program.send("POST", f"/cases/{case.number}/evidence/uploads", **headers)) == (400, "malformed")
    headers = {**TUS, "upload_length": "9", "upload_metadata": "filename \u00e9"}
    assert problem(program.send("POST", f"/cases/{case.number}/evidence/uploads", **headers)) == (422, "invalid")
    exe = begin(program, case, size=300).headers["Location"]
    refused = more(program, exe, b"MZ" + bytes(298), 0)
    assert problem(refused) == (415, "wrong-kind") and "楼道.jpg" in refused.json()["detail"]
    assert program.send("HEAD", exe, **TUS).status_code == 415
    assert not Evidence.objects.exists()


def test_nobody_else_goes_on_with_it(cast: Cast, case: Case, program: Program, programs: Programs) -> None:
    url = begin(program, case).headers["Location"]
    for part, status in (("lead", 404), ("operator", 404), ("other_lead", 403), ("stranger", 404)):
        other = programs.of(getattr(cast, part))
        assert problem(more(other, url, CONTENT, 0))[0] == status, part
        assert program.send("HEAD", url, **TUS).headers["Upload-Offset"] == "0"
    assert problem(more(programs.nobody(), url, CONTENT, 0)) == (401, "no-token")
    reader = programs.of(cast.mediator, "read")
    assert problem(more(reader, url, CONTENT, 0)) == (403, "scope")
    assert Upload.objects.get().offset == 0


def test_a_closed_case_takes_none(cast: Cast, case: Case, program: Program) -> None:
    cases.put(case, "closed", assignee=cast.mediator)
    answer = begin(program, case)
    assert problem(answer) == (422, "invalid") and "内容已经冻结" in answer.json()["detail"]
    assert not Upload.objects.exists()
