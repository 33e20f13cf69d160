"""Looking a case up by what somebody has in hand: a number, a code, a telephone number, a name, a word.

What is typed never stands in an address: it is posted, kept with the session under a meaningless key, and a
telephone number not even there: the session holds whom it led to, and its mask.
"""

import re
import secrets
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import (
    mask_phone,
    normalise_phone,
    persons_by_id_number,
    persons_by_name,
    persons_by_phone,
)
from hetang.ground.lib.ids import normalise_code
from hetang.record.cases.api import Case, Party, cases_mentioning, is_colleague, visible_to

KEPT = 8
PEOPLE = 200
# A name that half a district bears is looked up in its newest cases.
CASES = 500
TEXT_CHARS = 60
# One sign finds every fourteenth person, and nobody means all of them.
LEAST = 2
_KEY = "searches"
_NUMBERED = re.compile(r"[A-Za-z0-9]{4,}-\d+")
_SECRET = re.compile(r"[\d\s-]{5,}[\dXx]?")


@dataclass(frozen=True)
class Search:
    """What was asked for: a `text`, or the `people` and `cases` (ids) behind a number. `shown` stands in the field."""

    shown: str = ""
    text: str = ""
    people: tuple[int, ...] | None = None
    cases: tuple[int, ...] = ()

    def cases_named(self) -> frozenset[int]:
        """Keys of cases of the people found by number or name, or that mention the number: the newest CASES of them."""
        people = persons_by_name(self.text) if self.people is None else self.people
        parts = Party.objects.filter(person__in=people).order_by("-case_id").values_list("case_id", flat=True)
        return frozenset({*parts[:CASES], *self.cases})

    @property
    def word(self) -> str:
        """What is looked for in the text of cases; "" where people were looked for."""
        return self.text if self.people is None else ""


def read_search(text: str) -> Search:
    """What a typed text asks for. Long digits never stay: they are masked, and kept as whom they lead to."""
    text = text.strip()[:TEXT_CHARS]
    digits = normalise_phone(text)
    if digits is None and not _SECRET.fullmatch(text):
        return Search(text, text)
    found = persons_by_phone(text) if digits is not None else persons_by_id_number(text)
    people = tuple(found.values_list("pk", flat=True)[:PEOPLE])
    return Search(
        mask_phone(digits) if digits is not None else "*" * len(text), "", people, tuple(cases_mentioning(text))
    )


def keep(session: MutableMapping[str, Any], search: Search) -> str:
    """Keep it with the session; the key for the address."""
    kept = dict(list(session.get(_KEY, {}).items())[-KEPT + 1 :])
    key = secrets.token_urlsafe(6)
    session[_KEY] = {**kept, key: asdict(search)}
    return key


def kept(session: MutableMapping[str, Any], key: str) -> Search | None:
    """What was kept under `key`; None where it has gone with its session."""
    found = session.get(_KEY, {}).get(key)
    if not found:
        return None
    people = found["people"]
    return Search(found["shown"], found["text"], None if people is None else tuple(people), tuple(found["cases"]))


def direct(user: Account, text: str) -> Case | None:
    """The case of this very number or code, where `user` sees it or may at least hear of it at its address."""
    code = normalise_code(text)
    wanted = Q(number=text.strip().upper()) if _NUMBERED.fullmatch(text.strip()) else Q(pk=None)
    if code:
        wanted |= Q(code=code)
    found = Case.objects.filter(wanted).first()
    if found is None or is_colleague(user, found) or visible_to(user).filter(pk=found.pk).exists():
        return found
    return None
