"""What a process keeps for half a minute: look-ups that every registration repeats and that change once a month.

Nobody may rely on it for being right: a row that was changed is seen by other processes half a minute later.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

KEEP_SECONDS = 30.0
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
_all: list["Kept[object]"] = []


class Kept(Generic[T]):
    """Answers by key, each for `KEEP_SECONDS` from when it was read. None is an answer too, but is not kept."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[float, T]] = {}
        _all.append(self)  # type: ignore[arg-type]

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """The answer for `key`, asked of `read` where none is kept."""
        kept = self._answers.get(key)
        if kept is not None and time.monotonic() - kept[0] < KEEP_SECONDS:
            return kept[1]
        found = read()
        if found is not None:
            self._answers[key] = (time.monotonic(), found)
        return found

    def many(self, keys: Iterable[K], read: Callable[[set[K]], Mapping[K, T]]) -> dict[K, T]:
        """The answers for those of `keys` that have one; `read` is asked at most once, for all that are not kept."""
        now, found, missing = time.monotonic(), dict[K, T](), set[K]()
        for key in keys:
            kept = self._answers.get(key)
            if kept is not None and now - kept[0] < KEEP_SECONDS:
                found[key] = kept[1]
            else:
                missing.add(key)
        for key, answer in (read(missing) if missing else {}).items():
            self._answers[key] = (now, answer)
            found[key] = answer
        return found

    def drop(self, key: Hashable) -> None:
        """Ask anew for `key`."""
        self._answers.pop(key, None)

    def forget(self) -> None:
        """Keep nothing."""
        self._answers.clear()


def forget_all() -> None:
    """Keep nothing of anything: after a load, and between two tests."""
    for each in _all:
        each.forget()
