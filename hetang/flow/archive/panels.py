"""This room's part of the case page."""

from hetang.flow.archive.checklist import STATUS, check_file
from hetang.record.cases.api import CaseView, Panel


def archive_panel(view: CaseView) -> Panel | None:
    """The case file's check, from the report of completion on."""
    if view.case.state not in {"resolved", "closed", "archived"}:
        return None
    context = {"items": check_file(view.case), "statuses": STATUS, "archive": view.offer("archive")}
    return Panel("archive", "archive/archive_panel.html", context, column="main" if context["archive"] else "side")
