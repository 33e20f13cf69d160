"""Telephone, identity and bank card numbers inside free text. Plain Python.

Looks at numbers as people write them: with blanks, dashes or dots between the digits, in full width, with +86. Sums,
dates and case numbers are left alone. Where it is in doubt, a number counts as personal: a mask too many can be opened
again, a number too few stays readable for good.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hetang.commons.people.numbers import NoNumber, read_id_number
from hetang.commons.people.rules import is_mobile, mask_id_number, mask_phone, normalise_phone
from hetang.ground.lib.references import MARK

# One sign for one sign, so that places in the text stay the same.
_PLAIN = str.maketrans("０１２３４５６７８９Ｘｘ－–—‐‑　\u00a0·•．（）＋", "0123456789XX-----  ...()+")
_GAP = r"[ \t.\-]{0,2}"
# Nothing below seven digits is looked at, which is most texts: one quick search.
_WORTH_A_LOOK = re.compile(r"(?:[0-9０-９][ \t.\-－–—‐‑　\u00a0·•．()（）]{0,3}){7}")
_DATE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2} ?[-./年] ?[01]?[0-9] ?[-./月] ?[0-3]?[0-9](?![0-9])")
_ID = re.compile(rf"(?<![0-9])[1-8](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx](?![0-9])")
_OLD_ID = re.compile(r"(?<![0-9])[1-8][0-9]{14}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])(?:[3-6][0-9]{15,18}|3[47][0-9]{13})(?![0-9])")
_SPACED_CARD = re.compile(r"(?<![0-9])[3-6][0-9]{3}(?:[ .\-][0-9]{4}){3}(?![0-9])")
_LONG_SPACED_CARD = re.compile(r"(?<![0-9])[3-6][0-9]{3}(?:[ .\-][0-9]{4}){3}[ .\-][0-9]{1,3}(?![0-9])")
# The ways in which people part the eleven digits: any parting at all would take in sums that stand in a row.
_PARTS = ((11,), (3, 4, 4), (3, 3, 5), (3, 8), (7, 4), (5, 6), (2, 3, 3, 3), (3, 2, 3, 3), (3, 4, 2, 2), (1,) * 11)
_MOBILES = "|".join(r"[ \t.\-]{1,2}".join(f"[0-9]{{{size}}}" for size in sizes) for sizes in _PARTS)
_MOBILE = re.compile(rf"(?<![0-9])(?:(?:\+|00)?86{_GAP})?(?=1[ .\-]{{0,2}}[3-9])(?:{_MOBILES})(?![0-9])")
_LANDLINE = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)86{_GAP}\(?0?|\(?0)[1-9][0-9]{{1,2}}\)?{_GAP}[2-8][0-9]{{2,3}}{_GAP}[0-9]{{4}}(?![0-9])"
)
# Seven or eight digits alone may be anything: a telephone only where the words before say so.
_LOCAL = re.compile(
    r"(?:电话|座机|固话|拨打|致电|联系方式|[Tt][Ee][Ll])[^0-9\n]{0,6}"
    r"(?!20[0-9]{2}[01][0-9][0-3][0-9])(?P<number>[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])"
)
# The first two digits of the regions there are (GB/T 2260): which number of that length may be an identity at all.
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


@dataclass(frozen=True)
class Number:
    """A personal number in a text, from `start` to `end`; `value` as it is indexed, `kind` the field it would be."""

    start: int
    end: int
    kind: str
    value: str
    mask: str


def find_numbers(text: str) -> list[Number]:
    """The personal numbers of `text` in their order. Marks of numbers found before are passed over."""
    if not _WORTH_A_LOOK.search(text):
        return []
    rest = MARK.sub(_blank, text).translate(_PLAIN)
    found: list[Number] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(rest):
            group = "number" if "number" in match.groupdict() else 0
            if number := read(re.sub(r"[^0-9Xx]", "", match[group]).upper()):
                found.append(Number(match.start(group), match.end(group), *number))
        for number_found in found:
            rest = rest[: number_found.start] + "#" * (number_found.end - number_found.start) + rest[number_found.end :]
        if pattern is _LONG_SPACED_CARD:
            rest = _DATE.sub(_blank, rest)
    return sorted(found, key=lambda number: number.start)


def mask_numbers(text: str) -> str:
    """`text` with every personal number masked for good: for short remarks that nobody needs to open again."""
    for number in reversed(find_numbers(text)):
        text = text[: number.start] + number.mask + text[number.end :]
    return text


def mask_personal_numbers(text: str) -> str:
    """Like `mask_numbers`, but landlines and service numbers stay: for what tells people which office to ring."""
    for number in reversed(find_numbers(text)):
        if number.kind != "phone" or is_mobile(number.value):
            text = text[: number.start] + number.mask + text[number.end :]
    return text


def _blank(match: re.Match[str]) -> str:
    return "#" * len(match[0])


def _id(digits: str) -> tuple[str, str, str] | None:
    """Also one with a wrong last character: somebody misread a card."""
    if not _PROVINCES.match(digits):
        return None
    for last in (digits[-1], *"0123456789X") if len(digits) == 18 else ("",):
        try:
            number = read_id_number(digits[:17] + last if last else digits)
        except NoNumber:
            continue
        value = number.number if not last or last == digits[-1] else digits
        return "id_number", value, mask_id_number(value)
    return None


def _card(digits: str) -> tuple[str, str, str] | None:
    """By the check digit of ISO/IEC 7812 (Luhn)."""
    doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(digits))]
    if sum(d // 10 + d % 10 for d in doubled) % 10:
        return None
    return "bank_card", digits, f"{digits[:4]}****{digits[-4:]}"


def _phone(digits: str) -> tuple[str, str, str] | None:
    bare = re.sub(r"^(?:00)?86(?=1[3-9][0-9]{9}$|0?[1-9][0-9]{9,10}$)", "", digits)
    value = normalise_phone(bare) or normalise_phone(f"0{bare}") or bare
    return "phone", value, mask_phone(value)


_READERS: tuple[tuple[re.Pattern[str], Callable[[str], tuple[str, str, str] | None]], ...] = (
    (_ID, _id),
    (_OLD_ID, _id),
    (_CARD, _card),
    (_SPACED_CARD, _card),
    (_LONG_SPACED_CARD, _card),
    (_MOBILE, _phone),
    (_LANDLINE, _phone),
    (_LOCAL, _phone),
)
