"""Numbers as people write and say them: 3万5, 一万二千, 两百五, 1,200.50. Plain Python."""

import re
from decimal import Decimal

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
# Every run is bounded: nobody quarrels about longer numbers, and a text may be nothing but digits.
_ARABIC = r"[0-9][0-9,，]{0,17}(?:\.[0-9]{1,6})?"
_PLAIN = re.compile(_ARABIC)
# As a pattern for others: an Arabic number, perhaps with 百千万亿 and what follows them, or a spoken one. It begins
# where the number begins, never inside a longer one.
NUMBER = (
    rf"(?:(?<![0-9])(?<![0-9][,，.]){_ARABIC}(?:[十百千万亿]{{1,4}}(?:[0-9]{{1,8}}[百千]?)?)?"
    r"|(?<![零〇一二两三四五六七八九十百千万亿])[零〇一二两三四五六七八九十百千万亿]{1,24})"
)


def number(text: str) -> Decimal | None:
    """What the words or digits mean, None where they mean nothing: 3万5 is 35,000, 一百零五 is 105."""
    plain = _PLAIN.match(text)
    if plain is None:
        return _spoken(text)
    value = Decimal(re.sub(r"[,，]", "", plain[0]))
    rest = text[plain.end() :]
    scale = Decimal(1)
    while rest and rest[0] in _UNITS | _BIG:
        scale *= (_UNITS | _BIG)[rest[0]]
        rest = rest[1:]
    if not rest:
        return value * scale
    tail = re.fullmatch(r"([0-9]+)([百千]?)", rest)
    if tail is None or scale == 1:
        return None
    # 3万5 and 3万5千 are the same: what follows a unit without its own counts tenths of it.
    below = Decimal(tail[1]) * (_UNITS[tail[2]] if tail[2] else scale / 10 ** len(tail[1]))
    return value * scale + below


def _spoken(text: str) -> Decimal | None:
    if not text or any(sign not in DIGITS and sign not in _UNITS and sign not in _BIG for sign in text):
        return None
    if all(sign in DIGITS for sign in text):
        return Decimal("".join(str(DIGITS[sign]) for sign in text))
    total, section, digit, unit = 0, 0, 0, 1
    for at, sign in enumerate(text):
        if sign in DIGITS:
            digit = DIGITS[sign]
            # 两百五, 一万二: the last digit counts tenths of the unit before it, unless a 零 stands between.
            if at == len(text) - 1 and unit > 10 and text[at - 1] not in "零〇":
                digit *= unit // 10
        elif sign in _UNITS:
            unit = _UNITS[sign]
            section += (digit or 1) * unit
            digit = 0
        else:
            part, unit = section + digit, _BIG[sign]
            # 一亿三千万 adds to what is there, 三万亿 multiplies it.
            total = total + part * unit if part else (total or 1) * unit
            section, digit = 0, 0
    return Decimal(total + section + digit)
