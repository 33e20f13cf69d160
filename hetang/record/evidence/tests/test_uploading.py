"""The tus protocol over the case's addresses: begun, broken off, gone on with, taken, told why not."""

import base64
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.documents.api import Upload, read
from hetang.commons.documents.tests.factories import clamd, samples
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.models import Evidence

CONTENT = samples.jpeg(1200, 900)
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def client(cast: Cast) -> Client:
    """The mediator's browser."""
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.mediator)
    return browser


def create(
    client: Client,
    case: Case,
    size: int = len(CONTENT),
    name: str = "楼道.jpg",
    more: dict[str, str] | None = None,
) -> Any:
    named = base64.b64encode(name.encode()).decode()
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {named}", **(more or {})}
    return client.post(
        reverse("case-evidence-uploads", args=[case.number]), b"", content_type="text/plain", headers=headers
    )


def patch(client: Client, url: str, content: bytes, at: int, **more: str) -> Any:
    headers = {**TUS, "Upload-Offset": str(at), **more}
    return client.patch(url, content, content_type="application/offset+octet-stream", headers=headers)


def head(client: Client, url: str) -> Any:
    return client.head(url, headers=TUS)


def test_what_the_server_can(client: Client, case: Case) -> None:
    answer = client.options(reverse("case-evidence-uploads", args=[case.number]))
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "termination", "expiration"}
    assert int(answer["Tus-Max-Size"]) == 300 << 20


def test_a_photo_in_pieces_over_a_line_that_breaks(client: Client, case: Case) -> None:
    made = create(client, case)
    assert (made.status_code, made["Upload-Offset"]) == (201, "0")
    url = made["Location"]
    assert patch(client, url, CONTENT[:3000], 0)["Upload-Offset"] == "3000"
    # The answer to this one never came back.
    assert patch(client, url, CONTENT[3000:5000], 3000).status_code == 204
    asked = head(client, url)
    assert (asked["Upload-Offset"], asked["Upload-Length"], asked["Cache-Control"]) == (
        "5000",
        str(len(CONTENT)),
        "no-store",
    )
    last = patch(client, url, CONTENT[5000:], 5000)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(CONTENT)))
    row = Evidence.objects.get()
    assert (row.case, b"".join(read(row.file)), row.file.name) == (case, CONTENT, "楼道.jpg")
    assert head(client, url)["Upload-Offset"] == str(len(CONTENT)), "and asked once more it is still one"
    assert Evidence.objects.count() == 1


def test_the_last_answer_lost_before_it_was_taken_is_made_good(client: Client, case: Case) -> None:
    url = create(client, case)["Location"]
    patch(client, url, CONTENT[:-1], 0)
    upload = Upload.objects.get()
    Upload.objects.filter(pk=upload.pk).update(size=upload.offset)
    assert head(client, url).status_code == 200
    assert Evidence.objects.get().file.size == len(CONTENT) - 1


def test_a_wrong_place_is_a_conflict(client: Client, case: Case) -> None:
    url = create(client, case)["Location"]
    before = all_rows()
    assert patch(client, url, CONTENT, 7).status_code == 409
    assert set(changed(before)) <= {"accounts_session"}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"Tus-Resumable": "0.2"}, 412),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": ""}, 400),
        ({"Upload-Offset": "9" * 30}, 400),
    ],
)
def test_what_is_not_the_protocol_is_refused(client: Client, case: Case, more: dict[str, str], status: int) -> None:
    url = create(client, case)["Location"]
    assert patch(client, url, CONTENT, 0, **more).status_code == status


def test_a_length_is_needed_and_a_name_that_can_be_read(client: Client, case: Case) -> None:
    assert create(client, case, more={"Upload-Length": "many"}).status_code == 400
    assert create(client, case, more={"Upload-Length": ""}).status_code == 400
    answer = create(client, case, more={"Upload-Metadata": "filename ===="})
    assert (answer.status_code, "文件名" in answer.content.decode()) == (422, True)
    assert create(client, case, more={"Upload-Metadata": ""}).status_code == 201
    assert Upload.objects.get().name == "未命名"


def test_the_giver_is_told_with_the_announcement(client: Client, case: Case) -> None:
    party = case.parties.get(role="applicant")
    url = create(client, case, more=metadata(str(party.pk)))["Location"]
    assert patch(client, url, CONTENT, 0).status_code == 204
    assert Evidence.objects.get().party == party


@pytest.mark.parametrize("key", ["0", "999999", "x", "-1", "9" * 30])
def test_a_giver_who_is_no_party_is_refused(client: Client, case: Case, key: str) -> None:
    answer = create(client, case, more=metadata(key))
    assert (answer.status_code, "不是这件案件的当事人" in answer.content.decode()) == (422, True)
    assert not Upload.objects.exists()


def metadata(party: str) -> dict[str, str]:
    return {
        "Upload-Metadata": f"filename {base64.b64encode(b'a.jpg').decode()},party {base64.b64encode(party.encode()).decode()}"
    }


def test_two_gigabytes_are_refused_early_in_plain_words(client: Client, case: Case) -> None:
    answer = create(client, case, size=2 << 30, name="全楼监控.mp4")
    assert answer.status_code == 413
    assert answer["Content-Type"].startswith("text/plain")
    assert "“全楼监控.mp4”有 2048 MB，超过上限 300 MB，没有开始传。" in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b"MZ" + bytes(9000), 415, "是程序"),
        (b"<svg xmlns='x'><script>1</script></svg>", 415, "带脚本"),
        (samples.jpeg() + samples.zipped({"a.exe": b"MZ"}), 415, "还藏着另一个文件"),
        (samples.png_bomb(), 413, "万像素"),
        (samples.office(word__vbaProject_dot_bin=b"x"), 415, "带有宏"),
    ],
)
def test_a_bad_file_is_told_why_and_told_again(
    client: Client, case: Case, content: bytes, status: int, says: str
) -> None:
    url = create(client, case, size=len(content))["Location"]
    answer = patch(client, url, content, 0)
    assert (answer.status_code, says in answer.content.decode()) == (status, True)
    assert "原件不受影响" in answer.content.decode()
    assert head(client, url).status_code == status
    assert not Evidence.objects.exists()


def test_while_the_scanner_is_silent_the_browser_asks_again(client: Client, case: Case, settings: Any) -> None:
    url = create(client, case)["Location"]
    with clamd.told() as server:
        settings.CLAMD, server.verdict = server.address, b""
        answer = patch(client, url, CONTENT, 0)
        assert (answer.status_code, "没有丢" in answer.content.decode()) == (423, True)
        assert head(client, url).status_code == 423
        server.verdict = b"stream: OK\0"
        assert head(client, url)["Upload-Offset"] == str(len(CONTENT))
    assert Evidence.objects.get().file.scanned_by == "clamav"


def test_an_upload_that_is_called_off_is_gone(client: Client, case: Case) -> None:
    url = create(client, case)["Location"]
    patch(client, url, CONTENT[:100], 0)
    assert client.delete(url, headers=TUS).status_code == 204
    assert head(client, url).status_code == 404


def test_nobody_else_reaches_it(client: Client, cast: Cast, case: Case) -> None:
    url = create(client, case)["Location"]
    for part, status in (("lead", 404), ("operator", 404), ("other_lead", 403), ("stranger", 404)):
        other = Client(raise_request_exception=False)
        other.force_login(getattr(cast, part))
        assert head(other, url).status_code == status, part
        assert patch(other, url, CONTENT, 0).status_code == status, part
        assert other.delete(url, headers=TUS).status_code == status, part
    mine = cases.in_hand(cast)
    assert patch(client, url.replace(case.number, mine.number), CONTENT, 0).status_code == 404
    assert Upload.objects.get().offset == 0


def test_who_may_not_add_cannot_begin(cast: Cast, case: Case) -> None:
    for part, status in (("leader", 403), ("follow_up_operator", 403), ("other_lead", 403), ("stranger", 404)):
        other = Client(raise_request_exception=False)
        other.force_login(getattr(cast, part))
        assert create(other, case).status_code == status, part
    assert not Upload.objects.exists()


def test_a_closed_case_says_so(client: Client, cast: Cast, case: Case) -> None:
    cases.put(case, "closed", assignee=cast.mediator)
    answer = create(client, case)
    assert (answer.status_code, "内容已经冻结" in answer.content.decode()) == (422, True)


def test_without_its_mark_a_browser_sends_nothing(cast: Cast, case: Case) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(cast.mediator)
    assert create(strict, case).status_code == 403
    free = Client()
    free.force_login(cast.mediator)
    url = create(free, case)["Location"]
    assert patch(strict, url, CONTENT, 0).status_code == 403
    assert Upload.objects.get().offset == 0
