"""Evidence without scripts: one file in a plain form, in memory until it is sealed."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hetang.commons.documents.api import Upload, read
from hetang.commons.documents.tests.factories import clamd, samples
from hetang.ground.lib import inmemory
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.models import Evidence

FILM = samples.movie(size=5_000_000)


@pytest.fixture
def client(cast: Cast) -> Client:
    """The mediator's browser."""
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.mediator)
    return browser


def send(client: Client, case: Case, content: bytes | None, name: str = "楼道.jpg", **more: Any) -> Any:
    file = {} if content is None else {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("case-evidence-form", args=[case.number]), {**file, **more})


def test_a_file_is_taken_with_who_handed_it_in(client: Client, case: Case) -> None:
    party = case.parties.get(role="respondent")
    answer = send(client, case, samples.jpeg(), party=str(party.pk))
    assert (answer.status_code, answer["Location"]) == (302, reverse("case-evidence", args=[case.number]))
    row = Evidence.objects.get()
    assert (row.party, row.file.name, b"".join(read(row.file))) == (party, "楼道.jpg", samples.jpeg())


def test_a_large_one_never_lies_in_clear_in_a_temporary_folder(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    assert send(client, case, FILM, "楼道.mp4").status_code == 302
    assert b"".join(read(Evidence.objects.get().file)) == FILM


def test_more_than_a_form_takes_is_read_to_its_end_and_refused(
    client: Client, case: Case, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inmemory, "MOST_BYTES", 1_000_000)
    before = all_rows()
    answer = send(client, case, FILM, "楼道.mp4")
    assert (answer.status_code, "请选择一份不超过" in answer.content.decode()) == (422, True)
    assert set(changed(before)) <= {"accounts_session"}
    assert not (home / "uploads").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "没有收到文件"),
        (b"", "是空文件"),
        (b"MZ" + bytes(5000), "是程序"),
        (samples.jpeg() + samples.zipped({"a.exe": b"MZ"}), "还藏着另一个文件"),
    ],
)
def test_what_is_bad_is_told_why(client: Client, case: Case, content: bytes | None, says: str) -> None:
    answer = send(client, case, content)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert not Evidence.objects.exists()


def test_while_the_scanner_is_silent_it_waits(client: Client, case: Case, settings: Any) -> None:
    with clamd.told() as server:
        settings.CLAMD, server.verdict = server.address, b""
        answer = client.get(send(client, case, samples.jpeg())["Location"])
    assert "系统会自动再试" in answer.content.decode()
    assert (Upload.objects.get().state, Evidence.objects.count()) == ("receiving", 0)


def test_a_closed_case_and_a_stranger_send_nothing(cast: Cast, case: Case, client: Client) -> None:
    other = Client(raise_request_exception=False)
    other.force_login(cast.stranger)
    assert send(other, case, samples.jpeg()).status_code == 404
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(cast.mediator)
    assert send(strict, case, samples.jpeg()).status_code == 403
    cases.put(case, "closed", assignee=cast.mediator)
    assert send(client, case, samples.jpeg()).status_code == 409
    assert not Upload.objects.exists()


def test_the_page_offers_it_where_no_script_runs(client: Client, case: Case) -> None:
    text = client.get(reverse("case-evidence", args=[case.number])).content.decode()
    without = text[text.index("<noscript>") : text.index("</noscript>")]
    assert 'enctype="multipart/form-data"' in without
    assert 'name="party"' in without
