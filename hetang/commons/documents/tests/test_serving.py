"""Links for one reader and a few minutes; files handed out in parts, and never run."""

import time

import pytest
from django.http import HttpResponseBase
from django.test import RequestFactory

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.documents import serving
from hetang.commons.documents.links import NoSuchLink, Opened, link_for, open_link
from hetang.commons.documents.models import StoredFile
from hetang.commons.documents.tests import samples
from hetang.commons.documents.tests.factories import taken
from hetang.commons.documents.work import make_previews
from hetang.ground.lib.refusals import WrongState
from hetang.ground.lib.tests.refusing import refused

CONTENT = samples.movie(size=700_000) + bytes(range(256)) * 40


def body(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def ask(file: StoredFile, part: str = "", variant: str = "", *, save: bool = False) -> HttpResponseBase:
    headers = {"Range": part} if part else None
    return serving.answer(RequestFactory().get("/", headers=headers), file, variant, save=save)


def test_a_link_opens_for_its_reader(sender: Account) -> None:
    file = taken(sender)
    assert open_link(link_for(file, sender), sender) == Opened(file.pk, "")
    assert open_link(link_for(file, sender, "small"), sender) == Opened(file.pk, "small")


def test_nobody_else_opens_it_and_nobody_makes_one(sender: Account) -> None:
    other, link = accounts.account("lin", "林调解"), link_for(taken(sender), sender)
    for wrong, reader in ((link, other), (link[:-1], sender), ("x", sender), (link.replace(":", "x", 1), sender)):
        with refused(NoSuchLink, "没有找到这份文件。"):
            open_link(wrong, reader)


def test_after_some_minutes_it_opens_nothing(sender: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    link, now = link_for(taken(sender), sender), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 595)
    open_link(link, sender)
    monkeypatch.setattr(time, "time", lambda: now + 605)
    with refused(WrongState, "这个链接已经过期。"):
        open_link(link, sender)


@pytest.mark.parametrize(
    ("part", "start", "end"),
    [
        ("bytes=0-", 0, len(CONTENT)),
        ("bytes=0-99", 0, 100),
        ("bytes=262143-262145", 262_143, 262_146),
        ("bytes=600000-", 600_000, len(CONTENT)),
        ("bytes=-500", len(CONTENT) - 500, len(CONTENT)),
        ("bytes=700000-9999999", 700_000, len(CONTENT)),
    ],
)
def test_a_part_is_that_part(sender: Account, part: str, start: int, end: int) -> None:
    answer = ask(taken(sender, CONTENT, "楼道.mp4"), part)
    assert body(answer) == CONTENT[start:end]
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"
    assert answer["Content-Length"] == str(end - start)


@pytest.mark.parametrize("part", [f"bytes={len(CONTENT)}-", "bytes=9-3", "bytes=-0", "bytes=-"])
def test_no_part_is_said_so(sender: Account, part: str) -> None:
    assert ask(taken(sender, CONTENT, "楼道.mp4"), part).status_code == 416


def test_the_whole_is_the_whole(sender: Account) -> None:
    answer = ask(taken(sender, CONTENT, "楼道.mp4"))
    assert (body(answer), answer.status_code) == (CONTENT, 200)


def test_only_what_is_played_or_our_own_copy_is_shown_in_the_page(sender: Account) -> None:
    photo = taken(sender, samples.jpeg(), "病毒.exe")
    make_previews(photo.pk)
    answers = {
        "film": ask(taken(sender, CONTENT, "楼道.mp4")),
        "film to save": ask(taken(sender, CONTENT, "楼道.mp4"), save=True),
        "copy": ask(photo, variant="view"),
        "photo": ask(photo),
        "pdf": ask(taken(sender, samples.PDF, "合同.pdf")),
    }
    shown = {name for name, answer in answers.items() if answer["Content-Disposition"].startswith("inline")}
    assert shown == {"film", "copy"}
    assert "exe" not in answers["photo"]["Content-Disposition"]
    for answer in answers.values():
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "private, no-store"
