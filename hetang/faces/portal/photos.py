"""Files that a party hands in: what both pages that take them share, by a plain form and piece by piece (tus)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hetang.commons.documents.api import NotScanned, Upload, tus
from hetang.commons.people.api import TooOften
from hetang.ground.lib.errors import translated
from hetang.ground.lib.inmemory import MOST_BYTES
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import Party, events_of, once
from hetang.record.evidence.api import (
    attaching_own,
    begin_handing_in,
    hand_in,
    handed_in,
    may_hand_in,
    terms,
    upload_by,
)

FIELD, SALT, KEPT_SECONDS = "photos", "portal-handed", 3600
# What is told of one sending: as many refusals as somebody reads.
TOLD = 3


class NoUpload(Refused):
    """No such upload, as far as this party may know."""

    status = 404


@dataclass(frozen=True)
class Handed:
    """What became of the files of one form: how many were received, how many wait for a service, what was refused why."""

    taken: int = 0
    waiting: int = 0
    faults: list[str] = field(default_factory=list)

    def packed(self) -> str:
        """For an address that nobody can make up."""
        return signing.dumps([self.taken, self.waiting, self.faults[:TOLD]], salt=SALT, compress=True)

    @classmethod
    def unpacked(cls, packed: str) -> "Handed | None":
        """What `packed` says; None for nothing, and for what is old or made up."""
        try:
            return cls(*signing.loads(packed, salt=SALT, max_age=KEPT_SECONDS)) if packed else None
        except signing.BadSignature:
            return None


def take(request: HttpRequest, party: Party, *, named: bool = True) -> Handed:
    """Take the files of a plain form, each by itself. Not `named`: refusals count them, for an address without names."""
    taken = waiting = 0
    faults: list[str] = []
    files = request.FILES.getlist(FIELD)
    if not files and is_too_large(request):
        faults.append(_("文件加起来超过 %(most)s MB，一份也没有收到；请分几次交。") % {"most": MOST_BYTES >> 20})
    for number, file in enumerate(files, 1):
        shown = (file.name or "") if named else _("第 %(number)s 份") % {"number": number}
        try:
            hand_in(party, name=file.name or "", size=file.size or 0, content=file.chunks(tus.PIECE))
        except NotScanned:
            waiting += 1
        except Refused as refused:
            faults.append(_words(refused, shown))
            if isinstance(refused, TooOften):
                break
        else:
            taken += 1
    return Handed(taken, waiting, faults)


def is_too_large(request: HttpRequest) -> bool:
    """Whether the form's files were dropped for their size."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES


def _words(refused: Refused, name: str) -> str:
    params = {**refused.params, "name": name}
    return " ".join(translated(text, params) for text in (refused.what, refused.then) if text)


def part_for(party: Party, *, form: str, uploads: str, handed: Handed | None = None) -> dict[str, Any] | None:
    """What the page's part for files needs, with its two addresses; None where the matter takes none online."""
    if not may_hand_in(party.case):
        return None
    most, count = terms(), len(handed_in(party, once(party.case, events_of)))
    return {
        "form": form,
        "uploads": uploads,
        "count": count,
        "is_full": count >= most.files,
        "files": most.files,
        "each": most.each >> 20,
        "handed": handed or Handed(),
    }


def announce(request: HttpRequest, party: Party, address: Callable[[str], str]) -> HttpResponse:
    """A file is announced; `address` of the upload with a token."""

    def begin(name: str, size: int, _told: dict[str, str]) -> Upload:
        return begin_handing_in(party, name=name, size=size)

    return tus.announce(request, begin=begin, address=lambda upload: address(upload.token))


def go_on(request: HttpRequest, party: Party, token: str) -> HttpResponse:
    """More of a file that this party announced."""
    try:
        upload = upload_by(party, token)
    except Refused as refused:
        return tus.refused(refused)
    if upload is None:
        raise NoUpload(N_("没有找到这次上传。"), then=N_("请刷新页面，重新选择文件。"))
    return tus.go_on(request, upload, attach=attaching_own(party, upload))
