"""The residents whose matters are handled, who looked at their data, and who took data away."""

from hetang.commons.people.models.access_log import AccessLog
from hetang.commons.people.models.export_log import ExportLog
from hetang.commons.people.models.person import Person

__all__ = ["AccessLog", "ExportLog", "Person"]
