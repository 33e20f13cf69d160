"""Files below one folder of this machine, spread over 256 others."""

import os
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from hetang.commons.documents.store.drafts import draft_at, read_part


class Disk:
    """A `Store` on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def draft(self, name: str) -> AbstractContextManager[Path]:
        path = self._path(name)
        return draft_at(path.with_name(f"{path.name}.part"))

    def keep(self, name: str, draft: Path) -> None:
        path = self._path(name)
        draft.replace(path)
        _flush(path.parent)

    def size(self, name: str) -> int:
        return self._path(name).stat().st_size

    def read(self, name: str, start: int, size: int) -> bytes:
        return read_part(self._path(name), start, size)

    def remove(self, name: str) -> None:
        path = self._path(name)
        with suppress(FileNotFoundError):
            for each in path.parent.glob(f"{path.name}*"):
                each.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
