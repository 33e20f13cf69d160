"""Office files, which are archives: that they are what they say, hold no programs and unpack to a bearable size."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from hetang.commons.documents.limits import Limits
from hetang.commons.documents.refusing import BadFile, TooLarge, WrongKind
from hetang.commons.documents.sniffing import ZIP
from hetang.ground.lib.labels import N_

PIECE = 256 << 10
# The part that makes an archive a document, and of which type.
_MAIN = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Names of streams in the older files, as they stand there.
_OLE_MAIN = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_OLE_MACROS = ("_VBA_PROJECT", "VBA")
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
# Archives that unpackers find behind anything: the favourite way to hide one in a picture.
_HIDDEN = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


def office_type(file: BinaryIO, family: str, *, size: int, name: str, limits: Limits) -> str:
    """The media type of an office file. Raises a `BadFile` for any other archive, macros, or a bomb."""
    if family == ZIP:
        return _zipped(file, size, name, limits)
    return _ole(file, name)


def archive_behind(file: BinaryIO, size: int) -> bool:
    """Whether an unpacker would find an archive in a file that is something else."""
    return _ends_as_zip(file, size) or _holds(file, _HIDDEN)


def _zipped(file: BinaryIO, size: int, name: str, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            media_type = next((media for part, media in _MAIN.items() if part in names), "")
            if not media_type or "[Content_Types].xml" not in names:
                what = N_("“%(name)s”是压缩包，不是 Word、Excel 或 PPT 文件。")
                raise WrongKind(what, then=N_("请先解压，再把里面的文件逐个上传。"), name=name)
            if any(part.lower().endswith("vbaproject.bin") for part in names):
                raise _macros(name)
            if len(entries) > limits.packed_parts or sum(e.compress_size for e in entries) > size:
                raise _bomb(name)
            unpacked = 0
            for piece in _unpacked(archive, entries):
                unpacked += piece
                if unpacked > limits.packed_bytes:
                    raise _bomb(name)
            return media_type
    except _BROKEN as error:
        raise _broken(name) from error


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[int]:
    """How much comes out, piece by piece; what the archive says of it is not believed."""
    for entry in entries:
        with archive.open(entry) as part:
            while piece := part.read(PIECE):
                yield len(piece)


def _ole(file: BinaryIO, name: str) -> str:
    named = {each for each in (*_OLE_MAIN, *_OLE_MACROS) if _holds(file, (_wide(each),))}
    if named & set(_OLE_MACROS):
        raise _macros(name)
    media_type = next((media for stream, media in _OLE_MAIN.items() if stream in named), "")
    if not media_type:
        raise _broken(name)
    return media_type


def _wide(stream: str) -> bytes:
    """A stream's name in the directory: UTF-16, with the end of the name."""
    return f"{stream}\0\0".encode("utf-16-le")


def _ends_as_zip(file: BinaryIO, size: int) -> bool:
    try:
        file.seek(max(0, size - (1 << 16) - 22))
        if b"PK\x05\x06" not in file.read():
            return False
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except _BROKEN:
        return False


def _holds(file: BinaryIO, signs: tuple[bytes, ...]) -> bool:
    file.seek(0)
    overlap, kept = max(map(len, signs)) - 1, b""
    while piece := file.read(PIECE):
        window = kept + piece
        if any(sign in window for sign in signs):
            return True
        kept = window[-overlap:]
    return False


def _macros(name: str) -> BadFile:
    return WrongKind(
        N_("“%(name)s”带有宏，打开时会运行程序。"), then=N_("请另存为 PDF，或另存为不带宏的文件再传。"), name=name
    )


def _bomb(name: str) -> BadFile:
    return TooLarge(
        N_("“%(name)s”展开后大得不正常，像是用来拖垮电脑的文件。"),
        then=N_("请不要打开它；确是正常文件时，请另存为 PDF 再传。"),
        name=name,
    )


def _broken(name: str) -> BadFile:
    return WrongKind(
        N_("“%(name)s”打不开，文件可能没有传完整、已经损坏或加了密码。"),
        then=N_("请确认能打开，去掉密码，再传一次；或另存为 PDF。"),
        name=name,
    )
