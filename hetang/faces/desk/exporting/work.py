"""The job that writes an export: piece by piece, each saved with how far it is, so that a killed process goes on."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import note_export
from hetang.faces.desk.exporting import sheet
from hetang.faces.desk.exporting.actions import KEPT, may_export, scope_of
from hetang.faces.desk.exporting.files import JOB, KEY_BYTES, clear, file_of, folder, keys_of, put_keys, spool_of
from hetang.faces.desk.listing import Filters
from hetang.faces.desk.models import WRITTEN, Export
from hetang.ground.lib import clock, xlsx
from hetang.ground.lib.jobs import job

PIECE = 1000
MOST_ROWS = 300_000
WHAT = "cases"
BLOCK = 1 << 20
WRITERS = 1788_0041


@job(JOB)
def write_export(key: int, language: str) -> None:
    """Write export number `key`, its words in `language`. Started again, it goes on after the last piece saved."""
    with _alone(key):
        export = Export.objects.select_related("account").filter(pk=key).first()
        if export is not None:
            folder().mkdir(mode=0o700, exist_ok=True)
            _write(export, language)


def _write(export: Export, language: str) -> None:
    try:
        with translation.override(language):
            # Set back in the middle (`withdraw`), it is written once more from its beginning.
            while _begin(export) and not (_write_rows(export, language) and _finish(export)):
                pass
    except Exception:
        # A connection that was lost is opened anew, or nobody would hear of the failure.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED, finished_at=clock.now())
        clear(export)
        raise
    if not Export.objects.filter(pk=export.pk, state=Export.State.DONE).exists():
        clear(export)


def _begin(export: Export) -> bool:
    """Read anew where it stands. False where it is called off or done."""
    Export.objects.filter(pk=export.pk, state=Export.State.WAITING).update(state=Export.State.RUNNING)
    export.refresh_from_db()
    return export.state == Export.State.RUNNING


@contextmanager
def _alone(key: int) -> Iterator[None]:
    """Nobody else writes this export meanwhile: a job that was taken up again waits for the end of its first writer,
    who may live after all. The lock ends with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [WRITERS, key])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [WRITERS, key])


def _write_rows(export: Export, language: str) -> bool:
    """All rows into the spool. False where it was called off or set back."""
    filters = Filters.read(QueryDict(export.query))
    with _opened(export) as (spool, keys):
        while export.cursor != WRITTEN and export.rows < MOST_ROWS:
            before = export.spooled
            if not export.spooled:
                export.spooled = spool.write(xlsx.row(sheet.heading(), bold=True))
            # Who leaves or loses the duty takes nothing more away: asked anew for each piece.
            reader = sheet.Reader(Account.objects.get(pk=export.account_id), language, export.names)
            if not may_export(reader.user) or scope_of(reader.user) != export.scope:
                raise PermissionError("whoever asked for this may no longer have it")
            page = filters.piece(reader.user, export.cursor, PIECE)
            cells = b"".join(xlsx.row(row) for row in sheet.rows(page.items, reader))
            spool.write(cells)
            spool.flush()
            put_keys(keys, (case.pk for case in page.items))
            export.rows += len(page.items)
            export.spooled += len(cells)
            export.cursor = page.older or WRITTEN
            if not _save(export, before):
                return False
    return True


@contextmanager
def _opened(export: Export) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The spool and the keys as they were when the last piece was saved: what was written after that is cut off."""
    if not (spool_of(export).exists() and keys_of(export).exists()):
        export.rows, export.spooled, export.cursor = 0, 0, ""
        Export.objects.filter(pk=export.pk, state=Export.State.RUNNING).update(rows=0, spooled=0, cursor="")
    with _open(spool_of(export), export.spooled) as spool, _open(keys_of(export), export.rows * KEY_BYTES) as keys:
        yield spool, keys


def _open(path: Path, size: int) -> BinaryIO:
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    file.seek(size)
    file.truncate()
    return file


def _save(export: Export, before: int) -> bool:
    """Save how far it is, unless it was called off or set back meanwhile; `before`: where it stood."""
    progress = {name: getattr(export, name) for name in ("rows", "spooled", "cursor")}
    return bool(_running(export, before).update(**progress))


def _running(export: Export, spooled: int) -> QuerySet[Export]:
    return Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, spooled=spooled)


def _finish(export: Export) -> bool:
    """Bind what was spooled. False where it has to be written anew or was called off."""
    part, whole = file_of(export).with_suffix(".part"), file_of(export)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        xlsx.bind(spool_of(export), target, title=_("案件"), widths=[width for _label, width in sheet.COLUMNS.values()])
    digest = hashlib.sha256()
    with part.open("rb") as made:
        while block := made.read(BLOCK):
            digest.update(block)
    part.rename(whole)
    now = clock.now()
    done = {"state": Export.State.DONE, "finished_at": now, "expires_at": now + KEPT, "digest": digest.hexdigest()}
    # Noted and done together, and the spool goes last: killed before, it is bound once more and noted once.
    with transaction.atomic():
        if not _running(export, export.spooled).update(size=whole.stat().st_size, **done):
            whole.unlink()
            return False
        note_export(export.account, WHAT, f"{export.query} · {export.reason}", export.rows, digest.hexdigest())
    spool_of(export).unlink()
    return True


def left(export: Export) -> timedelta:
    """How long the file is still there."""
    return max((export.expires_at or clock.now()) - clock.now(), timedelta())
