"""What one person is to be told of one step. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hetang.ground.lib.labels import Label

# A value that a text names: a word or number, a {zh, en} label, or a moment as {"at": ISO}.
Field = Label


@dataclass(frozen=True)
class About:
    """What a message is about: a kind of subject with its key, where it leads, where it lies."""

    kind: str
    key: int
    link: str
    district: str = ""
    street: str = ""


@dataclass(frozen=True)
class Notice:
    """One message to be: to an `account` or to a `person` (one of both), of the event with this id, which was at `at`.

    The words are the entry `template` of version `version`, filled with `fields`. Those of a message to an account are
    kept as they are, so they hold references, codes and names of staff only.
    """

    event: int
    template: str
    version: int
    about: About
    at: datetime
    account: int = 0
    person: int = 0
    fields: Mapping[str, Field] = field(default_factory=dict)
