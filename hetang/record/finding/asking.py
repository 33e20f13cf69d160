"""What somebody has in hand when they look a case up: a number, a code, a telephone number, a name, a word.

What is typed is read once and never stands in an address; numbers in it become whom they lead to, and their mask.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import (
    Person,
    find_numbers,
    mask_phone,
    normalise_phone,
    persons_by_id_number,
    persons_by_name,
    persons_by_phone,
)
from hetang.ground.lib.ids import normalise_code
from hetang.record.cases.api import Case, Party, cases_mentioning, is_colleague, seen_cases, visible_to

PEOPLE = 200
# A name that half a district bears is looked up in the newest cases that one sees; so many are looked at together.
CASES, PIECE = 500, 5000
TEXT_CHARS = 60
# One sign finds every fourteenth person, and nobody means all of them.
LEAST = 2
_NUMBERED = re.compile(r"[A-Za-z0-9]{4,}-\d+")
_SECRET = re.compile(r"[\d\s-]{5,}[\dXx]?")


@dataclass(frozen=True)
class Search:
    """What was asked for: a `text`, or the `people` and `cases` (ids) behind a number. `shown` stands in the field."""

    shown: str = ""
    text: str = ""
    people: tuple[int, ...] | None = None
    cases: tuple[int, ...] = ()

    def cases_named(self, user: Account) -> frozenset[int]:
        """Keys of cases of the people found by number or name, or that mention the number: the newest CASES of them
        that `user` sees."""
        people: Any = persons_by_name(self.text) if self.people is None else self.people
        return frozenset({*_newest_seen(user, people), *self.cases})

    @property
    def word(self) -> str:
        """What is looked for in the text of cases; "" where people were looked for."""
        return self.text if self.people is None else ""


def _newest_seen(user: Account, people: Any) -> list[int]:
    # Piece by piece from the newest down: other people's cases of the same name never push one's own out of the list.
    found: list[int] = []
    parts = Party.objects.filter(person__in=people).order_by("-case_id").values_list("case_id", flat=True)
    keys = list(parts[:PIECE])
    while keys and len(found) < CASES:
        found += seen_cases(user, keys)
        keys = list(parts.filter(case_id__lt=keys[-1])[:PIECE]) if len(keys) == PIECE else []
    return sorted(found, reverse=True)[:CASES]


def read_search(text: str, user: Account) -> Search:
    """What a typed text asks for. Numbers in it never stay: they are masked, and kept as whom they lead to among the
    cases that `user` sees. Where they lead to somebody, the words beside them are not looked for."""
    text = text.strip()[:TEXT_CHARS]
    digits = normalise_phone(text)
    if digits is not None:
        return _of_numbers(user, mask_phone(digits), [("phone", text)])
    if _SECRET.fullmatch(text):
        return _of_numbers(user, "*" * len(text), [("id_number", text)])
    numbers = find_numbers(text)
    if not numbers:
        return Search(text, text)
    shown = rest = text
    for number in reversed(numbers):
        shown = shown[: number.start] + number.mask + shown[number.end :]
        rest = f"{rest[: number.start]} {rest[number.end :]}"
    found = _of_numbers(user, shown, [(number.kind, number.value) for number in numbers])
    rest = " ".join(rest.split())
    return found if found.people or found.cases or len(rest) < LEAST else Search(shown, rest)


def _of_numbers(user: Account, shown: str, numbers: Iterable[tuple[str, str]]) -> Search:
    people, cases = dict[int, None](), dict[int, None]()
    seen = visible_to(user)
    for kind, value in numbers:
        persons = persons_by_phone(value) if kind == "phone" else persons_by_id_number(value)
        parts = Party.objects.filter(person__in=persons, case__in=seen)
        known = Person.objects.filter(pk__in=parts.values("person")).order_by("-pk")
        people |= dict.fromkeys(known.values_list("pk", flat=True)[:PEOPLE])
        cases |= dict.fromkeys(cases_mentioning(value, among=seen))
    return Search(shown, "", tuple(people), tuple(cases))


def direct(user: Account, text: str) -> Case | None:
    """The case of this very number or code, alone or the only one among other words, where `user` sees it or may at
    least hear of it at its address."""
    words = text.strip()[:TEXT_CHARS].upper().split()
    numbers = [word for word in words if _NUMBERED.fullmatch(word)]
    codes = [code for word in (text, *words) if (code := normalise_code(word))]
    if not numbers and not codes:
        return None
    cases = list(Case.objects.filter(Q(number__in=numbers) | Q(code__in=codes))[:2])
    if len(cases) != 1:
        return None
    found = cases[0]
    if is_colleague(user, found) or visible_to(user).filter(pk=found.pk).exists():
        return found
    return None
