"""What a whole file is. Nothing is decoded here but headers and, with a bound, the parts of office files."""

from typing import BinaryIO

from hetang.commons.documents.checking.packed import archive_behind, office_type
from hetang.commons.documents.checking.pictures import check_picture
from hetang.commons.documents.limits import Limits
from hetang.commons.documents.refusing import TooLarge, WrongKind
from hetang.commons.documents.sniffing import HEAD, OLE, TYPES, ZIP, refusal_of, sniff
from hetang.ground.lib.labels import N_

MB = 1 << 20


def check_head(head: bytes, *, size: int, name: str, limits: Limits) -> str:
    """The media type that the file begins (`ZIP`, `OLE` before its inside is known). Raises `WrongKind`, `TooLarge`."""
    media_type = sniff(head)
    if not media_type:
        what, then = refusal_of(head)
        raise WrongKind(what, then=then, name=name)
    kind = "office" if media_type in (ZIP, OLE) else TYPES[media_type][0]
    most = limits.by_kind[kind]
    if size > most:
        raise TooLarge(
            N_("“%(name)s”有 %(size)s MB，超过这类文件的上限 %(most)s MB。"),
            then=N_("照片请不要勾选“保留原图”；视频请截取要紧的一段，或降低清晰度后再传。"),
            name=name,
            size=-(-size // MB),
            most=most // MB,
        )
    return media_type


def check_content(file: BinaryIO, *, size: int, name: str, limits: Limits) -> str:
    """The media type of a whole file of `size` bytes. Raises a `BadFile`."""
    file.seek(0)
    head = file.read(HEAD)
    media_type = check_head(head, size=size, name=name, limits=limits)
    if media_type in (ZIP, OLE):
        return office_type(file, media_type, size=size, name=name, limits=limits)
    if b"%PDF-" in head[:1024] and media_type != "application/pdf":
        raise _two_in_one(name)
    if archive_behind(file, size):
        raise _two_in_one(name)
    if TYPES[media_type][0] == "photo":
        check_picture(file, media_type, name=name, limits=limits)
    return media_type


def _two_in_one(name: str) -> WrongKind:
    return WrongKind(
        N_("“%(name)s”里还藏着另一个文件。"),
        then=N_("请截图或另存一份再传；里面确有别的文件时，请取出来单独上传。"),
        name=name,
    )
