"""Bad files, each with its answer."""

import io
import zipfile
from datetime import timedelta

import pytest

from hetang.commons.documents.checking import check_content
from hetang.commons.documents.limits import MB, Limits
from hetang.commons.documents.refusing import NOT_KEPT, BadFile, TooLarge, WrongKind
from hetang.commons.documents.tests import samples

LIMITS = Limits(
    by_kind={"photo": 30 * MB, "sound": 100 * MB, "video": 300 * MB, "pdf": 50 * MB, "office": 50 * MB},
    case_files=200,
    case_bytes=2000 * MB,
    pixels=60_000_000,
    packed_bytes=4 * MB,
    packed_parts=50,
    link=timedelta(minutes=10),
    waiting=timedelta(hours=24),
)
GOOD = {
    "image/jpeg": samples.jpeg(exif=True),
    "image/png": samples.png(),
    "video/mp4": samples.movie(),
    "audio/wav": samples.WAV,
    "application/pdf": samples.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": samples.office(),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": samples.office("xl/workbook.xml"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": samples.office("ppt/presentation.xml"),
    "application/msword": samples.old_office("Root Entry", "WordDocument"),
    "application/vnd.ms-excel": samples.old_office("Root Entry", "Workbook"),
}
PLAIN_ZIP = samples.zipped({"a.txt": b"a"})
MOTION = samples.jpeg() + samples.movie(b"mp42")
HIDDEN, ARCHIVE = "里还藏着另一个文件", "压缩包"
BAD: dict[str, tuple[bytes, type[BadFile], str]] = {
    "a program called a photo": (b"MZ" + bytes(4000), WrongKind, "是程序"),
    "a drawing with a script": (b"<svg xmlns='x'><script>alert(1)</script></svg>", WrongKind, "带脚本"),
    "a page": (b"<!doctype html><script>1</script>", WrongKind, "带脚本"),
    "a photo with a zip behind": (samples.jpeg() + PLAIN_ZIP, WrongKind, HIDDEN),
    "a photo with a rar behind": (samples.jpeg() + b"Rar!\x1a\x07\x01\0" + bytes(900), WrongKind, HIDDEN),
    "a photo with a 7z across two pieces": (
        samples.jpeg().ljust((256 << 10) - 3, b"\0") + b"7z\xbc\xaf\x27\x1c" + bytes(10),
        WrongKind,
        HIDDEN,
    ),
    "a picture that is a PDF too": (b"GIF89a\x01\0\x01\0" + samples.PDF, WrongKind, HIDDEN),
    "a PDF that is a zip too": (samples.PDF + PLAIN_ZIP, WrongKind, HIDDEN),
    "a film with a zip behind": (samples.movie() + PLAIN_ZIP, WrongKind, HIDDEN),
    "a picture of two and a half thousand million pixels": (samples.png_bomb(), TooLarge, "万像素"),
    "half a header": (samples.jpeg()[:20], WrongKind, "打不开"),
    "any archive": (PLAIN_ZIP, WrongKind, ARCHIVE),
    "a document with macros": (samples.office(word__vbaProject_dot_bin=b"x"), WrongKind, "带有宏"),
    "an old document with macros": (samples.old_office("WordDocument", "_VBA_PROJECT"), WrongKind, "带有宏"),
    "a locked document": (samples.old_office("EncryptedPackage"), WrongKind, "打不开"),
    "a document that unpacks to too much": (samples.office(word__media=bytes(5 * MB)), TooLarge, "大得不正常"),
    "a document of too many parts": (
        samples.office(samples.WORD, **{f"word__p{n}": b"" for n in range(60)}),
        TooLarge,
        "大得不正常",
    ),
    "a cut document": (samples.office()[:-30], WrongKind, "打不开"),
    "a photo above its limit": (samples.jpeg().ljust(31 * MB, b"\0"), TooLarge, "超过这类文件的上限"),
}


def check(content: bytes) -> str:
    return check_content(io.BytesIO(content), size=len(content), name="照片.jpg", limits=LIMITS)


@pytest.mark.parametrize("media_type", GOOD)
def test_a_good_file_is_what_it_says(media_type: str) -> None:
    assert check(GOOD[media_type]) == media_type


def test_a_photo_that_moves_is_a_photo() -> None:
    """Phones hang a film behind the picture."""
    assert check(MOTION) == "image/jpeg"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_what_to_do(name: str) -> None:
    content, kind, says = BAD[name]
    with pytest.raises(BadFile) as caught:
        check(content)
    assert isinstance(caught.value, kind)
    assert says in caught.value.what
    assert caught.value.then
    assert caught.value.safe == NOT_KEPT
    assert "照片.jpg" in caught.value.text()


def test_what_an_archive_says_of_its_size_is_not_believed() -> None:
    """Five megabytes that call themselves ten bytes."""
    content = bytearray(samples.office(word__media=bytes(5 * MB)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("word/media")
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/media"))
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert entry.file_size == 5 * MB
    with pytest.raises(BadFile):
        check(bytes(content))
