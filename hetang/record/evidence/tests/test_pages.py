"""Looking at evidence: on the case page, one piece, and the file behind a link."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.documents.api import link_for, make_previews, take_upload
from hetang.commons.documents.tests.factories import samples
from hetang.commons.people.api import AccessLog
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.actions.add import attaching
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.tests.factories import evidence, sent


@pytest.fixture
def piece(cast: Cast, case: Case) -> Evidence:
    """A photo with its copies."""
    row = evidence(case, cast.mediator, samples.jpeg(900, 600, exif=True))
    make_previews(row.file_id)
    row.file.refresh_from_db()
    return row


def browser(who: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(who)
    return client


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def links(text: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/evidence/[^"]+)"', text)


def looks() -> list[tuple[str, str, int | None]]:
    rows = AccessLog.objects.exclude(field="").order_by("id")
    return [(row.account.name_zh, row.subject_kind, row.subject_key) for row in rows]


def test_the_case_page_says_how_much_there_is_and_takes_more(cast: Cast, case: Case, piece: Evidence) -> None:
    text = page(browser(cast.mediator), "case", case.number)
    assert "查看 1 份证据" in text
    assert "上传证据" in text
    assert links(text) == [], "the list comes after the page"


def test_the_list_shows_small_pictures_behind_links(cast: Cast, case: Case, piece: Evidence) -> None:
    client = browser(cast.mediator)
    text = page(client, "case-evidence", case.number)
    (thumb,) = links(text)
    assert "楼道.jpg" in text
    answer = client.get(thumb)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xff\xd8")
    assert b"MAKER" not in content
    assert looks() == [("陈调解", "case", case.pk)]


def test_a_piece_is_looked_at_and_taken_away_and_each_time_written_down(
    cast: Cast, case: Case, piece: Evidence
) -> None:
    client = browser(cast.mediator)
    view, original = links(page(client, "case-evidence-piece", case.number, piece.pk))
    assert client.get(view).status_code == 200
    answer = client.get(original)
    assert b"".join(answer.streaming_content) == samples.jpeg(900, 600, exif=True)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert looks() == [("陈调解", "evidence", piece.pk)] * 3
    last = AccessLog.objects.order_by("id").last()
    assert last is not None
    assert (last.field, last.subject) == ("original", case.number)


def test_a_later_part_of_a_film_is_no_new_look(cast: Cast, case: Case) -> None:
    row = evidence(case, cast.mediator, samples.movie(size=5000), "楼道.mp4")
    client = browser(cast.mediator)
    film, _save = links(page(client, "case-evidence-piece", case.number, row.pk))
    assert client.get(film, headers={"Range": "bytes=0-"}).status_code == 206
    assert client.get(film, headers={"Range": "bytes=1000-2000"}).status_code == 206
    assert len(looks()) == 2


def test_a_link_is_its_readers_alone(cast: Cast, case: Case, piece: Evidence) -> None:
    link = link_for(piece.file, cast.mediator)
    for who in (cast.lead, cast.operator, cast.leader, cast.stranger):
        assert browser(who).get(reverse("evidence-file", args=[link])).status_code == 404
    assert Client().get(reverse("evidence-file", args=[link])).status_code == 302
    assert looks() == []


def test_a_case_that_was_sealed_meanwhile_shows_nothing_more(cast: Cast, case: Case, piece: Evidence) -> None:
    link = link_for(piece.file, cast.operator)
    client = browser(cast.operator)
    assert client.get(reverse("evidence-file", args=[link])).status_code == 200
    set_sensitivity(case, to="sealed", reason="涉未成年人", by=cast.leader)
    for url in (
        reverse("evidence-file", args=[link]),
        reverse("case-evidence", args=[case.number]),
        reverse("case-evidence-piece", args=[case.number, piece.pk]),
    ):
        assert client.get(url).status_code == 403


def test_who_only_oversees_knows_that_there_is_some(cast: Cast, case: Case, piece: Evidence) -> None:
    client = browser(cast.leader)
    assert "有 1 份证据，只对承办的人开放" in page(client, "case", case.number)
    for name, args in (("case-evidence", [case.number]), ("case-evidence-piece", [case.number, piece.pk])):
        assert client.get(reverse(name, args=args)).status_code == 403
    link = link_for(piece.file, cast.leader)
    assert client.get(reverse("evidence-file", args=[link])).status_code == 403
    assert looks() == []


def test_a_piece_is_not_reached_through_another_case(cast: Cast, piece: Evidence) -> None:
    other = cases.in_hand(cast)
    answer = browser(cast.mediator).get(reverse("case-evidence-piece", args=[other.number, piece.pk]))
    assert answer.status_code == 404


def test_a_withdrawn_piece_opens_by_no_link_and_is_put_back_on_its_page(
    cast: Cast, case: Case, piece: Evidence
) -> None:
    client = browser(cast.mediator)
    _view, original = links(page(client, "case-evidence-piece", case.number, piece.pk))
    url = reverse("case-evidence-withdrawal", args=[case.number, piece.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "传错案件"}).status_code == 302
    answer = client.get(original)
    assert (answer.status_code, "已经撤下" in answer.content.decode()) == (409, True)
    assert "已撤下" in page(client, "case-evidence", case.number)
    text = page(client, "case-evidence-piece", case.number, piece.pk)
    assert links(text) == []
    assert "恢复这份证据" in text
    assert client.post(reverse("case-evidence-return", args=[case.number, piece.pk])).status_code == 302
    assert client.get(original).status_code == 200


def test_the_giver_is_chosen_among_the_parties_and_named(cast: Cast, case: Case) -> None:
    party = case.parties.get(role="applicant")
    client = browser(cast.mediator)
    assert f'<option value="{party.pk}">' in page(client, "case", case.number)
    upload = sent(case, cast.mediator, given={"party": party.pk})
    take_upload(upload, attach=attaching(case, cast.mediator, upload.given))
    assert f"申请人{party.person.name}" in page(client, "case-evidence", case.number)


def test_after_closing_it_is_looked_at_and_not_added_to(cast: Cast, case: Case, piece: Evidence) -> None:
    cases.put(case, "closed", assignee=cast.mediator)
    text = page(browser(cast.mediator), "case-evidence", case.number)
    assert "楼道.jpg" in text
    assert "上传证据" not in text


def test_the_block_alone_comes_for_the_case_page_and_asks_again_a_few_times(cast: Cast, case: Case) -> None:
    evidence(case, cast.mediator)
    client = browser(cast.mediator)
    url = reverse("case-evidence", args=[case.number])
    text = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert "?again=1" in text
    assert "?again=4" in client.get(f"{url}?again=3", headers={"HX-Request": "true"}).content.decode()
    for again in ("8", "99", "xyz", "-1", "9" * 50):
        answer = client.get(url, {"again": again}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
    assert "?again" not in client.get(f"{url}?again=8", headers={"HX-Request": "true"}).content.decode()
