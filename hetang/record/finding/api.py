"""The finding's door."""

from hetang.record.finding.alike import nearest_cases
from hetang.record.finding.facets import NOBODY, OPEN, REGISTERED, day_marks, days, mark
from hetang.record.finding.models import Entry
from hetang.record.finding.projection import Read, read_cases
from hetang.record.finding.queries import CONSUMER, Wanted, few_page, found_page, scope_marks

__all__ = [
    "CONSUMER",
    "NOBODY",
    "OPEN",
    "REGISTERED",
    "Entry",
    "Read",
    "Wanted",
    "day_marks",
    "days",
    "few_page",
    "found_page",
    "mark",
    "nearest_cases",
    "read_cases",
    "scope_marks",
]
