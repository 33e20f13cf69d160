"""Addresses of files: signed, for one reader, for a few minutes. Nothing in them can be guessed or counted up."""

from dataclasses import dataclass

from django.core import signing

from hetang.commons.accounts.api import Account
from hetang.commons.documents.limits import limits
from hetang.commons.documents.models import COPIES, StoredFile
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused, WrongState

SALT = "hetang.documents.link"
# What a link may open: the original, or one of the copies.
VARIANTS = ("", *COPIES)


class NoSuchLink(Refused):
    """Nothing under this address, as far as this reader may know."""

    status = 404


@dataclass(frozen=True)
class Opened:
    """What a link leads to: the row's key, and the original ("") or which copy."""

    file: int
    variant: str


def link_for(file: StoredFile, reader: Account, variant: str = "") -> str:
    """The part of an address by which `reader` opens the file from now on for `limits().link`."""
    assert variant in VARIANTS
    return signing.dumps([file.pk, VARIANTS.index(variant), reader.pk], salt=SALT)


def open_link(link: str, reader: Account) -> Opened:
    """What `link` opens for `reader`. Raises `NoSuchLink` (also for another reader's), `WrongState` where it is too old."""
    try:
        file, variant, whose = signing.loads(link, salt=SALT, max_age=limits().link)
    except signing.SignatureExpired:
        raise WrongState(
            N_("这个链接已经过期。"), then=N_("文件链接只在打开后的几分钟内有效；请回到案件页重新打开。")
        ) from None
    except signing.BadSignature:
        raise _no_such() from None
    if whose != reader.pk:
        raise _no_such()
    return Opened(file, VARIANTS[variant])


def _no_such() -> NoSuchLink:
    return NoSuchLink(N_("没有找到这份文件。"), then=N_("文件链接只对打开它的人有效；请从案件页打开。"))
