"""Photos from residents' pages: taken for one's own side, told plainly when not, and never at the cost of the matter."""

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hetang.commons.documents.api import Upload
from hetang.commons.documents.tests.factories import samples
from hetang.faces.portal import photos as files
from hetang.faces.portal.tests.test_filing import send, told
from hetang.faces.portal.tests.test_matter import opened
from hetang.flow.inquiry.tests.factories import APPLICANTS, RESPONDENTS
from hetang.ground.lib import clock, inmemory
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.evidence.api import Evidence
from tests.security.test_urls import signed_in

TUS = {"Tus-Resumable": "1.0.0"}
GONE_WRONG = b"MZ" + bytes(4000)


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.in_hand(cast)


def photo(name: str = "楼道.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.jpeg() if content is None else content, "image/jpeg")


def give(client: Client, *chosen: SimpleUploadedFile, to: str = "") -> Any:
    return client.post(to or reverse("portal-photos"), {"photos": list(chosen)})


def page(client: Client) -> str:
    return client.get(reverse("portal-matter")).content.decode()


def test_two_photos_by_a_plain_form_are_on_record_for_ones_own_side(case: Case) -> None:
    client, other = opened(case), opened(case, RESPONDENTS)
    before = re.sub('value="[^"]*"', "", page(other))
    answer = give(client, photo(), photo("合同.pdf", samples.PDF))
    assert answer.status_code == 302
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "收到了，承办的工作人员会看到；对方看不到。" in shown
    assert "您在网上一共交了 2 份。" in shown
    assert {each.party.role for each in Evidence.objects.filter(case=case)} == {"applicant"}  # type: ignore[union-attr]
    assert re.sub('value="[^"]*"', "", page(other)) == before


def test_the_mediator_finds_it_marked_with_who_handed_it_in(cast: Cast, case: Case) -> None:
    give(opened(case, RESPONDENTS), photo())
    shown = signed_in(cast.mediator).get(reverse("case-evidence", args=[case.number])).content.decode()
    assert "楼道.jpg" in shown
    assert "被申请人" in shown
    assert "本人网上提交" in shown


def test_what_is_bad_is_told_by_name_and_the_good_one_stays(case: Case) -> None:
    client = opened(case)
    answer = give(client, photo(), photo("发票.jpg", GONE_WRONG))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "收到了 1 份" in text
    assert "“发票.jpg”的内容是程序" in text
    assert Evidence.objects.count() == 1
    assert "经过" in text


def test_nothing_chosen_is_told(case: Case) -> None:
    answer = give(opened(case))
    assert (answer.status_code, "还没有选文件" in answer.content.decode()) == (422, True)


def test_a_form_that_is_too_large_is_told(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inmemory, "MOST_BYTES", 1000)
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    answer = give(opened(case), photo())
    assert (answer.status_code, "一份也没有收到" in answer.content.decode()) == (422, True)


def test_where_nothing_is_taken_nothing_is_offered(cast: Cast, case: Case) -> None:
    client = opened(case)
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    assert reverse("portal-photos") not in page(client)
    before = all_rows()
    answer = give(client, photo())
    assert (answer.status_code, "不在网上收材料" in answer.content.decode()) == (409, True)
    assert changed(before) == {}
    cases.put(Case.objects.get(pk=case.pk), "closed")
    assert reverse("portal-photos") not in page(client)


@pytest.mark.parametrize("who", ["nobody", "staff"])
def test_without_a_visit_nothing_is_taken(cast: Cast, case: Case, who: str) -> None:
    client = signed_in(cast.mediator) if who == "staff" else Client()
    before = all_rows()
    for url in (reverse("portal-photos"), reverse("portal-uploads")):
        assert client.post(url, {"photos": [photo()]}, headers={**TUS, "Upload-Length": "9"}).status_code == 403
    assert client.patch(reverse("portal-upload", args=["0123456789abcdef"]), headers=TUS).status_code == 403
    assert changed(before) == {}


def announce(client: Client, url: str, size: int) -> Any:
    name = base64.b64encode("楼道.jpg".encode()).decode()
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {name},party OTk="}
    return client.post(url, b"", content_type="text/plain", headers=headers)


def more(client: Client, url: str, content: bytes, at: int) -> Any:
    headers = {**TUS, "Upload-Offset": str(at)}
    return client.patch(url, content, content_type="application/offset+octet-stream", headers=headers)


def test_piece_by_piece_it_goes_on_where_the_line_broke(case: Case) -> None:
    client, content = opened(case), samples.jpeg(600, 400)
    where = announce(client, reverse("portal-uploads"), len(content)).headers["Location"]
    assert where.startswith("/p/matter/uploads/")
    assert more(client, where, content[:500], 0).status_code == 204
    assert client.head(where, headers=TUS).headers["Upload-Offset"] == "500"
    assert more(client, where, content[500:], 500).status_code == 204
    piece = Evidence.objects.get()
    assert (piece.party.role, piece.file.size) == ("applicant", len(content))  # type: ignore[union-attr]


def test_nobody_goes_on_with_what_the_other_side_began(cast: Cast, case: Case) -> None:
    where = announce(opened(case), reverse("portal-uploads"), 100).headers["Location"]
    another = cases.case(cast)
    for client in (opened(case, RESPONDENTS), opened(another, APPLICANTS), Client()):
        before = all_rows()
        for answer in (
            more(client, where, b"x", 0),
            client.head(where, headers=TUS),
            client.delete(where, headers=TUS),
        ):
            assert answer.status_code in {403, 404}
        assert changed(before) == {}
    staff = signed_in(cast.mediator)
    token = where.rstrip("/").rsplit("/", 1)[1]
    assert more(staff, reverse("case-evidence-upload", args=[case.number, token]), b"x", 0).status_code == 404


def test_refusals_of_the_upload_client_are_one_plain_line(case: Case) -> None:
    client = opened(case)
    answer = announce(client, reverse("portal-uploads"), 13 << 20)
    assert (answer.status_code, answer.headers["Content-Type"][:10]) == (413, "text/plain")
    assert "网上一份最多 12 MB" in answer.content.decode()
    where = announce(client, reverse("portal-uploads"), len(samples.WAV)).headers["Location"]
    answer = more(client, where, samples.WAV, 0)
    assert (answer.status_code, "网上只收照片和 PDF" in answer.content.decode()) == (415, True)
    assert client.head(where, headers=TUS).status_code == 415


def filed(cast: Cast, client: Client, *chosen: SimpleUploadedFile) -> tuple[int, str]:
    return send(client, {**told(cast, client), "photos": list(chosen)})  # type: ignore[dict-item]


def test_a_photo_in_the_filing_comes_with_the_matter(cast: Cast) -> None:
    client = Client()
    status, where = filed(cast, client, photo(), photo("合同.pdf", samples.PDF))
    assert status == 302
    assert "照片和材料收到了 2 份。" in client.get(where).content.decode()
    assert {each.case for each in Evidence.objects.all()} == {Case.objects.get()}


def test_a_bad_photo_never_holds_up_the_matter_and_its_name_is_in_no_address(cast: Cast) -> None:
    client = Client()
    status, where = filed(cast, client, photo("丁晓雨的发票.jpg", GONE_WRONG), photo())
    assert status == 302
    text = client.get(where).content.decode()
    assert Case.objects.get().code in text
    assert "“第 1 份”的内容是程序" in text
    assert "丁晓雨" not in text
    assert Evidence.objects.count() == 1


def test_sent_twice_with_its_photo_it_is_one_of_each(cast: Cast) -> None:
    client = Client()
    data = told(cast, client)
    for _ in range(2):
        assert send(client, {**data, "photos": [photo()]})[0] == 302  # type: ignore[dict-item]
    assert (Case.objects.count(), Evidence.objects.count(), Upload.objects.filter(state="done").count()) == (1, 1, 2)


def test_the_words_are_filed_though_the_photos_are_too_large(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inmemory, "MOST_BYTES", 1000)
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    client = Client()
    status, where = filed(cast, client, photo())
    assert status == 302
    assert "一份也没有收到" in client.get(where).content.decode()
    assert Case.objects.count() == 1


def test_the_receipt_takes_what_still_comes_for_a_day(cast: Cast) -> None:
    client = Client()
    where = filed(cast, client)[1]
    key = where.rstrip("/").rsplit("/", 1)[1]
    plain, sent = (reverse(f"portal-receipt-{noun}", args=[key]) for noun in ("photos", "uploads"))
    assert plain in client.get(where).content.decode()
    assert give(Client(), photo(), to=plain).status_code == 302
    there = announce(Client(), sent, 10).headers["Location"]
    assert there.startswith(sent)
    assert more(Client(), there, b"x" * 5, 0).status_code == 204
    assert give(client, photo("x.jpg", GONE_WRONG), to=plain).status_code == 422
    with clock.fixed_at(MONDAY + timedelta(hours=25)):
        assert plain not in client.get(where).content.decode()
        before = all_rows()
        for answer in (
            give(client, photo("y.jpg"), to=plain),
            announce(client, sent, 10),
            more(client, there, b"x", 5),
        ):
            assert answer.status_code == 409
        assert changed(before) == {}


@pytest.mark.parametrize("key", ["made-up", "MTIz:1tXyZ:abc"])
def test_an_invented_receipt_takes_nothing(cast: Cast, key: str) -> None:
    before = all_rows()
    for noun in ("photos", "uploads"):
        url = reverse(f"portal-receipt-{noun}", args=[key])
        assert Client().post(url, {"photos": [photo()]}, headers=TUS).status_code == 404
    assert changed(before) == {}


def test_what_was_told_of_photos_cannot_be_made_up(cast: Cast) -> None:
    client = Client()
    where = filed(cast, client)[1]
    assert "欠费" not in client.get(where, {"handed": "欠费"}).content.decode()
