"""What makes a password good enough. Plain Python but for Django's list of common ones."""

from collections.abc import Iterator
from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator

from hetang.commons.accounts.policy import PasswordRules
from hetang.ground.lib.labels import N_

SHORT_NAME = 3
LONGEST = 128

TOO_WEAK = N_(
    "至少 %(shorter_length)d 位并含小写字母、大写字母、数字、符号中的 %(shorter_classes)d 种，"
    "或者至少 %(longer_length)d 位（可以是一句话）"
)
TOO_UNIFORM = N_("至少有 %(least_different)d 个不同的字符")
TOO_LONG = N_("不超过 %(longest)d 位")
TOO_COMMON = N_("不能是常见密码")
HAS_NAME = N_("不能含有用户名")
USED_BEFORE = N_("不能与最近 %(history)d 次用过的相同")


def faults(password: str, username: str, rules: PasswordRules) -> list[str]:
    """What is wrong with `password`, as message ids with places for the numbers of `numbers(rules)`."""
    return list(_faults(password, username, rules))


def _faults(password: str, username: str, rules: PasswordRules) -> Iterator[str]:
    long_enough = len(password) >= rules.longer_length
    mixed = len(password) >= rules.shorter_length and classes(password) >= rules.shorter_classes
    if not (long_enough or mixed):
        yield TOO_WEAK
    if len(password) > LONGEST:
        yield TOO_LONG
    if len(set(password)) < rules.least_different:
        yield TOO_UNIFORM
    if password.lower().strip() in _common():
        yield TOO_COMMON
    if len(username) >= SHORT_NAME and username.lower() in password.lower():
        yield HAS_NAME


def classes(password: str) -> int:
    """How many of: lower case, upper case, digits, anything else (Chinese characters and spaces included)."""
    kinds = {
        "lower" if c.islower() else "upper" if c.isupper() else "digit" if c.isdecimal() else "other" for c in password
    }
    return len(kinds)


def numbers(rules: PasswordRules) -> dict[str, int]:
    """The numbers that the texts name."""
    return {
        "shorter_length": rules.shorter_length,
        "shorter_classes": rules.shorter_classes,
        "longer_length": rules.longer_length,
        "least_different": rules.least_different,
        "history": rules.history,
        "longest": LONGEST,
    }


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
