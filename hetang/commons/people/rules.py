"""Telephone numbers and masks. Plain Python."""

import re

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}[0-9]{7,8}")
_HOTLINE = re.compile(r"[0-9]{3,5}")
_COMPOUND_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "司徒",
    "夏侯",
)


def normalise_phone(text: str) -> str | None:
    """Digits of a mobile, landline or hotline number as written by anyone (+86, spaces, dashes); None if it is none."""
    digits = re.sub(r"[\s\-－—()（）]", "", text.translate(str.maketrans("０１２３４５６７８９", "0123456789")))
    digits = re.sub(r"^(\+?86|0086)(?=1[3-9])", "", digits)
    if any(pattern.fullmatch(digits) for pattern in (_MOBILE, _LANDLINE, _HOTLINE)):
        return digits
    return None


def mask_phone(digits: str) -> str:
    """138****5678; shorter numbers keep their last two digits."""
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(0, len(digits) - 2) + digits[-2:]


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳修 → 欧阳*."""
    keep = 2 if name.startswith(_COMPOUND_SURNAMES) else 1
    return name[:keep] + "*" * max(1, len(name) - keep)
