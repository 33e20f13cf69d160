"""The files of `<home>/keys/`, and who may make one.

`master-<n>-<fingerprint>.key`   32 random bytes; the highest n wraps what is new, all of them open what is old
`index-<n>-<provider>-<fingerprint>.key`   an index key, wrapped by a master: see `index.py`

`<home>/keys.made` stands beside the folder once there was a key: from then on a folder that is empty or not mounted is
a loss to be told, never an invitation to make other keys, which would open nothing that is stored.

A folder's files are read once and again when the folder changes, so that every running process follows a rotation.
Whoever makes a file holds a lock on the folder, which ends with the process however that ends.
"""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hetang.ground.lib.crypto.providers import KEY_BYTES, PROVIDERS, Provider

ID_BYTES = 4
# A folder that changed a moment ago may change again under the same time stamp: not to be remembered yet.
_SETTLED_NS = 2_000_000_000
_MASTER = re.compile(r"master-(\d+)-([0-9a-f]{8})\.key")
_INDEX = re.compile(rf"index-(\d+)-({'|'.join(PROVIDERS)})-([0-9a-f]{{8}})\.key")


HELD: "ContextVar[Keyring | None]" = ContextVar("hetang_keyring", default=None)


class KeyMissing(RuntimeError):
    """A sealed value names a master key that this installation does not have."""


@dataclass(frozen=True)
class IndexFile:
    """An index key as it lies there: by which provider's digest it works, still wrapped."""

    number: int
    provider: Provider
    fingerprint: str
    wrapped: bytes

    @property
    def name(self) -> str:
        return f"index-{self.number}-{self.provider.name}-{self.fingerprint}.key"


@dataclass(frozen=True)
class Keyring:
    """The masters by fingerprint, oldest first, and the index keys, newest first."""

    folder: Path
    masters: Mapping[str, bytes]
    names: Mapping[str, str]
    indexes: tuple[IndexFile, ...]

    @property
    def current(self) -> str:
        """Fingerprint of the master that wraps what is new."""
        return list(self.masters)[-1]

    def master(self, fingerprint: str) -> bytes:
        """The master key of this fingerprint. Raises `KeyMissing`."""
        try:
            return self.masters[fingerprint]
        except KeyError:
            raise KeyMissing(
                f"master key master-…-{fingerprint}.key is not in {self.folder}: restore the backup of the keys"
            ) from None


def provider() -> Provider:
    """What seals new values here (settings.CRYPTO_PROVIDER)."""
    return PROVIDERS[settings.CRYPTO_PROVIDER]


def folder() -> Path:
    """Where the key files are."""
    return Path(settings.HETANG_HOME) / "keys"


def keyring() -> Keyring:
    """The key files as they are now; the first master is made where there never was one. Raises `KeyMissing`."""
    held = HELD.get()
    if held is not None:
        return held
    # Asked for every value that is sealed or opened, so no path object is made.
    place = f"{settings.HETANG_HOME}/keys"
    try:
        stamp = os.stat(place).st_mtime_ns
    except FileNotFoundError:
        stamp = 0
    found = _remembered(place, stamp) if 0 < stamp < time.time_ns() - _SETTLED_NS else _read(place)
    if found.masters:
        return found
    make_master(only_first=True)
    return _read(place)


def keyring_in(place: Path) -> Keyring:
    """The key files of another folder; nothing is made there. Raises `KeyMissing`."""
    found = _read(str(place))
    if not found.masters:
        raise KeyMissing(f"{place} holds no master key")
    return found


def holds_masters(place: Path) -> bool:
    """Whether a master key lies there."""
    return bool(_read(str(place)).masters)


def make_master(*, only_first: bool = False) -> str:
    """A new master key, current from now on; its fingerprint. With `only_first` not where one is already."""
    with _locked() as (place, found):
        if only_first and found.masters:
            return found.current
        if only_first:
            _require_new(place)
        key = os.urandom(KEY_BYTES)
        numbers = [int(_match(_MASTER, name)[1]) for name in found.names.values()]
        fingerprint = fingerprint_of(key)
        _write(place / f"master-{max(numbers, default=0) + 1}-{fingerprint}.key", key)
        _mark(place)
        return fingerprint


def _marker(place: Path) -> Path:
    return place.with_name("keys.made")


def _mark(place: Path) -> None:
    """Write down that this home has keys; a home that cannot be written to goes on without."""
    with suppress(OSError):
        _marker(place).touch(mode=0o600)


def _require_new(place: Path) -> None:
    if _marker(place).exists():
        raise KeyMissing(
            f"{place} holds no master key, but there was one: mount the folder, or restore the backup of the keys."
            " Nothing was changed. Where the database is empty too, remove keys.made to begin anew."
        )


def drop_master(fingerprint: str) -> None:
    """Remove the file of a master that is not the current one (ValueError). Nothing may name it any more."""
    with _locked() as (place, found):
        if fingerprint == found.current:
            raise ValueError("the current master key stays")
        (place / found.names[fingerprint]).unlink()
        _flush(place)


def make_index(wrap: Callable[[bytes], bytes], *, only_first: bool = False) -> None:
    """A new index key, wrapped by `wrap`, used from now on. With `only_first` not where one is already."""
    with _locked() as (place, found):
        if only_first and found.indexes:
            return
        key = os.urandom(KEY_BYTES)
        number = max((index.number for index in found.indexes), default=0) + 1
        index = IndexFile(number, provider(), fingerprint_of(key), wrap(key))
        _write(place / index.name, index.wrapped)


def replace_indexes(rewrap: Callable[[bytes], bytes]) -> None:
    """Wrap every index key anew by `rewrap`; its file keeps its name."""
    with _locked() as (place, found):
        for index in found.indexes:
            fresh = rewrap(index.wrapped)
            if fresh != index.wrapped:
                _write(place / index.name, fresh)


def drop_older_indexes() -> None:
    """Remove all index keys but the newest, once nothing is indexed by them."""
    with _locked() as (place, found):
        for index in found.indexes[1:]:
            (place / index.name).unlink()
        _flush(place)


def fingerprint_of(key: bytes) -> str:
    """Eight hexadecimal digits."""
    return hashlib.sha256(key).hexdigest()[: ID_BYTES * 2]


@lru_cache(maxsize=2)
def _remembered(place: str, _stamp: int) -> Keyring:
    found = _read(place)
    if found.masters:
        # Also where the keys came with a restored backup.
        _mark(Path(place))
    return found


def _read(place: str) -> Keyring:
    while True:
        try:
            return _read_once(Path(place))
        except FileNotFoundError:  # a file went between its listing and its reading: look again
            continue


def _read_once(path: Path) -> Keyring:
    files = sorted(path.iterdir()) if path.exists() else []
    masters = sorted((int(m[1]), m[2], f) for f in files if (m := _MASTER.fullmatch(f.name)))
    indexes = [
        IndexFile(int(m[1]), PROVIDERS[m[2]], m[3], f.read_bytes()) for f in files if (m := _INDEX.fullmatch(f.name))
    ]
    return Keyring(
        path,
        {fingerprint: file.read_bytes() for _, fingerprint, file in masters},
        {fingerprint: file.name for _, fingerprint, file in masters},
        tuple(sorted(indexes, key=lambda index: -index.number)),
    )


@contextmanager
def _locked() -> Iterator[tuple[Path, Keyring]]:
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield place, _read(str(place))
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """Whole, for the owner only, and on the disk before it takes its name."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _flush(path.parent)


def _flush(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _match(pattern: re.Pattern[str], name: str) -> re.Match[str]:
    found = pattern.fullmatch(name)
    assert found, name
    return found
