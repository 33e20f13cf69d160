"""Where sealed bytes lie. `Store` is all that the rooms ask of a place; the one there is keeps them on the disk.

Names are random, never derived from anything, and lead nowhere without the row that holds the key.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings


class Store(Protocol):
    """A place for finished files: written once and whole, read in parts, removed."""

    def write(self, name: str, pieces: Iterable[bytes]) -> int:
        """Keep `pieces` under `name`, whole or not at all and safe from a power cut; how many bytes that is."""
        ...

    def size(self, name: str) -> int:
        """Bytes that lie there. Raises FileNotFoundError."""
        ...

    def read(self, name: str, start: int, size: int) -> bytes:
        """That part; less only at its end. Raises FileNotFoundError."""
        ...

    def remove(self, name: str) -> None:
        """Have it gone, and what belongs to it (`name.…`); also where it never was."""
        ...


class Disk:
    """Files below one folder, spread over 256 others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, pieces: Iterable[bytes]) -> int:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft, size = path.with_name(f"{path.name}.part"), 0
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as into:
                for piece in pieces:
                    size += into.write(piece)
                into.flush()
                os.fsync(into.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _flush(path.parent)
        return size

    def size(self, name: str) -> int:
        return self._path(name).stat().st_size

    def read(self, name: str, start: int, size: int) -> bytes:
        with self._path(name).open("rb") as file:
            file.seek(start)
            return file.read(size)

    def remove(self, name: str) -> None:
        path = self._path(name)
        with suppress(FileNotFoundError):
            for each in path.parent.glob(f"{path.name}*"):
                each.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def files() -> Store:
    """Where files are kept: beside the database, in what `hetang backup` saves."""
    return Disk(Path(settings.HETANG_HOME) / "files")


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
