"""Importing a file: in batches, each stored together with how far the import has come.

Killed at any moment, it goes on after the last batch that was committed; run again, it finds everything there.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Place
from hetang.flow.intake.access import require_importer
from hetang.flow.intake.actions.many import ATTEMPTS, is_passing, register_many
from hetang.flow.intake.importing.linking import link_many
from hetang.flow.intake.importing.mapping import OrderMapping, read_mapping
from hetang.flow.intake.importing.originals import find_originals, order_number, proof_of
from hetang.flow.intake.importing.reading import Reader, Reading
from hetang.flow.intake.importing.tables import Row, open_table
from hetang.flow.intake.models import Contact, ImportedRow, ImportRun
from hetang.ground.lib import clock
from hetang.ground.lib.inserting import Bulk
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused, WrongState
from hetang.record.cases.api import Case

BATCH = 1000
Fate = ImportedRow.Fate
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
    return run


def run_import(run: ImportRun, path: Path, *, told: Progress = lambda _run: None) -> ImportRun:
    """Read the file on from where the import stands until its end. Raises `Refused` for a file that cannot be read on;
    what was stored before stays, and the import can go on with a file that is put right."""
    if run.state == ImportRun.State.DONE:
        return run
    mapping, seen = read_mapping(run.mapping), run.rows_done
    reader = Reader(mapping, run.street)
    try:
        with open_table(path) as table:
            mapping.require_columns(table.columns)
            rows = islice(table.rows, seen, None)
            while batch := list(islice(rows, BATCH)):
                run = _store(run, batch, reader, seen)
                seen = run.rows_done
                told(run)
    except Refused as refusal:
        _end(run, ImportRun.State.FAILED, {"what": refusal.what, "params": _harmless(refusal.params)})
        raise
    return _end(run, ImportRun.State.DONE, {})


@transaction.atomic
def _store(run: ImportRun, batch: Sequence[Row], reader: Reader, seen: int) -> ImportRun:
    """One batch and where the import now stands, together."""
    run = ImportRun.objects.select_for_update().select_related("by", "street").get(pk=run.pk)
    if run.rows_done != seen:
        raise WrongState(N_("这个文件正由另一个进程导入。"), then=N_("请等它结束；中断了再运行一次即可。"))
    readings = [reader.read(row) for row in batch]
    fates = _keep([_row(run, r, Fate.REJECTED, refusal=r.refusal) for r in readings if r.refusal is not None])
    good = [reading for reading in readings if reading.refusal is None]
    fates += _keep(_registered(run, [reading for reading in good if not reading.is_follow_up], Fate.CASE))
    fates += _follow_ups(run, [reading for reading in good if reading.is_follow_up])
    counts = Counter(run.counts) + Counter(fates)
    counts["assumed"] += sum(reading.is_time_assumed for reading in readings)
    run.counts, run.rows_done, run.state = dict(counts), seen + len(batch), ImportRun.State.RUNNING
    run.save(update_fields=["counts", "rows_done", "state"])
    return run


def _registered(run: ImportRun, readings: Sequence[Reading], fate: str) -> list[dict[str, Any]]:
    known = _known(readings)
    answers = register_many([reading.report for reading in readings if reading.report], by=run.by)
    rows = []
    for reading, answer in zip(readings, answers, strict=True):
        if isinstance(answer, Refused):
            rows.append(_row(run, reading, Fate.REJECTED, refusal=answer))
        else:
            was_there = reading.key in known
            known.add(reading.key)
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
        originals = find_originals(run.street.code, waiting)
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
        "proof": proof_of(reading.proof) if kept and reading.proof else None,
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


def read_sample(path: Path, mapping: OrderMapping, street: Place, size: int) -> Iterator[tuple[Row, Reading]]:
    """The first rows and what would become of them, as far as the row itself says."""
    reader = Reader(mapping, street)
    with open_table(path) as table:
        mapping.require_columns(table.columns)
        for row in islice(table.rows, size):
            yield row, reader.read(row)


@cache
def _rows() -> Bulk:
    return Bulk(ImportedRow)
