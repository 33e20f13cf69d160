"""The rows that were not imported, with the reason beside each, as a file that can be put right and imported again."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext, override

from hetang.flow.intake.importing.mapping import read_mapping
from hetang.flow.intake.importing.reading import Reader
from hetang.flow.intake.importing.tables import FORMULA, Row, open_table
from hetang.flow.intake.models import ImportedRow, ImportRun
from hetang.ground.lib import xlsx
from hetang.ground.lib.refusals import Refused

NUMBER, REASON = "行号 row", "原因 reason"


def write_rejects(run: ImportRun, path: Path, into: IO[str], *, is_checked: bool = False) -> int:
    """Write the rejected rows of `run`, read again from its file, as CSV; returns how many.

    The reasons are told in both languages, since the file goes to whoever keeps the other system.
    """
    writer: Any = None
    count = 0
    with open_table(path, is_checked=is_checked) as table:
        writer = csv.writer(into)
        writer.writerow([NUMBER, REASON, *map(_harmless, table.columns)])
        for row, reason in _rejected(run, table.rows):
            writer.writerow([row.number, reason, *(_harmless(row.cells.get(name, "")) for name in table.columns)])
            count += 1
    return count


def _rejected(run: ImportRun, rows: Iterator[Row]) -> Iterator[tuple[Row, str]]:
    found = ImportedRow.objects.filter(run=run, fate=ImportedRow.Fate.REJECTED).order_by("number")
    wanted = iter(found.values_list("number", "reason").iterator())
    reader = Reader(read_mapping(run.mapping), run.street)
    following = next(wanted, None)
    for row in rows:
        if following is None:
            return
        if row.number == following[0]:
            yield row, _reason(reader, row, following[1] or {"what": "", "params": {}})
            following = next(wanted, None)


def _reason(reader: Reader, row: Row, kept: dict[str, Any]) -> str:
    """What the row itself says, else what was kept: the rules' own refusals name nobody there."""
    refusal = reader.read(row).refusal
    what, params = (refusal.what, refusal.params) if refusal else (kept["what"], kept["params"])
    return both(what, params)


def both(what: str, params: dict[str, Any]) -> str:
    """A message in Chinese and English."""
    texts = []
    for language in ("zh-hans", "en"):
        with override(language):
            text = gettext(what)
            words = {
                name: gettext(value) if value and isinstance(value, str) else value for name, value in params.items()
            }
            texts.append(text % words if params else text)
    return " / ".join(dict.fromkeys(texts))


def told(refusal: Refused) -> str:
    """A refusal in both languages, with what to do next."""
    parts = [both(refusal.what, refusal.params)]
    return "\n".join(parts + ([both(refusal.then, refusal.params)] if refusal.then else []))


def _harmless(value: Any) -> str:
    if value is FORMULA:
        return "#FORMULA"
    return xlsx.as_text(str(value).replace("\0", "␀"))
