"""This room's part of the case page."""

from hetang.flow.archive.checklist import STATUS, check_file
from hetang.record.cases.api import CaseView, Panel


def archive_panel(view: CaseView) -> Panel | None:
    """A dispute's file check, from the report of completion on; what was mediated elsewhere has no file of its own."""
    if view.case.state not in {"resolved", "closed", "transferred", "refused", "archived"}:
        return None
    has_file = view.case.kind == "dispute" and view.case.part_of_id is None
    items = check_file(view.case) if has_file else []
    context = {"items": items, "statuses": STATUS, "archive": view.offer("archive")}
    if not items and not context["archive"]:
        return None
    return Panel("archive", "archive/archive_panel.html", context, column="main" if context["archive"] else "side")
