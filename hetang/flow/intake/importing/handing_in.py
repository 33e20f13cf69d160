"""A file handed in on a page: kept, mapped, imported in the background, and gone afterwards."""

import hashlib
import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Place
from hetang.flow.intake.access import require_importer
from hetang.flow.intake.importing.mapping import read_mapping
from hetang.flow.intake.importing.tables import Table, open_table
from hetang.flow.intake.models import ImportedRow, ImportRun
from hetang.ground.lib import clock
from hetang.ground.lib.jobs import jobs_under_way
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState

MOST_BYTES = 50 << 20
# Of a file that somebody hands in: a process that serves pages reads it.
MOST_UNPACKED = 512 << 20
NAME_CHARS = 120
# How long a file that was handed in lies there: long enough to fetch what was rejected.
KEPT = timedelta(days=3)
STRAY_SECONDS = 24 * 3600
JOB = "intake.import"


def folder() -> Path:
    """Where files lie that were handed in; nobody but the house's own user reads there."""
    return Path(settings.HETANG_HOME) / "imports"


def file_of(run: ImportRun) -> Path:
    """The file of an import. Raises `WrongState` where it is gone."""
    path = folder() / run.token
    if not run.token or not path.is_file():
        raise WrongState(N_("这个文件已经不在服务器上。"), then=N_("需要时请重新上传；已经导入的行不会重复。"))
    return path


def opened(run: ImportRun) -> AbstractContextManager[Table]:
    """The table in the file of an import, which was checked when it was handed in."""
    return open_table(file_of(run), most=MOST_UNPACKED, is_checked=True)


def hand_in(pieces: Iterable[bytes], name: str, *, street: Place, by: Account) -> ImportRun:
    """Keep a file for importing. Raises `NotAllowed`, or `Invalid` for one that is too large or cannot be read."""
    require_importer(by, street.code)
    token = secrets.token_hex(16)
    folder().mkdir(mode=0o700, exist_ok=True)
    path = folder() / token
    try:
        digest = _write(path, pieces)
        with open_table(path, most=MOST_UNPACKED):
            pass
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return ImportRun.objects.create(
        street=street,
        token=token,
        file_name=Path(name).name[-NAME_CHARS:],
        source="",
        file_digest=digest,
        mapping_digest=token,
        mapping="",
        state=ImportRun.State.DRAFT,
        by=by,
        begun_at=clock.now(),
    )


def usual_source(run: ImportRun) -> str:
    """What the street last called the system it imports from, else a name of the street's own: under another one the
    same orders would be kept once more."""
    last = ImportRun.objects.filter(street=run.street).exclude(source="").order_by("-pk").first()
    return last.source if last else f"import-{run.street.code}"


def same_file(run: ImportRun) -> ImportRun | None:
    """The last import into this street that began with the very same file."""
    begun = ImportRun.objects.filter(street=run.street, file_digest=run.file_digest).exclude(pk=run.pk)
    return begun.exclude(state=ImportRun.State.DRAFT).order_by("-pk").first()


def _write(path: Path, pieces: Iterable[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as into:
        path.chmod(0o600)
        for piece in pieces:
            size += len(piece)
            if size > MOST_BYTES:
                raise Invalid(
                    N_("文件超过 %(size)s MB。"),
                    then=N_("更大的文件请由管理员在服务器上用 hetang import orders 导入，或分成几个文件。"),
                    size=MOST_BYTES >> 20,
                )
            digest.update(piece)
            into.write(piece)
    return digest.hexdigest()


def start_import(run: ImportRun, *, mapping: str, by: Account) -> ImportRun:
    """Fix the mapping and let the import begin; the caller defers the job in the same transaction.

    Raises `Invalid` for a mapping that does not fit the file, `WrongState` for an import that has begun.
    """
    require_importer(by, run.street.code)
    read = read_mapping(mapping, is_pasted=True)
    with opened(run) as table:
        read.require_columns(table.columns)
    try:
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if locked.state not in (ImportRun.State.DRAFT, ImportRun.State.FAILED):
                raise WrongState(N_("这个文件已经开始导入。"), then=N_("请刷新页面查看进度。"))
            if locked.rows_done and hashlib.sha256(mapping.encode()).hexdigest() != locked.mapping_digest:
                raise WrongState(N_("导入了一部分的文件不能再改映射。"), then=N_("请按原来的映射继续，或重新上传。"))
            locked.source, locked.mapping, locked.by = read.source, mapping, by
            locked.mapping_digest = hashlib.sha256(mapping.encode()).hexdigest()
            locked.state, locked.failure, locked.begun_at, locked.ended_at = "running", {}, clock.now(), None
            locked.save()
            return locked
    except IntegrityError:
        raise WrongState(
            N_("同一个文件按同样的映射已经导入过。"), then=N_("请在导入列表里查看那一次的结果。")
        ) from None


def break_off(run: ImportRun) -> None:
    """Say of an import under way that it stopped in the middle; what it had stored stays, and it can go on."""
    failure = {"what": N_("导入中断了；已经存入的行都在，可以接着导入。"), "params": {}}
    under_way = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING)
    under_way.update(state=ImportRun.State.FAILED, failure=failure, ended_at=clock.now())


def withdraw(cases: Sequence[int]) -> int:
    """Files from which these cases were made go with the commit in which the cases are erased, sealed or destroyed: their
    words stand there in plain. An import under way holds its file open and comes to its end. Returns how many files.

    What a file holds that nobody has imported is not known; it goes by itself (KEPT).
    """
    runs = ImportRun.objects.exclude(token="").filter(pk__in=ImportedRow.objects.filter(case__in=cases).values("run"))
    tokens = list(runs.values_list("token", flat=True))
    ImportRun.objects.filter(token__in=tokens).update(token="")
    for token in tokens:
        transaction.on_commit(partial((folder() / token).unlink, missing_ok=True), robust=True)
    return len(tokens)


def delete_old_files() -> None:
    """Files that were handed in longer ago than they are kept; what was imported, and the report, stays.

    First, imports are ended whose job is gone: of a file from the server (no token) nobody but its command knows.
    """
    waiting = jobs_under_way(JOB)
    for run in ImportRun.objects.filter(state=ImportRun.State.RUNNING).exclude(token=""):
        if run.pk not in waiting:
            break_off(run)
    old = ImportRun.objects.exclude(token="").filter(begun_at__lt=clock.now() - KEPT)
    for run in old.exclude(state=ImportRun.State.RUNNING):
        (folder() / run.token).unlink(missing_ok=True)
        if run.state == ImportRun.State.DRAFT:
            run.delete()
        else:
            ImportRun.objects.filter(pk=run.pk).update(token="")
    _sweep()


def _sweep() -> None:
    """Files that no import names: their process was killed while they were handed in. One that is coming in now is young."""
    named = set(ImportRun.objects.exclude(token="").values_list("token", flat=True))
    for path in folder().iterdir() if folder().exists() else ():
        if path.name not in named and time.time() - path.stat().st_mtime > STRAY_SECONDS:
            path.unlink(missing_ok=True)
