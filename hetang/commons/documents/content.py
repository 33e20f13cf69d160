"""The content of a file that was taken, and of the copies made of it, opened part by part."""

import io
from collections.abc import Iterable, Iterator

from hetang.commons.documents.models import CONTENT, COPIES, StoredFile
from hetang.commons.documents.store import files, write_draft
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import WrongState


def size_of(file: StoredFile, variant: str) -> int:
    """Bytes in clear of the original ("") or of a copy. Raises `WrongState` where it is not there."""
    require_kept(file)
    try:
        return crypto.plain_size(files().size(_place(file, variant)))
    except FileNotFoundError:
        raise _gone() from None


def read(file: StoredFile, variant: str = "", start: int = 0) -> Iterator[bytes]:
    """The content from `start` on. Raises `WrongState` where it is not there."""
    require_kept(file)
    name, place = _place(file, variant), files()
    try:
        stored = place.size(name)
    except FileNotFoundError:
        raise _gone() from None
    yield from crypto.open_blocks(
        bytes(file.key), lambda at, size: place.read(name, at, size), stored, _field(variant), start
    )


def opened(file: StoredFile) -> io.BufferedReader:
    """The original as a file that can be read anywhere."""
    name, place = _place(file, ""), files()
    stored = place.size(name)
    return io.BufferedReader(
        crypto.SealedFile(bytes(file.key), lambda at, size: place.read(name, at, size), stored, CONTENT)
    )


def keep_copy(file: StoredFile, variant: str, pieces: Iterable[bytes]) -> None:
    """Keep a copy beside the original, under its key."""
    assert variant in COPIES
    name, place = _place(file, variant), files()
    with place.draft(name) as draft:
        write_draft(draft, crypto.seal_blocks(bytes(file.key), pieces, _field(variant)))
        place.keep(name, draft)


def require_kept(file: StoredFile) -> None:
    """Raise `WrongState` for a file that was erased by law."""
    if file.erased_at is not None:
        raise WrongState(N_("这份文件已依法删除。"), then=N_("需要时请联系提供人。"))


def _place(file: StoredFile, variant: str) -> str:
    return f"{file.token}.{variant}" if variant else file.token


def _field(variant: str) -> str:
    return f"{CONTENT}.{variant}" if variant else CONTENT


def _gone() -> WrongState:
    return WrongState(
        N_("这份文件不在这台服务器上。"), then=N_("请联系系统管理员：可能备份恢复得不完整，登记和校验值都还在。")
    )
