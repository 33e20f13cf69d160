"""Telephone numbers, names as they are searched, and masks. Plain Python."""

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}[0-9]{7,8}")
_HOTLINE = re.compile(r"[0-9]{3,5}")
# Where an address stops telling the estate and begins to tell the door: 32幢, 3 号楼, 2单元, 501室, 398号.
_DOOR = re.compile(r"[0-9０-９一二三四五六七八九十百A-Za-z\-－]+\s*(幢|栋|号楼|座|单元|室|层|楼|户|号|弄)|[0-9０-９]")
# Who reads what was looked at. What may be shown in clear for a reason, and how often one person may ask within an hour.
AUDIT_ROLE = "audit_admin"
REVEALABLE = ("phone", "id_number", "address", "name")
REVEALS_PER_HOUR = 30
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


def is_mobile(digits: str) -> bool:
    """Whether a number is somebody's own: offices and shops answer landlines too."""
    return bool(_MOBILE.fullmatch(digits))


def mask_phone(digits: str) -> str:
    """138****5678; shorter numbers keep their last two digits."""
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "*" * max(0, len(digits) - 2) + digits[-2:]


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳修 → 欧阳*."""
    keep = 2 if name.startswith(_COMPOUND_SURNAMES) else 1
    return name[:keep] + "*" * max(1, len(name) - keep)


def mask_id_number(number: str) -> str:
    """330105********1234: region and the last four stay, as the trade does it."""
    return f"{number[:6]}{'*' * max(0, len(number) - 10)}{number[-4:]}" if len(number) >= 14 else "*" * len(number)


def mask_address(address: str) -> str:
    """As far as the estate or road: 朝晖六区32幢501室 → 朝晖六区****."""
    found = _DOOR.search(address)
    return (address[: found.start()].rstrip() if found else address[: len(address) // 2]) + "****"


def spoken(name: str) -> str:
    """A name as it is compared: without blanks, in one width and case."""
    bare = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return unicodedata.normalize("NFKC", bare)  # what was parted by a blank may be one sign now


def name_words(name: str) -> list[str]:
    """What a name is found by: how it begins, and every two signs that stand together."""
    plain = spoken(name)
    pairs = dict.fromkeys(plain[at : at + 2] for at in range(len(plain) - 1))
    return [f"^{plain[0]}", *pairs] if plain else []


def asked_words(text: str) -> list[str]:
    """The words that a name must have to hold `text`: 晓雨 its pair, 张晓雨 two pairs, 张 alone a beginning."""
    plain = spoken(text)
    return [f"^{plain}"] if len(plain) == 1 else name_words(plain)[1:]
