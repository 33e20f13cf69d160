"""A file on its way: what came is kept, what cannot be taken is said early, and nobody else goes on with it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.documents import incoming
from hetang.commons.documents.actions.receive import (
    Moved,
    append_pieces,
    begin_upload,
    cancel_upload,
    expire_uploads,
)
from hetang.commons.documents.limits import Limits, limits
from hetang.commons.documents.models import Upload
from hetang.commons.documents.queries import upload_of
from hetang.commons.documents.refusing import TooLarge, WrongKind
from hetang.commons.documents.tests import samples
from hetang.commons.documents.tests.factories import SUBJECT, sent, taken
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.lib.tests.refusing import refused

CONTENT = samples.jpeg()


def begun(by: Account, size: int = len(CONTENT), name: str = "楼道.jpg") -> Upload:
    return begin_upload(*SUBJECT, name=name, size=size, by=by)


def content_of(upload: Upload) -> bytes:
    return b"".join(incoming.pieces(Upload.objects.get(pk=upload.pk)))


def test_what_came_piece_by_piece_is_the_file(sender: Account) -> None:
    upload = begun(sender)
    for at in range(0, len(CONTENT), 1000):
        upload = append_pieces(upload, [CONTENT[at : at + 1000]], at=at)
    assert upload.is_whole
    assert content_of(upload) == CONTENT


def test_nothing_of_it_lies_on_the_disk_in_clear(sender: Account, home: Path) -> None:
    sent(CONTENT, sender, "张三的身份证.jpg")
    lying = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert len(lying) > len(CONTENT)
    assert CONTENT[:64] not in lying
    row = Upload.objects.get()
    assert row.name == "张三的身份证.jpg"
    assert "张三".encode() not in bytes(row.name_sealed)


def test_bytes_for_another_place_are_refused_and_change_nothing(sender: Account) -> None:
    upload = append_pieces(begun(sender), [CONTENT[:500]], at=0)
    for at in (0, 499, 501):
        with refused(Moved, "网络断过，续传的位置对不上。"):
            append_pieces(upload, [CONTENT[500:600]], at=at)
    assert content_of(upload) == CONTENT[:500]


def test_what_a_dead_process_wrote_without_its_row_is_overwritten(sender: Account) -> None:
    upload = append_pieces(begun(sender), [CONTENT[:500]], at=0)
    incoming.add_piece(upload, b"never committed")
    append_pieces(upload, [CONTENT[500:]], at=500)
    assert content_of(upload) == CONTENT


def test_pieces_that_a_power_cut_took_begin_anew(sender: Account, home: Path) -> None:
    upload = append_pieces(begun(sender), [CONTENT[:500]], at=0)
    (home / "uploads" / upload.token).write_bytes(b"")
    with pytest.raises(Moved):
        append_pieces(upload, [CONTENT[500:]], at=500)
    upload.refresh_from_db()
    assert (upload.offset, upload.state) == (0, "receiving")
    assert content_of(append_pieces(upload, [CONTENT], at=0)) == CONTENT


def test_two_gigabytes_are_refused_before_a_byte_is_sent(sender: Account) -> None:
    with refused(TooLarge, "“%(name)s”有 %(size)s MB，超过上限 %(most)s MB，没有开始传。"):
        begun(sender, size=2 << 30)


def test_an_empty_file_is_none(sender: Account) -> None:
    with refused(Invalid, "“%(name)s”是空文件。"):
        begun(sender, size=0)


def test_a_full_disk_takes_nothing(sender: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "free_bytes", lambda: 1000)
    with refused(WrongState, "服务器的磁盘快满了，现在收不下这份文件。"):
        begun(sender)


def test_a_program_is_refused_at_its_first_piece(sender: Account, home: Path) -> None:
    upload = begun(sender, size=20 << 20)
    with pytest.raises(WrongKind) as caught:
        append_pieces(upload, [b"MZ" + bytes(100_000)], at=0)
    assert caught.value.params["name"] == "楼道.jpg"
    upload.refresh_from_db()
    assert (upload.state, upload.offset) == ("refused", 0)
    assert "楼道" not in str(upload.refusal), "its name stays sealed"
    assert list((home / "uploads").iterdir()) == []
    with refused(WrongState, "这次上传已经结束。"):
        append_pieces(upload, [CONTENT], at=0)


def test_a_photo_larger_than_photos_may_be_is_refused_at_its_first_piece(sender: Account) -> None:
    with pytest.raises(TooLarge) as caught:
        append_pieces(begun(sender, size=100 << 20), [CONTENT.ljust(5000, b"\0")], at=0)
    assert caught.value.params["most"] == 30


def test_more_than_was_said_is_refused(sender: Account) -> None:
    upload = append_pieces(begun(sender), [CONTENT[:-1]], at=0)
    with refused(Invalid, "传来的内容比说好的多。"):
        append_pieces(upload, [b"ab"], at=len(CONTENT) - 1)


def test_a_subject_takes_so_many_files(sender: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(sender)
    monkeypatch.setattr("hetang.commons.documents.actions.receive.limits", few)
    with refused(Invalid, "这里已有 %(files)s 份文件，共 %(used)s MB，再加就超过上限（%(most)s 份、%(room)s MB）。"):
        begun(sender)


def few() -> Limits:
    return replace(limits(), case_files=1)


def test_nobody_goes_on_with_somebody_elses(sender: Account) -> None:
    other = accounts.account("lin", "林调解")
    upload = begun(sender)
    assert upload_of(upload.token, sender, *SUBJECT) == upload
    assert upload_of(upload.token, other, *SUBJECT) is None
    assert upload_of(upload.token, sender, "case", 8) is None


def test_who_wants_it_no_more_leaves_nothing(
    sender: Account, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload = append_pieces(begun(sender), [CONTENT[:500]], at=0)
    with django_capture_on_commit_callbacks(execute=True):
        cancel_upload(upload)
    assert not Upload.objects.exists()
    assert list((home / "uploads").iterdir()) == []


def test_what_was_taken_is_not_called_off(sender: Account) -> None:
    file = taken(sender)
    with refused(WrongState, "这份文件已经收下。"):
        cancel_upload(file.uploads.get())


def test_what_nobody_goes_on_with_is_forgotten_after_a_day(sender: Account, home: Path) -> None:
    half, whole = append_pieces(begun(sender), [CONTENT[:500]], at=0), sent(samples.png(), sender)
    with clock.fixed_at(clock.now() + timedelta(hours=23)):
        assert expire_uploads() == 0
        append_pieces(half, [CONTENT[500:600]], at=500)
    with clock.fixed_at(clock.now() + timedelta(hours=25)):
        with refused(WrongState, "这次上传已经结束。"):
            append_pieces(half, [CONTENT[600:700]], at=600)
        expire_uploads()
    assert list(Upload.objects.all()) == [whole], "what came whole waits until it was looked at"
    assert [path.name for path in (home / "uploads").iterdir()] == [whole.token]
