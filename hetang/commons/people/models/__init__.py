"""The residents whose matters are handled, who looked at their data, who took data away, and how often pages are used."""

from hetang.commons.people.models.access_log import AccessLog
from hetang.commons.people.models.export_log import ExportLog
from hetang.commons.people.models.person import Person
from hetang.commons.people.models.tally import Tally

__all__ = ["AccessLog", "ExportLog", "Person", "Tally"]
