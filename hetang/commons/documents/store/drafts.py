"""What is prepared on this machine's disk before it is kept: written whole, and looked at, before it has its name."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def draft_at(path: Path) -> Iterator[Path]:
    """`path`, to be written; what is still there afterwards goes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def write_draft(path: Path, pieces: Iterable[bytes]) -> int:
    """Write `pieces`, safe from a power cut; how many bytes that is."""
    size = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as into:
        for piece in pieces:
            size += into.write(piece)
        into.flush()
        os.fsync(into.fileno())
    return size


def read_part(path: Path, start: int, size: int) -> bytes:
    """That part of what lies there; less only at its end."""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)
