"""A file is taken once, whole and sealed; a refusal leaves nothing."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

from hetang.commons.accounts.api import Account
from hetang.commons.documents.actions.take import NotWhole, take_upload
from hetang.commons.documents.content import read, size_of
from hetang.commons.documents.models import StoredFile, Upload
from hetang.commons.documents.refusing import WrongKind
from hetang.commons.documents.tests import samples
from hetang.commons.documents.tests.factories import SUBJECT, keep, sent, taken
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.lib.tests.refusing import refused

CONTENT = samples.jpeg(exif=True)


def lying(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def test_what_was_sent_is_kept_to_the_byte_with_its_digest(sender: Account) -> None:
    file = taken(sender, CONTENT, "楼道.jpg")
    assert b"".join(read(file)) == CONTENT, "the camera's notes included"
    assert (file.algorithm, file.digest) == ("sha256", hashlib.sha256(CONTENT).hexdigest())
    assert (file.kind, file.media_type, file.size, file.name) == ("photo", "image/jpeg", len(CONTENT), "楼道.jpg")
    assert (file.by, file.received_at, file.preview) == (sender, clock.now(), "waiting")


def test_where_the_journal_counts_by_sm3_files_do_too(sender: Account, settings: Any) -> None:
    settings.JOURNAL_DIGEST = "sm3"
    file = taken(sender, CONTENT)
    known = hashes.Hash(hashes.SM3())
    known.update(CONTENT)
    assert (file.algorithm, file.digest) == ("sm3", known.finalize().hex())


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_it_lies_there_sealed_under_a_name_that_says_nothing(
    sender: Account, home: Path, settings: Any, cipher: str
) -> None:
    settings.CRYPTO_PROVIDER = cipher
    content = samples.movie(size=600_000).replace(bytes(1000), b"caller's own words".ljust(1000, b"x"))
    file = taken(sender, content, "电话录像.mp4")
    (path,) = lying(home)
    assert path.name == file.token
    assert b"own words" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert b"".join(read(file)) == content
    assert b"".join(read(file, start=300_000)) == content[300_000:]
    assert size_of(file, "") == len(content)


def test_it_is_taken_once_however_often_it_is_asked_for(sender: Account, home: Path) -> None:
    upload, attached = sent(CONTENT, sender), list[StoredFile]()
    first = take_upload(upload, attach=attached.append)
    assert take_upload(upload, attach=attached.append) == first
    assert attached == [first]
    assert len(lying(home)) == 1


def test_the_same_content_is_kept_once_for_a_case_and_again_for_another(sender: Account, home: Path) -> None:
    first = taken(sender, CONTENT, "一.jpg")
    assert taken(sender, CONTENT, "二.jpg") == first
    assert taken(sender, CONTENT, "一.jpg", ("case", 8)) != first
    assert len(lying(home)) == 2


def test_half_a_file_is_not_taken(sender: Account) -> None:
    upload = sent(CONTENT[:-10], sender)
    Upload.objects.filter(pk=upload.pk).update(size=len(CONTENT))
    with refused(NotWhole, "这份文件还没有传完。"):
        take_upload(upload, attach=keep)


def test_a_bad_file_leaves_nothing_but_the_reason(
    sender: Account, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload = sent(CONTENT + samples.zipped({"病毒.exe": b"MZ"}), sender, "图种.jpg")
    with pytest.raises(WrongKind), django_capture_on_commit_callbacks(execute=True):
        take_upload(upload, attach=keep)
    assert (lying(home), list((home / "uploads").iterdir())) == ([], [])
    upload.refresh_from_db()
    assert (upload.state, upload.refusal["what"]) == ("refused", "“%(name)s”里还藏着另一个文件。")
    assert not StoredFile.objects.exists()


def test_where_the_case_says_no_nothing_is_kept(sender: Account, home: Path) -> None:
    def closed(_file: StoredFile) -> None:
        raise NotAllowed("不行")

    with pytest.raises(NotAllowed):
        take_upload(sent(CONTENT, sender), attach=closed)
    assert lying(home) == []
    assert not StoredFile.objects.exists()
    assert Upload.objects.get().state == "refused"


def test_a_process_that_died_in_the_middle_is_made_good_by_the_next(sender: Account, home: Path) -> None:
    upload = sent(CONTENT, sender)

    def dies(_file: StoredFile) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        take_upload(upload, attach=dies)
    assert take_upload(upload, attach=keep).size == len(CONTENT)
    assert StoredFile.objects.filter(subject_kind=SUBJECT[0]).count() == len(lying(home)) == 1
