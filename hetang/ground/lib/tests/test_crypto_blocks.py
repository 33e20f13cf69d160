"""Files sealed block by block: whole, in part, and not at all where something was changed."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hetang.ground.lib import crypto
from hetang.ground.lib.crypto.blocks import BLOCK
from hetang.ground.lib.crypto.sealing import OVERHEAD

FIELD = "file"
LARGE = bytes(range(251)) * ((2 * BLOCK + 1000) // 251)


def sealed(key: bytes, content: bytes, piece: int = 100_000) -> bytes:
    pieces = [content[at : at + piece] for at in range(0, len(content), piece)]
    return b"".join(crypto.seal_blocks(key, pieces, FIELD))


def opened(key: bytes, stored: bytes, start: int = 0, field: str = FIELD) -> bytes:
    read = lambda at, size: stored[at : at + size]  # noqa: E731 - one line of a test
    return b"".join(crypto.open_blocks(key, read, len(stored), field, start))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, len(LARGE)])
def test_what_was_sealed_comes_back(size: int) -> None:
    key = crypto.new_key()
    stored = sealed(key, LARGE[:size])
    assert opened(key, stored) == LARGE[:size]
    assert crypto.plain_size(len(stored)) == size


@settings(max_examples=30)
@given(st.integers(0, len(LARGE) - 1))
def test_it_opens_from_anywhere(start: int) -> None:
    key = crypto.new_key()
    assert opened(key, sealed(key, LARGE), start) == LARGE[start:]


def test_it_reads_like_a_file() -> None:
    key = crypto.new_key()
    stored = sealed(key, LARGE)
    file = io.BufferedReader(crypto.SealedFile(key, lambda at, size: stored[at : at + size], len(stored), FIELD))
    assert file.read(10) == LARGE[:10]
    file.seek(-20, io.SEEK_END)
    assert file.read() == LARGE[-20:]
    file.seek(BLOCK - 5)
    assert file.read(10) == LARGE[BLOCK - 5 : BLOCK + 5]
    file.seek(0)
    assert file.read() == LARGE


def test_nothing_may_be_changed_moved_cut_off_or_put_in() -> None:
    key, block = crypto.new_key(), BLOCK + OVERHEAD
    stored = sealed(key, LARGE)
    first, second, last = stored[:block], stored[block : 2 * block], stored[2 * block :]
    changed = bytes([stored[40] ^ 1])
    wrong = (
        stored[:40] + changed + stored[41:],
        second + first + last,
        first + last,
        first + second,
        first,
        stored[:-1],
        stored + first,
        b"",
    )
    for each in wrong:
        with pytest.raises(crypto.Unsealable):
            opened(key, each)
    with pytest.raises(crypto.Unsealable):
        opened(key, stored, field="file.small")
    with pytest.raises(crypto.Unsealable):
        opened(crypto.new_key(), stored)
