"""Files sealed block by block: any part opens alone, and nothing can be changed, moved, cut off or put in its place.

Each block is sealed for its place and for whether it is the last one. All but the last hold `BLOCK` bytes in clear.
"""

import io
from collections.abc import Callable, Iterable, Iterator

from hetang.ground.lib.crypto.providers import unsealable
from hetang.ground.lib.crypto.sealing import OVERHEAD, seal_bytes, unseal_bytes

BLOCK = 256 << 10
_SEALED = BLOCK + OVERHEAD
# (start, size) → that part of what is stored; shorter only at its end.
Read = Callable[[int, int], bytes]


def seal_blocks(key: bytes, pieces: Iterable[bytes], field: str) -> Iterator[bytes]:
    """What is stored of a file whose content comes in `pieces` of any size; one empty block for an empty file."""
    waiting, place = bytearray(), 0
    for piece in pieces:
        waiting += piece
        # The last block is known only at the end: a full one waits until something follows it.
        while len(waiting) > BLOCK:
            yield seal_bytes(key, bytes(waiting[:BLOCK]), _context(field, place, last=False))
            del waiting[:BLOCK]
            place += 1
    yield seal_bytes(key, bytes(waiting), _context(field, place, last=True))


def plain_size(stored: int) -> int:
    """Bytes in clear of a file of which `stored` bytes lie there."""
    return stored - OVERHEAD * _blocks(stored)


def open_blocks(key: bytes, read: Read, stored: int, field: str, start: int = 0) -> Iterator[bytes]:
    """The content from `start` on, block by block. Raises `Unsealable` where it is not what was sealed."""
    blocks, place = _blocks(stored), start // BLOCK
    while place < blocks:
        sealed = read(place * _SEALED, _SEALED)
        block = unseal_bytes(key, sealed, _context(field, place, last=place == blocks - 1))
        yield block[start % BLOCK :] if place == start // BLOCK else block
        place += 1


class SealedFile(io.RawIOBase):
    """The content as a file that can be read anywhere; wrap it into `io.BufferedReader`."""

    def __init__(self, key: bytes, read: Read, stored: int, field: str) -> None:
        self._key, self._read, self._stored, self._field = key, read, stored, field
        self._size, self._at = plain_size(stored), 0
        # The block that was opened last: readers stay near where they are.
        self._kept: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        place, inside = divmod(self._at, BLOCK)
        if self._kept[0] != place:
            self._kept = place, next(open_blocks(self._key, self._read, self._stored, self._field, place * BLOCK))
        part = self._kept[1][inside : inside + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def _blocks(stored: int) -> int:
    if stored < OVERHEAD:
        raise unsealable()
    return -(-stored // _SEALED)


def _context(field: str, place: int, *, last: bool) -> str:
    return f"{field}:{place}:{'end' if last else 'more'}"
