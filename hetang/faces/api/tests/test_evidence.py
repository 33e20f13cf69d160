"""Evidence by a program: handed in, listed, looked at, fetched, withdrawn, as on the case page and with its log."""

from pathlib import Path
from typing import Any

import pytest

from hetang.commons.documents.api import make_previews, read
from hetang.commons.documents.tests.factories import clamd, samples
from hetang.commons.people.api import AccessLog
from hetang.faces.api import files
from hetang.faces.api.tests.factories import Program, Programs
from hetang.flow.dispatch.tests.factories import accepted
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case, last_seq, set_sensitivity
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.evidence.api import Evidence
from hetang.record.followup.tests.factories import side

PHOTO = samples.jpeg(900, 600, exif=True)
# Written by every request, done or refused.
BESIDE = {"api_rate", "accounts_token"}


@pytest.fixture
def case(cast: Cast, home: Path) -> Case:
    """In the mediator's hands."""
    return accepted(cast)


@pytest.fixture
def program(cast: Cast, programs: Programs) -> Program:
    """The mediator's."""
    return programs.of(cast.mediator)


def add(program: Program, case: Case, content: bytes = PHOTO, name: str = "楼道.jpg", **more: Any) -> Any:
    return program.post_file(f"/cases/{case.number}/evidence", content, name, **more)


def lying(home: Path) -> list[Path]:
    return [path for name in ("files", "uploads") for path in (home / name).rglob("*") if path.is_file()]


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    return answer.status_code, answer.json()["type"].rsplit(":", 1)[1]


def looks() -> list[tuple[str, str, int | None, str]]:
    rows = AccessLog.objects.exclude(field="").order_by("id")
    return [(row.account.name_zh, row.subject_kind, row.subject_key, row.field) for row in rows]


def test_a_small_file_is_handed_in_with_one_request(cast: Cast, case: Case, program: Program) -> None:
    party = side(case, "applicant")
    answer = add(program, case, party=party.pk)
    assert answer.status_code == 201, answer.content
    row = Evidence.objects.get()
    told = answer.json()
    assert (told["id"], told["kind"], told["size"], told["digest"]) == (
        row.pk,
        "photo",
        len(PHOTO),
        row.file.digest,
    )
    assert answer.headers["Location"] == told["href"] == f"/api/v1/cases/{case.number}/evidence/{row.pk}"
    assert (row.case, row.party, row.by, row.at) == (case, party, cast.mediator, MONDAY)
    assert b"".join(read(row.file)) == PHOTO
    assert "楼道" not in answer.content.decode(), "it is kept with the key, and a name may be a person's"


def test_the_same_key_takes_it_once_and_the_same_content_is_the_same_piece(case: Case, program: Program) -> None:
    first = add(program, case, idempotency_key="e-1")
    events = last_seq(case)
    again = add(program, case, idempotency_key="e-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert add(program, case, name="又一次.jpg").json()["id"] == first.json()["id"]
    assert problem(add(program, case, samples.PDF, "a.pdf", idempotency_key="e-1")) == (422, "key-reused")
    assert (Evidence.objects.count(), last_seq(case)) == (1, events)


@pytest.mark.parametrize(
    ("content", "name", "refused"),
    [
        (b"MZ" + bytes(300), "a.jpg", (415, "wrong-kind")),
        (samples.PDF + samples.zipped({"a.exe": b"MZ"}), "a.pdf", (415, "wrong-kind")),
        (samples.png_bomb(), "a.png", (413, "too-large")),
        (b"", "a.jpg", (422, "invalid")),
    ],
)
def test_what_is_not_taken_is_told_apart_and_leaves_nothing(
    case: Case, program: Program, home: Path, content: bytes, name: str, refused: tuple[int, str]
) -> None:
    before = all_rows()
    answer = add(program, case, content, name, idempotency_key="k")
    assert problem(answer) == refused, answer.content.decode()
    assert answer.json()["safe"] and set(changed(before)) <= BESIDE
    assert lying(home) == []
    assert add(program, case, idempotency_key="k").status_code == 201, "the key is free"


def test_a_virus_and_a_silent_scanner_are_told_apart_and_nothing_is_kept(
    case: Case, program: Program, home: Path, settings: Any
) -> None:
    before = all_rows()
    with clamd.told() as server:
        settings.CLAMD, server.verdict = server.address, b"stream: Eicar FOUND\0"
        assert problem(add(program, case)) == (422, "invalid")
        server.verdict = b""
        silent = add(program, case, idempotency_key="s")
        assert problem(silent) == (423, "not-scanned") and "同一个幂等键" in silent.json()["then"]
        assert set(changed(before)) <= BESIDE and lying(home) == []
        server.verdict = b"stream: OK\0"
        assert add(program, case, idempotency_key="s").status_code == 201
    assert Evidence.objects.get().file.scanned_by == "clamav"


def test_a_form_that_is_none_is_told_so(case: Case, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    url, before = f"/cases/{case.number}/evidence", all_rows()
    assert problem(program.post(url, {"file": "x"})) == (415, "media-type")
    assert problem(program.send("POST", url, b"--x", "multipart/form-data; boundary=")) == (400, "malformed")
    headers = {"Authorization": f"Bearer {program.token}"}
    forms: list[tuple[dict[str, str], str]] = [({}, "/file"), ({"file": "only words"}, "/file")]
    for sent, at in [*forms, ({"file": "x", "colour": "red"}, "/colour")]:
        answer = program.client.post(f"/api/v1{url}", sent, headers=headers)
        assert (problem(answer), answer.json()["errors"][0]["at"]) == ((422, "invalid"), at)
    assert problem(add(program, case, party="999999")) == (422, "invalid")
    assert problem(add(program, case, party="x")) == (422, "invalid")
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    large = add(program, case)
    assert problem(large) == (413, "too-large") and "evidence/uploads" in large.json()["then"]
    assert set(changed(before)) <= BESIDE


def test_the_list_and_one_piece_say_what_the_page_says_and_are_written_down(
    cast: Cast, case: Case, program: Program
) -> None:
    key = add(program, case).json()["id"]
    listed = program.get(f"/cases/{case.number}/evidence").json()["items"]
    assert [(each["id"], each["name"], each["kind_name"]) for each in listed] == [(key, "楼道.jpg", "照片")]
    assert "original" not in listed[0] and "view" not in listed[0]
    one = program.get(f"/cases/{case.number}/evidence/{key}").json()
    assert one["view"] is None and one["original"].startswith("/api/v1/evidence/") and one["until"]
    assert looks() == [("陈调解", "case", case.pk, "evidence"), ("陈调解", "evidence", key, "evidence")]


def test_the_file_is_fetched_by_its_link_whole_or_in_part_and_written_down(case: Case, program: Program) -> None:
    key = add(program, case).json()["id"]
    make_previews(Evidence.objects.get().file_id)
    one = program.get(f"/cases/{case.number}/evidence/{key}").json()
    whole = program.send("GET", one["original"])
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(whole.streaming_content) == PHOTO
    assert whole.headers["Content-Disposition"].startswith("attachment")
    part = program.send("GET", one["original"], range="bytes=100-199")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, PHOTO[100:200])
    beyond = program.send("GET", one["original"], range="bytes=99999999-")
    assert problem(beyond) == (416, "range") and beyond.headers["Content-Range"] == f"bytes */{len(PHOTO)}"
    copy = b"".join(program.send("GET", one["view"]).streaming_content)
    assert copy.startswith(b"\xff\xd8") and b"MAKER" not in copy and b"MAKER" in PHOTO
    assert [field for *_, field in looks()] == ["evidence", "original", "evidence"]


def test_a_link_is_its_readers_alone_and_ends(cast: Cast, case: Case, program: Program, programs: Programs) -> None:
    key = add(program, case).json()["id"]
    link = program.get(f"/cases/{case.number}/evidence/{key}").json()["original"]
    before = len(looks())
    assert problem(programs.nobody().send("GET", link)) == (401, "no-token")
    assert problem(programs.of(cast.lead).send("GET", link)) == (404, "not-found")
    assert problem(program.send("GET", f"{link[:-4]}abcd")) == (404, "not-found")
    assert problem(program.send("GET", f"/api/v1/evidence/{key}")) == (404, "not-found")
    set_sensitivity(case, to="sealed", reason="涉未成年人", by=cast.leader)
    reader = programs.of(cast.operator)
    assert reader.send("GET", link).status_code == 404
    assert len(looks()) == before


def test_a_link_that_is_too_old_is_told_so(case: Case, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    key = add(program, case).json()["id"]
    link = program.get(f"/cases/{case.number}/evidence/{key}").json()["original"]
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4_000_000_000.0)
    assert problem(program.send("GET", link)) == (409, "wrong-state")


def test_it_is_withdrawn_with_a_reason_and_put_back(case: Case, program: Program) -> None:
    here = add(program, case).json()["href"].removeprefix("/api/v1")
    assert problem(program.post(f"{here}/withdrawal")) == (422, "invalid")
    done = program.post(f"{here}/withdrawal", {"reason": "传错"})
    assert done.status_code == 200 and done.json()["withdrawn_at"]
    one = program.get(here).json()
    assert (one["original"], one["view"], one["until"]) == (None, None, None)
    assert problem(program.post(f"{here}/withdrawal", {"reason": "传错"})) == (409, "wrong-state")
    back = program.post(f"{here}/return")
    assert back.status_code == 200 and back.json()["withdrawn_at"] is None


def test_who_only_oversees_hands_in_nothing_and_looks_at_nothing(
    cast: Cast, case: Case, program: Program, programs: Programs
) -> None:
    key = add(program, case).json()["id"]
    leader, before = programs.of(cast.leader), all_rows()
    for path in ("", f"/{key}"):
        assert problem(leader.get(f"/cases/{case.number}/evidence{path}")) == (403, "not-allowed")
    assert problem(add(leader, case, samples.PDF, "a.pdf")) == (403, "not-allowed")
    withdrawal = leader.post(f"/cases/{case.number}/evidence/{key}/withdrawal", {"reason": "试试"})
    assert problem(withdrawal) == (403, "not-allowed")
    assert set(changed(before)) <= BESIDE


def test_a_piece_is_not_reached_through_another_case(cast: Cast, case: Case, program: Program) -> None:
    key, other = add(program, case).json()["id"], accepted(cast)
    assert problem(program.get(f"/cases/{other.number}/evidence/{key}")) == (404, "not-found")
    answer = program.post(f"/cases/{other.number}/evidence/{key}/withdrawal", {"reason": "试试"})
    assert problem(answer) == (404, "not-found")


def test_a_closed_case_takes_nothing_more(cast: Cast, case: Case, program: Program) -> None:
    cases.put(case, "closed", assignee=cast.mediator)
    before = all_rows()
    assert problem(add(program, case)) == (409, "frozen")
    assert set(changed(before)) <= BESIDE
