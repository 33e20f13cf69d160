"""Keyed digests by which equal values are found without being readable.

The index key is a key of its own, wrapped by the master: changing the master leaves every index as it is. It names the
provider by whose digest it works, so that an installation may change its cipher and still find people. While values
are indexed anew under a newer index key, both answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from hetang.ground.lib.crypto.masters import HELD, IndexFile, keyring, keyring_in, make_index
from hetang.ground.lib.crypto.sealing import unwrap, wrap

INDEX_BYTES = 16


def blind_index(value: str, field: str) -> bytes:
    """The digest (16 bytes) that is stored beside a sealed `value` of `field`."""
    return _digest(_live()[0], value, field)


def blind_indexes(value: str, field: str) -> list[bytes]:
    """Every digest under which `value` may be stored: one, or two while values are indexed anew."""
    return [_digest(index, value, field) for index in _live()]


@contextmanager
def held_keyring(folder: Path | None = None) -> Iterator[None]:
    """Inside the block the key files are those of its beginning: for thousands of values that are sealed at once.

    With `folder` those that lie there, such as a backup's. Raises `KeyMissing` where it holds none.
    """
    if folder is None:
        _live()
    token = HELD.set(keyring_in(folder) if folder else keyring())
    try:
        yield
    finally:
        HELD.reset(token)


def as_number(index: bytes) -> int:
    """The first eight bytes as PostgreSQL's bigint: small enough for many to an array."""
    return int.from_bytes(index[:8], "big", signed=True)


def _live() -> tuple[IndexFile, ...]:
    found = keyring().indexes
    if not found:
        make_index(wrap, only_first=True)
        found = keyring().indexes
    return found


def _digest(index: IndexFile, value: str, field: str) -> bytes:
    return index.provider.mac(_field_key(index, field), value.encode())[:INDEX_BYTES]


@lru_cache(maxsize=64)
def _field_key(index: IndexFile, field: str) -> bytes:
    return index.provider.mac(unwrap(index.wrapped), b"blind-index:" + field.encode())
