"""The alliance's door."""

from hetang.commons.alliance.models import Alliance, Brand, Clause, Covenant, Hotline, Service, Station, Team
from hetang.commons.alliance.queries import (
    alliance_of,
    brands_of,
    clauses_for,
    covenant_clauses,
    hotlines_of,
    services_of,
    station_for,
    stations_of,
    teams_of,
)

__all__ = [
    "Alliance",
    "Brand",
    "Clause",
    "Covenant",
    "Hotline",
    "Service",
    "Station",
    "Team",
    "alliance_of",
    "brands_of",
    "clauses_for",
    "covenant_clauses",
    "hotlines_of",
    "services_of",
    "station_for",
    "stations_of",
    "teams_of",
]
