"""What operators see of programs: an id for each request and a line in the log, and nothing about persons."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from hetang.faces.api.tests.factories import CONTACT, Programs
from hetang.ground.lib.logs import JsonFormatter
from hetang.record.cases.tests.factories import Cast

PLANTED = {
    **CONTACT,
    "text": "蔡马新村3幢202的李明说，身份证 33010520000101001X，号码 13912345601",
    "applicant_phone": "13912345601",
    "place": "蔡马新村3幢202",
    "reference": "LIMING-2026-17",
}
TRACES = ("李明", "13912345601", "33010520000101001X", "蔡马新村", "LIMING")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What all loggers write."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


def test_each_request_is_one_line_with_the_id_of_its_answer(cast: Cast, programs: Programs, lines: io.StringIO) -> None:
    answer = programs.of(cast.operator).post("/contacts", PLANTED)
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    (line,) = [each for each in said if each["logger"] == "hetang.faces.api.answering"]
    assert answer.status_code == 201
    assert line["request"] == answer.headers["X-Request-Id"] and len(line["request"]) == 32
    assert line["message"].startswith(f"registerContact 201 for account {cast.operator.pk} in ")


def test_nothing_about_persons_nor_the_token_is_in_the_log(
    cast: Cast, programs: Programs, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = programs.of(cast.operator)
    number = program.post("/contacts", PLANTED).json()["number"]
    program.post("/contacts", {**PLANTED, "applicant_phone": "13912345601x"})
    program.post("/cases/search", {"text": "13912345601"})
    program.get("/cases?cursor=13912345601&colour=李明")
    program.get("/cases/李明13912345601")
    program.get(f"/cases/{number}", accept_language="13912345601")
    programs.nobody().get("/me", authorization=f"Bearer {program.token}x")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("李明 13912345601")

    monkeypatch.setattr("hetang.faces.api.contacts.register_case", fail)
    assert program.post("/contacts", PLANTED).status_code == 500
    text = lines.getvalue()
    assert "RuntimeError" in text and "registerContact" in text
    escaped = [word.encode("unicode_escape").decode() for word in TRACES]
    assert [word for word in (*TRACES, *escaped, program.token) if word in text] == []


def test_the_id_of_a_proxy_is_kept_where_it_is_a_random_one(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)
    known = "0f3c9a1e5b7d2468ace013579bdf2468"
    assert program.get("/me", x_request_id=known).headers["X-Request-Id"] == known
    for told in ("13912345601", "李明", known.upper(), f"{known}0", f"{known}\n"):
        found = program.get("/me", x_request_id=told).headers["X-Request-Id"]
        assert len(found) == 32 and found.lower() != known and found != told
