"""The job that writes an export: piece by piece, each saved with how far it is, so that a killed process goes on."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO

from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import note_export
from hetang.faces.desk.exporting import sheet
from hetang.faces.desk.exporting.actions import KEPT, clear, file_of, folder, may_export, scope_of, spool_of
from hetang.faces.desk.listing import Filters
from hetang.faces.desk.models import Export
from hetang.ground.lib import clock, xlsx
from hetang.ground.lib.jobs import job

PIECE = 1000
MOST_ROWS = 300_000
WHAT = "cases"
# In place of a cursor: all rows are in the spool.
WRITTEN = "written"
BLOCK = 1 << 20


@job("desk.export")
def write_export(key: int, language: str) -> None:
    """Write export number `key`, its words in `language`. Started again, it goes on after the last piece saved."""
    export = Export.objects.select_related("account").filter(pk=key).first()
    if export is None or not export.is_under_way:
        return
    folder().mkdir(mode=0o700, exist_ok=True)
    Export.objects.filter(pk=key, state=Export.State.WAITING).update(state=Export.State.RUNNING)
    try:
        with translation.override(language):
            if _write_rows(export, sheet.Reader(export.account, language, export.names)):
                _finish(export)
    except Exception:
        Export.objects.filter(pk=key).update(state=Export.State.FAILED, finished_at=clock.now())
        clear(export)
        raise
    if not Export.objects.filter(pk=key, state=Export.State.DONE).exists():
        clear(export)


def _write_rows(export: Export, reader: sheet.Reader) -> bool:
    """All rows into the spool. False where it was called off."""
    filters = Filters.read(QueryDict(export.query))
    with _spool(export) as spool:
        if not export.spooled:
            export.spooled = spool.write(xlsx.row(sheet.heading(), bold=True))
        while export.cursor != WRITTEN and export.rows < MOST_ROWS:
            # Who leaves or loses the duty takes nothing more away: asked anew for each piece.
            reader = sheet.Reader(Account.objects.get(pk=export.account_id), reader.language, reader.names)
            if not may_export(reader.user) or scope_of(reader.user) != export.scope:
                raise PermissionError("whoever asked for this may no longer have it")
            page = filters.piece(reader.user, export.cursor, PIECE)
            cells = b"".join(xlsx.row(row) for row in sheet.rows(page.items, reader))
            spool.write(cells)
            spool.flush()
            export.rows += len(page.items)
            export.spooled += len(cells)
            export.cursor = page.older or WRITTEN
            if not _save(export):
                return False
    return True


@contextmanager
def _spool(export: Export) -> Iterator[BinaryIO]:
    """The spool as it was when the last piece was saved: what was written after that is cut off."""
    path = spool_of(export)
    if not path.exists():
        export.rows, export.spooled, export.cursor = 0, 0, ""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as spool:
        spool.truncate(export.spooled)
        spool.seek(export.spooled)
        yield spool


def _save(export: Export) -> bool:
    """Save how far it is, unless it was called off meanwhile."""
    progress = {name: getattr(export, name) for name in ("rows", "spooled", "cursor")}
    return bool(Export.objects.filter(pk=export.pk, state=Export.State.RUNNING).update(**progress))


def _finish(export: Export) -> None:
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
        running = Export.objects.filter(pk=export.pk, state=Export.State.RUNNING)
        if running.update(size=whole.stat().st_size, **done):
            note_export(export.account, WHAT, f"{export.query} · {export.reason}", export.rows, digest.hexdigest())
    spool_of(export).unlink()


def left(export: Export) -> timedelta:
    """How long the file is still there."""
    return max((export.expires_at or clock.now()) - clock.now(), timedelta())
