"""The interface of a place, and which one this installation has."""

from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from hetang.commons.documents.refusing import StoreSilent
from hetang.commons.documents.store.bucket import Bucket, address_of
from hetang.commons.documents.store.disk import Disk


class Store(Protocol):
    """A place for finished files: kept once and whole, read in parts, removed.

    Each raises `StoreSilent` where the place does not answer; then nothing has happened, or may be done again.
    """

    def draft(self, name: str) -> AbstractContextManager[Path]:
        """Where on this machine the file is written before it is kept; gone at the end of the block."""
        ...

    def keep(self, name: str, draft: Path) -> None:
        """Keep what lies at `draft` under `name`: whole or not at all, and safe from a power cut."""
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


def files() -> Store:
    """Where files are kept: beside the database, in what `hetang backup` saves, or in the bucket of settings.BUCKET."""
    home = Path(settings.HETANG_HOME)
    if not settings.BUCKET:
        return Disk(home / "files")
    return _bucket(settings.BUCKET, settings.BUCKET_KEY, settings.BUCKET_SECRET, home / "uploads")


def answers() -> bool:
    """Whether the place for files answers what it is asked."""
    try:
        files().size("0" * 32)
    except FileNotFoundError:
        return True
    except (StoreSilent, OSError, ValueError):
        return False
    return True


@lru_cache(maxsize=4)
def _bucket(address: str, key: str, secret: str, drafts: Path) -> Bucket:
    return Bucket(address_of(address), key, secret, drafts)
