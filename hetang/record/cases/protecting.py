"""Personal numbers that people type into texts are sealed apart; the text keeps a mark with their mask.

Every text of a case passes here before it is stored: `protect` for a case that is there, `Shield` for one that is
being opened. A text that was protected before is left as it is.
"""

from hetang.commons.people.api import Number, find_numbers
from hetang.ground.lib import crypto
from hetang.ground.lib.references import mark, new_code
from hetang.record.cases.models import Case, TextReference


def protect(case: Case, text: str) -> str:
    """`text` with marks in place of personal numbers, which are kept with `case`. Inside the transaction of the write."""
    shield = Shield()
    protected = shield.over(text)
    shield.keep(case)
    return protected


class Shield:
    """Collects the numbers of several texts; `keep` stores them once there is a case."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], str] = {}

    def over(self, text: str) -> str:
        """`text` with marks in place of its personal numbers; the same number has the same mark."""
        for number in reversed(find_numbers(text)):
            text = f"{text[: number.start]}{mark(number.mask, self._code(number))}{text[number.end :]}"
        return text

    def keep(self, case: Case) -> None:
        """Store what was found; nothing, and no query, where nothing was."""
        if self._codes:
            TextReference.objects.bulk_create(self.rows(case))

    def rows(self, case: Case) -> list[TextReference]:
        """What was found, sealed, not saved."""
        return [_sealed(case, kind, value, code) for (kind, value), code in self._codes.items()]

    def _code(self, number: Number) -> str:
        return self._codes.setdefault((number.kind, number.value), new_code())


def _sealed(case: Case, kind: str, value: str, code: str) -> TextReference:
    key = crypto.new_key()
    return TextReference(
        case=case,
        code=code,
        kind=kind,
        key=key,
        sealed=crypto.seal(key, value, kind),
        index=crypto.blind_index(value, kind),
    )
