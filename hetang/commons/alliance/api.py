"""The alliance's door."""

from hetang.commons.alliance.covenant_keeping import topics
from hetang.commons.alliance.keeping import add_shift, change_shift, drop_change, end_shift, may_keep
from hetang.commons.alliance.models import Alliance, Brand, Clause, Covenant, Hotline, Service, Shift, Station, Team
from hetang.commons.alliance.queries import (
    alliance_of,
    brands_of,
    clauses_by_key,
    clauses_for,
    covenant_clauses,
    hotlines_of,
    services_of,
    station_for,
    stations_of,
    streets_served,
    teams_of,
)
from hetang.commons.alliance.rota import duty_at
from hetang.commons.alliance.rota import on_duty_in as on_duty

__all__ = [
    "Alliance",
    "Brand",
    "Clause",
    "Covenant",
    "Hotline",
    "Service",
    "Shift",
    "Station",
    "Team",
    "add_shift",
    "alliance_of",
    "brands_of",
    "change_shift",
    "clauses_by_key",
    "clauses_for",
    "covenant_clauses",
    "drop_change",
    "duty_at",
    "end_shift",
    "hotlines_of",
    "may_keep",
    "on_duty",
    "services_of",
    "station_for",
    "stations_of",
    "streets_served",
    "teams_of",
    "topics",
]
