"""The finding's door."""

from hetang.record.finding.alike import nearest_cases
from hetang.record.finding.asking import LEAST, TEXT_CHARS, Search, direct, read_search
from hetang.record.finding.facets import NOBODY, OPEN, REGISTERED, day_marks, days, mark
from hetang.record.finding.models import Entry
from hetang.record.finding.projection import Read, read_cases
from hetang.record.finding.queries import CONSUMER, Wanted, few_page, found_page, scope_marks

__all__ = [
    "CONSUMER",
    "LEAST",
    "NOBODY",
    "OPEN",
    "REGISTERED",
    "Entry",
    "Read",
    "Search",
    "TEXT_CHARS",
    "Wanted",
    "day_marks",
    "days",
    "direct",
    "few_page",
    "found_page",
    "mark",
    "nearest_cases",
    "read_cases",
    "read_search",
    "scope_marks",
]
