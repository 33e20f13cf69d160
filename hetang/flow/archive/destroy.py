"""Destroying what two people appraised and the archive authority approved. Nothing else ever deletes a case.

A dry run does exactly the same inside a transaction that is then undone, so that what it announces is what happens.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from hetang.commons.people.api import Person
from hetang.flow.archive.models import Appraisal, CaseFile, Tombstone
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case
from hetang.record.rights.api import erase_everywhere, is_linked

log = logging.getLogger(__name__)
MONTH = timedelta(days=30.44)
LEAST_MONTHS = 6


@dataclass
class Run:
    """What went, or would go: files by number, rows per table, persons whose last trace went with them."""

    files: list[str] = field(default_factory=list)
    # Files that could not go, by number with the reason; they stay whole, and everything else goes.
    kept: list[tuple[str, str]] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    persons: int = 0


class _Undo(Exception):  # noqa: N818 - ends a dry run, never seen outside
    """Undo what the dry run did."""


def run_retention(*, execute: bool) -> Run:
    """Destroy every file whose appraisal says so, and logs past their term; without `execute` undo it all again."""
    run = Run()
    try:
        with transaction.atomic():
            for appraisal in _agreed():
                _destroy_alone(appraisal, run)
            _purge_logs(run)
            if not execute:
                raise _Undo
    except _Undo:
        pass
    return run


def _agreed() -> list[Appraisal]:
    rows = Appraisal.objects.select_for_update().filter(decision="destroy", state="agreed")
    return list(rows.order_by("id"))


def _destroy_alone(appraisal: Appraisal, run: Run) -> None:
    """One file within a savepoint, and counted only where it went: a file that cannot go does not keep the others."""
    gone = Run()
    try:
        with transaction.atomic():
            _destroy(appraisal, gone)
    except (Refused, IntegrityError, RuntimeError) as why:
        log.exception("file %s was not destroyed", appraisal.number)
        run.kept.append((appraisal.number, str(why).partition("\n")[0]))
        return
    run.files += gone.files
    run.rows.update(gone.rows)
    run.persons += gone.persons


def _destroy(appraisal: Appraisal, run: Run) -> None:
    file = CaseFile.objects.select_related("case").get(case_id=appraisal.case_key)
    case, archived_on = cases.lock(file.case, moving=True), clock.local_day(file.at)
    if file.keep_until is None or file.keep_until >= clock.today():
        raise WrongState(N_("这份案卷的保管期限还没有到。"), then=N_("类型更正后期限变长的，请重新鉴定。"))
    keys = Person.objects.filter(parts__case=case).values("pk")
    # Locked before `is_linked` is asked: whoever registers a matter of theirs now waits.
    persons = list(Person.objects.select_for_update().filter(pk__in=keys).order_by("id"))
    cases.detach_from(case)
    for path in settings.COPIES:
        import_string(path)([case.pk])
    rows, digest = _delete_file(case)
    _require_gone(case)
    appraisal.state = "executed"
    appraisal.save(update_fields=["state"])
    Tombstone.objects.create(
        case_key=case.pk,
        number=case.number,
        kind=case.kind,
        category=case.category,
        street=case.street,
        registered_on=clock.local_day(case.registered_at),
        archived_on=archived_on,
        destroyed_at=clock.now(),
        digest=digest,
        rows=rows,
        appraisal=appraisal,
    )
    cases.tell(case, "destroy_file", by=None, body={"appraisal": appraisal.pk, "digest": digest})
    run.files.append(case.number)
    run.rows.update(rows)
    for person in persons:
        if person.erased_at is None and not is_linked(person):
            erase_everywhere(person)
            run.persons += 1


def _delete_file(case: Case) -> tuple[dict[str, int], str]:
    """Delete the case's rows in every room and the case at last; rows per table, and the digest of what they held.

    Rows are deleted one table after the other without cascade: a room that is missing from settings.RETENTION makes
    the database refuse, and nothing goes.
    """
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    for rows in _parts([case.pk]):
        for line in _lines(rows):
            digest.update(line.encode() + b"\n")
        counts[rows.model._meta.db_table] += rows._raw_delete(rows.db)
    return {table: n for table, n in counts.items() if n}, digest.hexdigest()


def _require_gone(case: Case) -> None:
    """Raise where anything still points at the case, now and not at commit, so that a dry run finds it too."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    if Case.objects.filter(pk=case.pk).exists():
        raise RuntimeError(f"{case.number} is still there: settings.RETENTION does not name the room of the cases")


def _parts(keys: list[int]) -> Iterator[QuerySet[Any]]:
    for path in settings.RETENTION:
        rows_of: Callable[[list[int]], list[QuerySet[Any]]] = import_string(path)
        yield from rows_of(keys)


def _lines(rows: QuerySet[Any]) -> list[str]:
    """The rows as PostgreSQL writes them, in the order of their ids."""
    table, key = (connection.ops.quote_name(name) for name in (rows.model._meta.db_table, rows.model._meta.pk.column))
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t WHERE {key} = ANY(%s) ORDER BY {key}", [keys])  # noqa: S608
        return [line for (line,) in cursor.fetchall()]


def _purge_logs(run: Run) -> None:
    for entry in rulepacks.pack("retention").body["logs"]:
        months = max(int(entry["months"]), LEAST_MONTHS)
        old: QuerySet[Any] = import_string(settings.LOG_RETENTION[entry["key"]])(clock.now() - months * MONTH)
        gone = old._raw_delete(old.db)
        if gone:
            run.rows[old.model._meta.db_table] += gone
