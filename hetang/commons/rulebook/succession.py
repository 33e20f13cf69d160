"""Which new version may follow those that are loaded: for pages and the console alike."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from hetang.ground.rulepacks.api import Fault

# What is announced, not decided: a calendar corrects the past without changing anybody's rights.
FACTS = frozenset({"calendars"})
# How people sign in and who sees what is the security administrator's, the rest also the street's leaders'.
SECURITY = frozenset({"access", "security"})
PROPOSERS = ("system_admin",)
NOTE_CHARS = 300
# A street's own versions are numbered from here, so that they never meet one that comes with the program.
OWN = 1000
# A number that was mistyped would shut out all that come after it.
HIGHEST = 20_000


class Loaded(Protocol):
    """A version that is loaded."""

    @property
    def version(self) -> int: ...
    @property
    def effective_on(self) -> date: ...


def deciders(name: str) -> tuple[str, ...]:
    """The roles whose holders may look at a new version of this pack."""
    return ("security_admin",) if name in SECURITY else ("security_admin", "leader")


def obstacles(name: str, version: int, effective_on: date, *, loaded: Sequence[Loaded], today: date) -> Iterator[Fault]:
    """Why this version may not follow `loaded` (newest first); each fault names a key of the header.

    A rule never reaches back: cases that were opened meanwhile keep the version they were opened under.
    """
    if not loaded:
        return
    newest = loaded[0]
    if version <= newest.version:
        yield Fault(
            ("version",),
            f"已经装入第 {newest.version} 版，版本号应当更大。",
            f"version {newest.version} is loaded; a new one needs a higher number.",
        )
    elif version > HIGHEST:
        yield Fault(("version",), f"版本号不能超过 {HIGHEST}。", f"the number must not be higher than {HIGHEST}.")
    if name in FACTS:
        return
    if effective_on < today:
        yield Fault(
            ("effective_on",), f"生效日 {effective_on} 已经过去。", f"the day {effective_on} has passed already."
        )
    if effective_on < newest.effective_on:
        yield Fault(
            ("effective_on",),
            f"第 {newest.version} 版自 {newest.effective_on} 起生效，新版不能比它更早。",
            f"version {newest.version} holds from {newest.effective_on}; a newer one cannot hold earlier.",
        )
