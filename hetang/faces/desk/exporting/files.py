"""What lies on the disk of an export, and when it goes: after a day, and with the words of a case that stands in it."""

import contextlib
from array import array
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.faces.desk.models import Export
from hetang.ground.lib import clock
from hetang.ground.lib.jobs import jobs_under_way
from hetang.record.cases.api import Case

JOB = "desk.export"
# Bytes of a case's key in the list of those that stand in a file.
KEY_BYTES = 8
State = Export.State


def folder() -> Path:
    """Where the files lie: beside what is backed up, since they are gone tomorrow."""
    return Path(settings.HETANG_HOME) / "exports"


def file_of(export: Export) -> Path:
    """The finished workbook."""
    return folder() / f"{export.token}.xlsx"


def spool_of(export: Export) -> Path:
    """The rows so far."""
    return folder() / f"{export.token}.rows"


def keys_of(export: Export) -> Path:
    """The keys of the cases whose rows are written, KEY_BYTES each, in their order."""
    return folder() / f"{export.token}.keys"


def put_keys(into: BinaryIO, keys: Iterable[int]) -> None:
    """Add the keys of rows that were written."""
    into.write(array("q", keys).tobytes())
    into.flush()


def clear(export: Export) -> None:
    """Delete whatever there is of it on the disk."""
    for path in (file_of(export), spool_of(export), keys_of(export), file_of(export).with_suffix(".part")):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def expire(export: Export) -> None:
    """The file goes, the row that says who took what stays."""
    clear(export)
    Export.objects.filter(pk=export.pk, state=State.DONE).update(state=State.EXPIRED)


def expire_exports() -> int:
    """Expire what is past its time, end what nobody writes any more, and clear away files that no row asks for.

    Once a day (settings.DAILY).
    """
    past = list(Export.objects.filter(state=State.DONE, expires_at__lte=clock.now()))
    for export in past:
        expire(export)
    # A job that lost its database could not even say that it failed.
    under_way = Export.objects.filter(state__in=(State.WAITING, State.RUNNING))
    gone = set(under_way.values_list("pk", flat=True)) - jobs_under_way(JOB)
    under_way.filter(pk__in=gone).update(state=State.FAILED, finished_at=clock.now())
    wanted = set(Export.objects.filter(state__in=("waiting", "running", "done")).values_list("token", flat=True))
    for path in folder().iterdir() if folder().exists() else ():
        if path.stem not in wanted:
            path.unlink(missing_ok=True)
    return len(past)


def withdraw(cases: Sequence[int]) -> int:
    """Inside the transaction in which these cases are erased, closed or destroyed: files in which one of them stands are
    handed out no more, and what is being written is written anew. Returns how many files.

    Once more after the commit: for a list that was asked for meanwhile and read what was about to go.
    """
    count = _withdraw(frozenset(cases))
    transaction.on_commit(partial(_withdraw, frozenset(cases)), robust=True)
    return count


def _withdraw(cases: frozenset[int]) -> int:
    with transaction.atomic():
        # Its job finds that it is not as far as it thought, once this is committed, and begins again.
        begun = Export.objects.filter(state__in=(State.WAITING, State.RUNNING))
        begun.update(state=State.WAITING, rows=0, spooled=0, cursor="")
        held = [export for export in Export.objects.filter(state=State.DONE) if _holds(export, cases)]
        done = Export.objects.filter(pk__in=[export.pk for export in held], state=State.DONE)
        done.update(state=State.EXPIRED, token="")
        for export in held:
            transaction.on_commit(partial(clear, export), robust=True)
    return len(held)


def _holds(export: Export, cases: frozenset[int]) -> bool:
    """Whether one of them stands in the file; also where nobody can tell."""
    try:
        keys = array("q", keys_of(export).read_bytes())
    except (FileNotFoundError, ValueError):
        return True
    return not cases.isdisjoint(keys)


def withdraw_erased(_person: Person, cases: Sequence[int]) -> dict[str, int]:
    """settings.ERASURE and RESTRICTION."""
    return {"desk_export.token": withdraw(cases)}


def withdraw_sealed(case: Case, _by: Account) -> None:
    """settings.CASE_SEALED."""
    withdraw([case.pk])
