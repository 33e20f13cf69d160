"""Copies for pages: small, upright, and without what the camera wrote."""

import io

import pytest
from PIL import Image

from hetang.commons.accounts.api import Account
from hetang.commons.documents.actions.destroy import erase_files
from hetang.commons.documents.content import read
from hetang.commons.documents.models import StoredFile
from hetang.commons.documents.tests import samples
from hetang.commons.documents.tests.factories import SUBJECT, taken
from hetang.commons.documents.work import make_previews


def copy_of(file: StoredFile, variant: str) -> Image.Image:
    return Image.open(io.BytesIO(b"".join(read(file, variant))))


def made(file: StoredFile) -> StoredFile:
    make_previews(file.pk)
    file.refresh_from_db()
    return file


def test_the_copies_are_small_upright_and_say_nothing(sender: Account) -> None:
    content = samples.jpeg(2400, 1200, exif=True)
    assert b"MAKER-OF-PHONES" in content
    file = made(taken(sender, content))
    assert file.preview == "made"
    for variant, longest in (("view", 2000), ("small", 320)):
        copy = copy_of(file, variant)
        assert max(copy.size) == longest
        assert copy.size[0] < copy.size[1], "it was taken lying on its side"
        assert not copy.getexif()
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"MAKER" not in b"".join(read(file, variant))
    red, green, blue = copy_of(file, "small").convert("RGB").getpixel((300 // 2, 5))  # type: ignore[misc]
    assert red > 200 > 60 > green, "the red corner is on the right now"
    assert b"".join(read(file)) == content, "the original stays as it came"


def test_what_is_transparent_is_white(sender: Account) -> None:
    file = made(taken(sender, samples.png(), "截图.png"))
    assert copy_of(file, "view").getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("content", [samples.jpeg()[:-400], samples.jpeg()[:700] + bytes(3000)])
def test_a_broken_picture_has_no_copy_and_is_kept(sender: Account, content: bytes) -> None:
    file = made(taken(sender, content))
    assert file.preview == "failed"
    assert b"".join(read(file)) == content


def test_what_is_no_picture_waits_for_no_copy(sender: Account) -> None:
    file = made(taken(sender, samples.PDF, "合同.pdf"))
    assert file.preview == "none"


def test_a_picture_that_was_erased_meanwhile_gets_none(sender: Account) -> None:
    file = taken(sender)
    erase_files(SUBJECT[0], [SUBJECT[1]])
    assert made(file).preview == "none"
