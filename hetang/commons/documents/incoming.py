"""What came so far of files on their way: sealed pieces one after the other, `<home>/uploads/<token>`.

A piece: its sealed length in four bytes, then itself, sealed for its place. The row says how much of the file counts;
what lies behind that was written by somebody whose row was never committed.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from hetang.commons.documents.models import Upload
from hetang.ground.lib import crypto

_LENGTH = 4


class PiecesLost(Exception):  # noqa: N818 - not a refusal: the upload begins anew
    """The pieces are not what the row says: a power cut, or another machine's disk."""


def folder() -> Path:
    """Beside what is backed up: nobody has been told that these were taken."""
    return Path(settings.HETANG_HOME) / "uploads"


def free_bytes() -> int:
    """What the disk still takes."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(folder()).free


def add_piece(upload: Upload, piece: bytes) -> int:
    """Write `piece` behind what counts; how long the sealed part is now. Raises `PiecesLost`."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = crypto.seal_bytes(bytes(upload.key), piece, _context(upload.offset))
    with os.fdopen(os.open(_path(upload), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if file.seek(0, os.SEEK_END) < upload.stored:
            raise PiecesLost
        file.truncate(upload.stored)
        file.seek(upload.stored)
        file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
    return upload.stored + _LENGTH + len(sealed)


def pieces(upload: Upload) -> Iterator[bytes]:
    """The content so far, in clear. Raises `PiecesLost`."""
    left, place = upload.stored, 0
    try:
        with _path(upload).open("rb") as file:
            while left:
                length = int.from_bytes(file.read(_LENGTH), "big")
                piece = crypto.unseal_bytes(bytes(upload.key), file.read(length), _context(place))
                left -= _LENGTH + length
                place += len(piece)
                yield piece
    except (FileNotFoundError, crypto.Unsealable) as error:
        if not upload.stored:
            return
        raise PiecesLost from error
    if left < 0 or place != upload.offset:
        raise PiecesLost


def clear(token: str) -> None:
    """Delete what came of an upload."""
    with suppress(FileNotFoundError):
        (folder() / token).unlink()


def _path(upload: Upload) -> Path:
    return folder() / upload.token


def _context(offset: int) -> str:
    return f"upload:{offset}"
