"""Looking at a case without touching it: what several rooms' panels and facts need is read once for a page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from hetang.record.cases.models import Case

T = TypeVar("T")
_SEEN = "_seen_on_this_page"


def remember(case: Case) -> Case:
    """From now on `once` keeps its answers on this very object: for pages, which change nothing.

    A verb locks the case and so works on a fresh object, which remembers nothing but inside `remembering`.
    """
    setattr(case, _SEEN, {})
    return case


@contextmanager
def remembering(case: Case) -> Iterator[None]:
    """Inside the block `once` keeps its answers: between the lock and the first write of a verb."""
    if hasattr(case, _SEEN):
        yield
        return
    remember(case)
    try:
        yield
    finally:
        delattr(case, _SEEN)


def once(case: Case, read: Callable[[Case], T]) -> T:
    """What `read` says of the case; asked once where the case remembers."""
    seen: dict[Callable[[Case], Any], Any] | None = getattr(case, _SEEN, None)
    if seen is None:
        return read(case)
    if read not in seen:
        seen[read] = read(case)
    return cast(T, seen[read])
