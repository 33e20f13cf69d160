"""Importing a file: in batches, each stored together with how far the import has come.

Killed at any moment, it goes on after the last batch that was committed; run again, it finds everything there.
"""

import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import station_for
from hetang.commons.places.api import Place
from hetang.flow.intake.access import require_importer
from hetang.flow.intake.actions.many import ATTEMPTS, is_passing, register_many
from hetang.flow.intake.importing.linking import link_many
from hetang.flow.intake.importing.mapping import read_mapping
from hetang.flow.intake.importing.originals import find_originals, is_other_text, order_number, proofs_of
from hetang.flow.intake.importing.reading import Reader, Reading
from hetang.flow.intake.importing.tables import Row, open_table
from hetang.flow.intake.models import Contact, ImportedRow, ImportRun
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.inserting import Bulk
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused, WrongState
from hetang.record.cases.api import Case

BATCH = 2000
Fate = ImportedRow.Fate
OTHER_TEXT = N_("同一编号的工单以前已按另一段文字存入。")
Progress = Callable[[ImportRun], None]
# Of a refusal nothing is kept that might be a person's.
_HARMLESS = ("limit", "field", "line")


def begin_import(path: Path, mapping_text: str, street: Place, *, by: Account) -> ImportRun:
    """The import of this file: a new one, or the one that was begun before. Raises `Refused` before anything is kept."""
    require_importer(by, street.code)
    mapping = read_mapping(mapping_text)
    with open_table(path) as table:
        mapping.require_columns(table.columns)
    run, _ = ImportRun.objects.get_or_create(
        street=street,
        file_digest=_digest_of(path),
        mapping_digest=hashlib.sha256(mapping_text.encode()).hexdigest(),
        defaults={"source": mapping.source, "mapping": mapping_text, "by": by, "begun_at": clock.now()},
    )
    if run.by_id != by.pk and run.state != ImportRun.State.DONE:
        # Whoever goes on with it answers for what comes now.
        run.by = by
        run.save(update_fields=["by"])
    return run


def run_import(run: ImportRun, path: Path, *, told: Progress = lambda _run: None) -> ImportRun:
    """Read the file on from where the import stands until its end. Raises `Refused` for a file that cannot be read on;
    what was stored before stays, and the import can go on with a file that is put right."""
    if run.state == ImportRun.State.DONE:
        return run
    mapping, seen = read_mapping(run.mapping), run.rows_done
    reader = Reader(mapping, run.street)
    try:
        _require_ready(run)
        with open_table(path) as table, ThreadPoolExecutor(1) as aside, _little_to_collect():
            mapping.require_columns(table.columns)
            read = partial(_read, reader, islice(table.rows, seen, None))
            readings = read()
            while readings:
                # A key rotated meanwhile is taken from the next batch on.
                with crypto.held_keyring():
                    run, coming = _store(run, readings, seen, partial(aside.submit, read))
                seen = run.rows_done
                told(run)
                readings = coming.result()
    except Overtaken:
        # The other one goes on, and says how it ends.
        raise
    except Refused as refusal:
        _end(run, ImportRun.State.FAILED, {"what": refusal.what, "params": _harmless(refusal.params)})
        raise
    return _end(run, ImportRun.State.DONE, {})


class Overtaken(WrongState):
    """Another process imports this file."""


def _require_ready(run: ImportRun) -> None:
    """Raise `Refused` where no row could be stored whatever it says: better told once than as the reason of each row."""
    require_importer(run.by, run.street.code)
    if station_for(run.street.code, "") is None:
        raise Invalid(N_("这个街道还没有驿站，无法受理。"), then=N_("请联系系统管理员装入街道资料。"))


def _read(reader: Reader, rows: Iterator[Row]) -> list[Reading]:
    """The next batch. Asks no database: it is read while the one before is being committed."""
    with crypto.held_keyring():
        return [reader.read(row) for row in islice(rows, BATCH)]


@contextmanager
def _little_to_collect() -> Iterator[None]:
    """Inside the block Python does not look again and again, for garbage, through all that was there before it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@transaction.atomic
def _store(
    run: ImportRun, readings: Sequence[Reading], seen: int, read_on: Callable[[], "Future[list[Reading]]"]
) -> "tuple[ImportRun, Future[list[Reading]]]":
    """One batch and where the import now stands, together; and the next one, which is read during the commit."""
    with connection.cursor() as cursor:
        # Nobody waits for the disk after each batch: were the machine to lose power, the import would only stand a
        # batch further back, and its end is waited for.
        cursor.execute("SET LOCAL synchronous_commit = off")
    run = ImportRun.objects.select_for_update().select_related("by", "street").get(pk=run.pk)
    if run.rows_done != seen:
        raise Overtaken(N_("这个文件正由另一个进程导入。"), then=N_("请等它结束；中断了再运行一次即可。"))
    fates = _keep([_row(run, r, Fate.REJECTED, refusal=r.refusal) for r in readings if r.refusal is not None])
    good = [reading for reading in readings if reading.refusal is None]
    fates += _keep(_registered(run, [reading for reading in good if not reading.is_follow_up], Fate.CASE))
    fates += _follow_ups(run, [reading for reading in good if reading.is_follow_up])
    counts = Counter(run.counts) + Counter(fates)
    counts["assumed"] += sum(reading.is_time_assumed for reading in readings)
    run.counts, run.rows_done, run.state = dict(counts), seen + len(readings), ImportRun.State.RUNNING
    run.save(update_fields=["counts", "rows_done", "state"])
    return run, read_on()


def _registered(run: ImportRun, readings: Sequence[Reading], fate: str) -> list[dict[str, Any]]:
    known = _known(readings)
    answers = register_many([reading.report for reading in readings if reading.report], by=run.by, for_street=True)
    told, rows = proofs_of(run, [reading for reading in readings if reading.key in known]), []
    for reading, answer in zip(readings, answers, strict=True):
        if isinstance(answer, Refused):
            rows.append(_row(run, reading, Fate.REJECTED, refusal=answer))
        else:
            was_there = reading.key in known
            known.add(reading.key)
            proofs = told.setdefault(reading.key, set())
            if was_there and is_other_text(reading, proofs):
                rows.append(_row(run, reading, Fate.REJECTED, refusal=Invalid(OTHER_TEXT)))
                continue
            if reading.proof_number is not None:
                proofs.add(reading.proof_number)
            rows.append(_row(run, reading, Fate.KNOWN if was_there else fate, case=answer))
    return rows


def _follow_ups(run: ImportRun, readings: Sequence[Reading]) -> list[str]:
    """Rows that say they follow an order: told of its case where number or words prove which, else a case of their own.

    They come after the others of their batch, since what they follow may stand beside them; and of several that name
    the same missing order the first stands for it.
    """
    fates: list[str] = []
    waiting, known = list(readings), _known(readings)
    while waiting:
        originals = find_originals(run, waiting)
        certain = [reading for reading in waiting if reading.key in originals and reading.key not in known]
        # Of several with one key the first is kept; the others then find it there.
        linked = list({reading.key: reading for reading in reversed(certain)}.values())
        twice = [reading for reading in certain if reading not in linked]
        fates += _keep(_linked(run, [(reading, originals[reading.key]) for reading in linked]))
        left = [reading for reading in waiting if reading not in certain]
        named: set[str] = set()
        firsts = [reading for reading in left if reading.key in known or not _seen(named, reading)]
        fates += _keep(_registered(run, firsts, Fate.LOOSE))
        waiting = [*twice, *(reading for reading in left if reading not in firsts)]
        known |= _known(twice)
    return fates


def _seen(named: set[str], reading: Reading) -> bool:
    """Whether an earlier one names the same order; takes down what this one names."""
    names = {*reading.mentions, reading.quote} - {""}
    is_known = bool(names & named)
    named |= names
    return is_known


def _keep(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Store the rows and return their fates."""
    if rows:
        _rows().copy(**{name: [row[name] for row in rows] for name in rows[0]})
    return [str(row["fate"]) for row in rows]


def _linked(run: ImportRun, pairs: Sequence[tuple[Reading, Case]]) -> list[dict[str, Any]]:
    """Contacts of the cases they follow. What another import keeps at the same moment is known on the second look."""
    for attempt in range(ATTEMPTS):
        known = _known([reading for reading, _ in pairs]) if attempt else set()
        there = [_row(run, reading, Fate.KNOWN, case=case) for reading, case in pairs if reading.key in known]
        try:
            with transaction.atomic():
                return there + _link(run, [pair for pair in pairs if pair[0].key not in known])
        except (IntegrityError, OperationalError) as error:
            if not is_passing(error) or attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _link(run: ImportRun, pairs: Sequence[tuple[Reading, Case]]) -> list[dict[str, Any]]:
    answers = link_many([(reading.report, case) for reading, case in pairs if reading.report], by=run.by)
    return [
        _row(run, reading, Fate.REJECTED, refusal=refusal) if refusal else _row(run, reading, Fate.LINKED, case=case)
        for (reading, case), refusal in zip(pairs, answers, strict=True)
    ]


def _known(readings: Sequence[Reading]) -> set[str]:
    keys = [reading.key for reading in readings]
    return set(Contact.objects.filter(submission__in=keys).values_list("submission", flat=True))


def _row(
    run: ImportRun, reading: Reading, fate: str, *, case: Case | None = None, refusal: Refused | None = None
) -> dict[str, Any]:
    kept = case is not None
    return {
        "run_id": run.pk,
        "number": reading.number,
        "fate": fate,
        "case_id": case.pk if case else None,
        "street": run.street.code,
        "order_number": order_number(reading, fate) if kept else "",
        "proof": reading.proof_number if kept else None,
        "reason": {"what": refusal.what, "params": _harmless(refusal.params)} if refusal else None,
    }


def _harmless(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name in _HARMLESS else "…" for name, value in params.items()}


def _end(run: ImportRun, state: str, failure: dict[str, Any]) -> ImportRun:
    run.state, run.failure, run.ended_at = state, failure, clock.now()
    run.save(update_fields=["state", "failure", "ended_at"])
    return run


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _rows() -> Bulk:
    return Bulk(ImportedRow)
