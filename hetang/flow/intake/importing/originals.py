"""Which case an order follows: by the number it names, or by the words it quotes. Nothing is guessed."""

from collections.abc import Sequence

from django.db.models import QuerySet

from hetang.flow.intake.importing.reading import Reading, proof_of
from hetang.flow.intake.models import ImportedRow, ImportRun
from hetang.ground.lib.labels import ERASED
from hetang.record.cases.api import Case


def proofs_of(run: ImportRun, readings: Sequence[Reading]) -> dict[str, set[int | None]]:
    """{key: digests of the words that were stored under its number by this source}, of orders that are there already."""
    keys = {reading.order_number: reading.key for reading in readings if reading.order_number}
    if not keys:
        return {}
    rows = ImportedRow.objects.filter(street=run.street.code, order_number__in=keys, proof__isnull=False)
    # A loose one may stand under the number of the order that it misses.
    rows = rows.filter(fate__in=(ImportedRow.Fate.CASE, ImportedRow.Fate.LINKED))
    found: dict[str, set[int | None]] = {}
    for number, proof in rows.filter(run__source=run.source).values_list("order_number", "proof"):
        found.setdefault(keys[number], set()).add(proof)
    return found


def is_other_text(reading: Reading, proofs: set[int | None]) -> bool:
    """Whether an order says something else than what was stored under its number. Unknown where nothing proves it."""
    return bool(proofs and reading.order_number and reading.proof) and reading.proof_number not in proofs


def order_number(reading: Reading, fate: str) -> str:
    """Under which number others will name this row: its own, or that of the missing order for which it stands."""
    if fate == ImportedRow.Fate.LOOSE and reading.mentions:
        return reading.mentions[0]
    return reading.order_number


def find_originals(run: ImportRun, readings: Sequence[Reading]) -> dict[str, Case]:
    """{key of the reading: the case that it follows} for those of which it is certain. At most three queries.

    A number counts within its source, words within the street. What was voided, closed to others or erased is followed
    by nothing that a file says.
    """
    numbers = {number for reading in readings for number in reading.mentions}
    proofs = {reading.key: proof_of(reading.quote) for reading in readings if reading.quote}
    by_number = _cases(run, numbers)
    rows = ImportedRow.objects.filter(street=run.street.code, proof__in=set(proofs.values()), case__isnull=False)
    by_proof = {row.proof: row.case for row in _oldest_last(rows)} if proofs else {}
    found: dict[str, Case] = {}
    for reading in readings:
        named = [by_number[number] for number in reading.mentions if number in by_number]
        quoted = by_proof.get(proofs.get(reading.key))
        if original := next(iter(named), quoted):
            found[reading.key] = original
    return found


def _cases(run: ImportRun, numbers: set[str]) -> dict[str, Case]:
    """By the source's numbers, and by our own."""
    if not numbers:
        return {}
    own = {case.number: case for case in Case.objects.filter(street=run.street.code, number__in=numbers)}
    rows = ImportedRow.objects.filter(street=run.street.code, order_number__in=numbers, case__isnull=False)
    named = {row.order_number: row.case for row in _oldest_last(rows.filter(run__source=run.source)) if row.case}
    return {number: case for number, case in own.items() if _is_plain(case)} | named


def _oldest_last(rows: QuerySet[ImportedRow]) -> list[ImportedRow]:
    """The first that was stored wins, so it comes last."""
    return [row for row in rows.select_related("case").order_by("-id") if row.case and _is_plain(row.case)]


def _is_plain(case: Case) -> bool:
    return case.sensitivity == Case.Sensitivity.NORMAL and case.state != "voided" and case.summary != ERASED
