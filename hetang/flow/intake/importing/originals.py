"""Which case an order follows: by the number it names, or by the words it quotes. Nothing is guessed."""

from collections.abc import Sequence

from hetang.flow.intake.importing.reading import Reading
from hetang.flow.intake.models import ImportedRow
from hetang.ground.lib import crypto
from hetang.record.cases.api import Case


def proof_of(words: str) -> int:
    """The keyed digest by which an order is known from its words."""
    return crypto.as_number(crypto.blind_index(words, "import-words"))


def order_number(reading: Reading, fate: str) -> str:
    """Under which number others will name this row: its own, or that of the missing order for which it stands."""
    if fate == ImportedRow.Fate.LOOSE and reading.mentions:
        return reading.mentions[0]
    return reading.order_number


def find_originals(street: str, readings: Sequence[Reading]) -> dict[str, Case]:
    """{key of the reading: the case that it follows} for those of which it is certain. At most three queries."""
    numbers = {number for reading in readings for number in reading.mentions}
    proofs = {reading.key: proof_of(reading.quote) for reading in readings if reading.quote}
    by_number = _cases(street, numbers)
    rows = ImportedRow.objects.filter(street=street, proof__in=set(proofs.values()), case__isnull=False)
    by_proof = {row.proof: row.case for row in rows.select_related("case").order_by("-id")} if proofs else {}
    found: dict[str, Case] = {}
    for reading in readings:
        named = [by_number[number] for number in reading.mentions if number in by_number]
        quoted = by_proof.get(proofs.get(reading.key))
        if original := next(iter(named), quoted):
            found[reading.key] = original
    return found


def _cases(street: str, numbers: set[str]) -> dict[str, Case]:
    """By the source's numbers, and by our own."""
    if not numbers:
        return {}
    own = {case.number: case for case in Case.objects.filter(street=street, number__in=numbers)}
    rows = ImportedRow.objects.filter(street=street, order_number__in=numbers, case__isnull=False)
    return own | {row.order_number: row.case for row in rows.select_related("case").order_by("-id") if row.case}
