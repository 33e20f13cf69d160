"""Check digits of identity numbers (GB 11643) and unified social credit codes (GB 32100). Plain Python."""

import re
from dataclasses import dataclass
from datetime import date

from hetang.ground.lib.labels import N_

_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_SHAPE = re.compile(r"[1-9][0-9]{14}")
_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_SHAPE = re.compile(f"[{_CREDIT_LETTERS}]{{18}}")
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


class NoNumber(ValueError):
    """What was typed is no such number; the text is a message id that says what is wrong with it."""


@dataclass(frozen=True)
class IdNumber:
    """A valid identity number: 18 characters, the day of birth and the sex (`male`, `female`) it tells."""

    number: str
    born_on: date
    sex: str


def tidy(text: str) -> str:
    """Digits and letters as they are meant: half width, capital, without blanks and dashes."""
    return re.sub(r"[\s\-－—]", "", text.translate(_FULL_WIDTH)).upper()


def read_id_number(text: str, today: date | None = None) -> IdNumber:
    """What an identity number says; one of 15 digits is brought to 18, a small x is an X.

    The region is not looked up: cards keep the code of a district that is no more. Raises `NoNumber`.
    """
    number = tidy(text)
    if _OLD_SHAPE.fullmatch(number):
        number = number[:6] + "19" + number[6:]
        number += id_check(number)
    if not _SHAPE.fullmatch(number):
        raise NoNumber(N_("身份证号应为 18 位（旧证 15 位），最后一位可以是 X。"))
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise NoNumber(N_("身份证号里的出生日期不存在，请核对第 7 至 14 位。")) from None
    if born_on.year < 1850 or (today is not None and born_on > today):
        raise NoNumber(N_("身份证号里的出生日期不存在，请核对第 7 至 14 位。"))
    if id_check(number) != number[17]:
        raise NoNumber(N_("身份证号的最后一位与前面不符，请逐位核对。"))
    return IdNumber(number, born_on, "male" if int(number[16]) % 2 else "female")


def id_check(number: str) -> str:
    """The check character of the first 17 digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def read_credit_code(text: str) -> str:
    """A unified social credit code as it is written officially. Raises `NoNumber`."""
    code = tidy(text)
    if not _CREDIT_SHAPE.fullmatch(code):
        raise NoNumber(N_("统一社会信用代码应为 18 位数字或大写字母（没有 I、O、S、V、Z）。"))
    total = sum(_CREDIT_LETTERS.index(sign) * weight for sign, weight in zip(code[:17], _CREDIT_WEIGHTS, strict=True))
    if _CREDIT_LETTERS[-total % 31] != code[17]:
        raise NoNumber(N_("统一社会信用代码的最后一位与前面不符，请逐位核对。"))
    return code
