"""This room's part of the case page."""

from hetang.commons.accounts.api import colleagues_of
from hetang.ground.lib.kept import Kept
from hetang.ground.lib.labels import Label
from hetang.record.cases.api import CaseView, Panel
from hetang.record.remarks.rules import MOST_CHARS

_colleagues: "Kept[list[tuple[int, Label]]]" = Kept()


def remarks_panel(view: CaseView) -> Panel | None:
    """A field for a note to colleagues, while the case is open."""
    if not view.case.is_open:
        return None
    street = view.case.street
    around = _colleagues.get(street, lambda: [(a.pk, a.name) for a in colleagues_of(frozenset({street}))])
    context = {"colleagues": [(key, name) for key, name in around if key != view.user.pk], "most": MOST_CHARS}
    return Panel("remarks", "remarks/panel.html", context)
