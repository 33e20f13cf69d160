"""units.yaml: centre, committees, studios; stations with their communities; teams."""

from hetang.commons.alliance.api import Station, Team
from hetang.commons.places.api import Place, Unit
from hetang.config.loading.tally import CHANGED, Tally
from hetang.ground.lib.yamlrows import Row


def load_units(top: Row, tally: Tally) -> None:
    """Load the file; places must be loaded."""
    top.only("units", "stations", "teams")
    for row in top.rows("units"):
        row.only("code", "kind", "place", "name", "invented")
        _unit(row, tally, row.text("kind"))
    for row in top.rows("stations"):
        _station(row.only("unit", "communities", "default", "phone", "address", "invented"), tally)
    for row in top.rows("teams"):
        row.only("unit", "about", "invented")
        unit = _unit(row.row("unit").only("code", "place", "name"), tally, Unit.Kind.TEAM)
        zh, en = row.label("about")
        values = {"name_zh": unit.name_zh, "name_en": unit.name_en, "about_zh": zh, "about_en": en}
        tally.keep(row, Team, {"unit": unit}, values)


def find_place(row: Row, key: str = "place") -> Place:
    """The place whose code the key holds. Raises `LoadError`."""
    code = row.text(key)
    return _place(row, key, code)


def find_unit(row: Row, key: str = "unit") -> Unit:
    """The unit whose code the key holds. Raises `LoadError`."""
    code = row.text(key)
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise row.bad(f"没有编码为 {code} 的单位。", f"there is no unit {code}.", key)
    return found


def _place(row: Row, key: str, code: str) -> Place:
    found = Place.objects.filter(code=code).first()
    if found is None:
        raise row.bad(f"没有编码为 {code} 的地点。", f"there is no place {code}.", key)
    return found


def _unit(row: Row, tally: Tally, kind: str) -> Unit:
    zh, en = row.label("name")
    values = {"kind": kind, "name_zh": zh, "name_en": en, "place": find_place(row)}
    return tally.keep(row, Unit, {"code": row.text("code")}, values)


def _station(row: Row, tally: Tally) -> None:
    unit = _unit(row.row("unit").only("code", "place", "name"), tally, Unit.Kind.STATION)
    zh, en = row.label("address")
    values = {
        "address_zh": zh,
        "address_en": en,
        "phone": row.text("phone", ""),
        "is_default": row.flag("default"),
    }
    station = tally.keep(row, Station, {"unit": unit}, values)
    wanted = {_place(row, "communities", code) for code in row.texts("communities")}
    for place in wanted:
        if place.kind != Place.Kind.COMMUNITY or place.street != unit.place.street:
            raise row.bad(
                f"{place.code} 不是本街道的社区。", f"{place.code} is no community of this street.", "communities"
            )
    if set(station.communities.all()) != wanted:
        station.communities.set(wanted)
        tally.count("station communities", CHANGED)
