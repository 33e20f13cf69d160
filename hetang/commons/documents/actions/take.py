"""Taking a file that was received whole: looked at, scanned, counted, sealed for good, and given to what it belongs to."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import IntegrityError, transaction

from hetang.commons.documents import incoming
from hetang.commons.documents.actions.receive import begin_anew, refuse_upload, require_open, require_room
from hetang.commons.documents.checking import check_content
from hetang.commons.documents.checking.pictures import READERS
from hetang.commons.documents.limits import limits
from hetang.commons.documents.models import CONTENT, NAME, StoredFile, Upload, new_token
from hetang.commons.documents.refusing import StoreSilent
from hetang.commons.documents.scanning import Scan
from hetang.commons.documents.sniffing import TYPES
from hetang.commons.documents.store import files, read_part, write_draft
from hetang.commons.documents.work import make_previews
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState

# What a room does with a file that was taken, inside the transaction; a refusal of its own means that it is not taken.
# Content that is there already comes to it once more.
Attach = Callable[[StoredFile], None]
_HASHES = {"sha256": hashes.SHA256, "sm3": hashes.SM3}


class NotWhole(WrongState):
    """Some of it is still to come."""


@dataclass
class _Pass:
    """The content on its one way through: counted and scanned."""

    scan: Scan
    size: int = 0

    def __post_init__(self) -> None:
        self.digest = hashes.Hash(_HASHES[settings.JOURNAL_DIGEST]())

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.size += len(piece)
            self.digest.update(piece)
            self.scan.feed(piece)
            yield piece


def take_upload(upload: Upload, *, attach: Attach) -> StoredFile:
    """The file of a whole upload, taken once however often this is called and from however many places.

    Raises a `BadFile` (or what `attach` refuses with), which is noted with the upload; `NotScanned` while the scanner
    is silent, and then the upload waits.
    """
    try:
        return _take(upload, attach)
    except IntegrityError:
        # The same content was taken for the same subject in this very moment: now it is found.
        return _take(upload, attach)
    except NotWhole:
        raise
    except (Invalid, NotAllowed, WrongState) as refusal:
        if not _is_done(upload):
            refuse_upload(upload, refusal)
        raise
    except incoming.PiecesLost:
        begin_anew(upload)
        raise


def _is_done(upload: Upload) -> bool:
    return Upload.objects.filter(pk=upload.pk, state=Upload.State.DONE).exists()


@transaction.atomic
def _take(upload: Upload, attach: Attach) -> StoredFile:
    # Whoever asks meanwhile waits here and then finds it taken.
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state == Upload.State.DONE and upload.file is not None:
        return upload.file
    require_open(upload)
    if not upload.is_whole:
        raise NotWhole(N_("这份文件还没有传完。"), then=N_("请等它传完。"))
    file = _kept(upload, attach)
    upload.state, upload.file = Upload.State.DONE, file
    upload.save(update_fields=["state", "file"])
    transaction.on_commit(lambda: incoming.clear(upload.token))
    return file


def _kept(upload: Upload, attach: Attach) -> StoredFile:
    """The file in its place and given to what it belongs to; the one that is there already for the same content."""
    token, place = new_token(), files()
    with place.draft(token) as draft:
        received = _received(upload, token, draft)
        known = _known(received)
        if known is not None:
            attach(known)
            return known
        received.save()
        attach(received)
        # `attach` holds the subject's lock, so two files at once do not both find the last place.
        require_room(received.subject_kind, received.subject_key, outside=upload.outside)
        try:
            place.keep(token, draft)
            if received.preview == StoredFile.Preview.WAITING:
                make_previews.defer(key=received.pk)
        except BaseException:
            with suppress(StoreSilent):
                place.remove(token)
            raise
    return received


def _received(upload: Upload, token: str, draft: Path) -> StoredFile:
    """The file as it will be, its content sealed at `draft`; not saved. Raises a `BadFile`."""
    key, name = crypto.new_key(), upload.name
    with Scan(name) as scan:
        on_its_way = _Pass(scan)
        stored = write_draft(draft, crypto.seal_blocks(key, on_its_way.through(incoming.pieces(upload)), CONTENT))
        scanned_by = scan.finish()
    media_type = check_content(_opened(key, draft, stored), size=on_its_way.size, name=name, limits=limits())
    has_copy = media_type in READERS
    return StoredFile(
        token=token,
        subject_kind=upload.subject_kind,
        subject_key=upload.subject_key,
        key=key,
        name_sealed=crypto.seal(key, name, NAME),
        kind=TYPES[media_type][0],
        media_type=media_type,
        size=on_its_way.size,
        algorithm=settings.JOURNAL_DIGEST,
        digest=on_its_way.digest.finalize().hex(),
        scanned_by=scanned_by,
        preview=StoredFile.Preview.WAITING if has_copy else StoredFile.Preview.NONE,
        by=upload.account,
        received_at=clock.now(),
    )


def _opened(key: bytes, draft: Path, stored: int) -> io.BufferedReader:
    return io.BufferedReader(crypto.SealedFile(key, lambda at, size: read_part(draft, at, size), stored, CONTENT))


def _known(received: StoredFile) -> StoredFile | None:
    same = StoredFile.objects.filter(subject_kind=received.subject_kind, subject_key=received.subject_key)
    return same.filter(algorithm=received.algorithm, digest=received.digest, erased_at=None).first()
