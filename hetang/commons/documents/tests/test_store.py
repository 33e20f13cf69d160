"""Both places for files keep the same promises. HETANG_TEST_BUCKET (with _KEY, _SECRET) tries a real store as well."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hetang.commons.accounts.api import Account
from hetang.commons.documents.actions.take import take_upload
from hetang.commons.documents.api import clear_gone_files, erase_files, make_previews, read, size_of
from hetang.commons.documents.models import StoredFile, Upload
from hetang.commons.documents.refusing import StoreSilent
from hetang.commons.documents.store import Store, answers, files, write_draft
from hetang.commons.documents.store.bucket import address_of
from hetang.commons.documents.tests import bucket, samples
from hetang.commons.documents.tests.factories import SUBJECT, keep, sent, taken

NAME = "0123456789abcdef0123456789abcdef"
REAL = os.environ.get("HETANG_TEST_BUCKET", "")


@pytest.fixture
def store(settings: Any, home: Path) -> Iterator[bucket.Kept]:
    """A bucket that is set up."""
    with bucket.bucket() as kept:
        settings.BUCKET, settings.BUCKET_KEY, settings.BUCKET_SECRET = kept.address, bucket.KEY, bucket.SECRET
        yield kept


@pytest.fixture(params=["disk", "bucket", *(["real"] if REAL else [])])
def place(request: pytest.FixtureRequest, settings: Any, home: Path) -> Store:
    """Each place in turn."""
    settings.BUCKET = ""
    if request.param == "bucket":
        request.getfixturevalue("store")
    if request.param == "real":
        settings.BUCKET = REAL
        settings.BUCKET_KEY, settings.BUCKET_SECRET = (
            os.environ[f"HETANG_TEST_BUCKET_{part}"] for part in ("KEY", "SECRET")
        )
    return files()


def put(place: Store, name: str, content: bytes) -> None:
    with place.draft(name) as draft:
        write_draft(draft, [content[:5], content[5:]])
        place.keep(name, draft)


def test_what_is_kept_is_read_whole_and_in_parts(place: Store, home: Path) -> None:
    put(place, NAME, b"0123456789")
    assert place.size(NAME) == 10
    assert place.read(NAME, 0, 10) == b"0123456789"
    assert place.read(NAME, 3, 4) == b"3456"
    assert place.read(NAME, 8, 100) == b"89"
    assert place.read(NAME, 10, 5) == b""
    put(place, NAME, b"kept anew")
    assert place.read(NAME, 0, 100) == b"kept anew"
    assert list(home.rglob("*.part")) == []
    place.remove(NAME)


def test_what_is_not_there_is_not_there(place: Store) -> None:
    with pytest.raises(FileNotFoundError):
        place.size("f" * 32)
    with pytest.raises(FileNotFoundError):
        place.read("f" * 32, 0, 1)
    place.remove("f" * 32)


def test_a_file_goes_with_its_copies_and_without_its_neighbours(place: Store) -> None:
    other = NAME.replace("0123", "3210")
    for name in (NAME, f"{NAME}.small", f"{NAME}.view", other):
        put(place, name, b"content")
    place.remove(NAME)
    for name in (NAME, f"{NAME}.small", f"{NAME}.view"):
        with pytest.raises(FileNotFoundError):
            place.size(name)
    assert place.size(other) == 7
    place.remove(other)


def test_a_photo_lives_and_ends_in_the_bucket(
    sender: Account, store: bucket.Kept, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    content = samples.jpeg(2400, 1800) + bytes(600_000)
    file = taken(sender, content)
    make_previews(file.pk)
    assert sorted(store.files) == [file.token, f"{file.token}.small", f"{file.token}.view"]
    assert not [each for each in store.files.values() if b"\xff\xd8\xff" in each[:64]], "sealed"
    assert b"".join(read(file)) == content
    assert b"".join(read(file, start=500_000)) == content[500_000:]
    assert size_of(file, "small") < 50_000
    assert not (home / "files").exists()
    with django_capture_on_commit_callbacks(execute=True):
        erase_files(SUBJECT[0], [SUBJECT[1]])
    clear_gone_files()
    assert store.files == {}


def test_what_is_refused_never_gets_there(sender: Account, store: bucket.Kept) -> None:
    with pytest.raises(Exception, match="还藏着"):
        taken(sender, samples.jpeg() + samples.zipped({"a.exe": b"MZ"}))
    assert store.files == {}


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_store_that_is_out_of_order_makes_a_file_wait(sender: Account, store: bucket.Kept, status: int) -> None:
    upload = sent(samples.jpeg(), sender)
    store.status = status
    with pytest.raises(StoreSilent):
        take_upload(upload, attach=keep)
    assert (Upload.objects.get().state, StoredFile.objects.count()) == ("receiving", 0)
    store.status = 0
    file = take_upload(upload, attach=keep)
    assert list(store.files) == [file.token]
    store.status = status
    with pytest.raises(StoreSilent):
        b"".join(read(file))


def test_a_line_that_was_closed_meanwhile_is_opened_anew(sender: Account, store: bucket.Kept) -> None:
    file = taken(sender)
    store.hang_up()
    assert b"".join(read(file)) == samples.jpeg()


def test_a_store_that_is_not_there_makes_a_file_wait(sender: Account, settings: Any) -> None:
    settings.BUCKET = "http://127.0.0.1:1/evidence"
    with pytest.raises(StoreSilent):
        taken(sender)
    assert Upload.objects.get().state == "receiving"


def test_whether_the_place_answers_can_be_asked(place: Store, settings: Any) -> None:
    assert answers()
    settings.BUCKET = "http://127.0.0.1:1/evidence"
    assert not answers()
    settings.BUCKET = "https://nothing"
    assert not answers()


def test_the_wrong_secret_opens_nothing(store: bucket.Kept, settings: Any) -> None:
    settings.BUCKET_SECRET = "guessed"
    with pytest.raises(StoreSilent):
        put(files(), NAME, b"content")
    assert store.files == {}


@pytest.mark.parametrize(
    "url", ["ftp://host/b", "https://host", "https://host/", "https://host/a/b", "https://k:s@host/b"]
)
def test_an_address_that_means_nothing_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="HETANG_BUCKET"):
        address_of(url)
