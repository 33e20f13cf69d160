"""Finding persons by what is sealed."""

from collections.abc import Iterable
from functools import reduce

from django.db.models import Q, QuerySet

from hetang.commons.people.models import Person
from hetang.commons.people.numbers import NoNumber, read_id_number
from hetang.commons.people.rules import asked_words, mask_name, normalise_phone
from hetang.ground.lib import crypto


def persons_by_phone(text: str) -> QuerySet[Person]:
    """Everybody known under this number, newest first; nobody for a text that is no number."""
    digits = normalise_phone(text)
    if digits is None:
        return Person.objects.none()
    return Person.objects.filter(phone_index__in=crypto.blind_indexes(digits, "phone")).order_by("-id")


def persons_by_id_number(text: str) -> QuerySet[Person]:
    """Everybody recorded under this identity number, of 15 or 18 characters; nobody for a text that is none."""
    try:
        number = read_id_number(text).number
    except NoNumber:
        return Person.objects.none()
    return Person.objects.filter(id_number_index__in=crypto.blind_indexes(number, "id_number")).order_by("-id")


def persons_by_name(text: str) -> QuerySet[Person]:
    """Everybody whose name holds `text` (张晓 and 晓雨 find 张晓雨; one sign finds names that begin with it), newest first.

    Rarely somebody too many: a name in which the pairs of `text` stand apart. Compare `name` where that matters.
    """
    words = [crypto.blind_indexes(word, "name-word") for word in asked_words(text)]
    if not words:
        return Person.objects.none()
    under_each_key = [[crypto.as_number(word[at]) for word in words] for at in range(len(words[0]))]
    found = reduce(Q.__or__, (Q(name_tokens__contains=numbers) for numbers in under_each_key))
    return Person.objects.filter(found).order_by("-id")


def mask_names(text: str, persons: Iterable[Person]) -> str:
    """`text` with the names of `persons` masked where they stand in it, the longest first."""
    for name in sorted(
        {person.name for person in persons if person.is_named and not person.is_erased}, key=len, reverse=True
    ):
        if len(name) > 1:
            text = text.replace(name, mask_name(name))
    return text
