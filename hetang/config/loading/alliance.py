"""alliance.yaml: the alliance, its hotlines and services, the communities' brands and covenants."""

from typing import Any

from hetang.commons.alliance.api import Alliance, Brand, Clause, Covenant, Hotline, Service
from hetang.commons.people.api import normalise_phone
from hetang.commons.places.api import Place
from hetang.config.loading.tally import Tally
from hetang.config.loading.units import find_place, find_unit
from hetang.ground.lib.yamlrows import Row
from hetang.ground.rulepacks import api as rulepacks


def load_alliance(top: Row, tally: Tally) -> None:
    """Load the file; places, units and rule packs must be loaded."""
    top.only("alliance", "hotlines", "services", "brands", "covenants")
    row = top.row("alliance").only("street", "name", "motto")
    street = _place_of_kind(row, "street", Place.Kind.STREET)
    motto_zh, motto_en = row.label("motto", default="")
    values = _named(row) | {"motto_zh": motto_zh, "motto_en": motto_en}
    alliance = tally.keep(row, Alliance, {"street": street}, values)
    for row in top.rows("hotlines"):
        _hotline(row.only("number", "purpose", "name", "invented"), tally, alliance)
    for order, row in enumerate(top.rows("services"), start=1):
        row.only("key", "name", "about", "invented")
        key = {"alliance": alliance, "key": row.text("key")}
        tally.keep(row, Service, key, _described(row) | {"order": order})
    for row in top.rows("brands"):
        row.only("key", "community", "unit", "name", "about", "invented")
        community = _place_of_kind(row, "community", Place.Kind.COMMUNITY)
        values = _described(row) | {"community": community, "unit": find_unit(row) if row.has("unit") else None}
        tally.keep(row, Brand, {"key": row.text("key")}, values)
    for row in top.rows("covenants"):
        _covenant(row.only("community", "title", "adopted_on", "clauses", "invented"), tally)


def _hotline(row: Row, tally: Tally, alliance: Alliance) -> None:
    number = row.text("number")
    if normalise_phone(number) is None:
        raise row.bad(f"{number} 不像电话号码。", f"{number} does not look like a telephone number.", "number")
    values = _named(row) | {"alliance": alliance, "purpose": row.text("purpose")}
    tally.keep(row, Hotline, {"number": number}, values)


def _covenant(row: Row, tally: Tally) -> None:
    community = _place_of_kind(row, "community", Place.Kind.COMMUNITY)
    zh, en = row.label("title")
    key = {"community": community, "adopted_on": row.day("adopted_on")}
    covenant = tally.keep(row, Covenant, key, {"title_zh": zh, "title_en": en})
    body = rulepacks.pack("categories").body
    topics = {entry["key"] for entry in [*body["entries"], *body["topics"]]}
    for clause in row.rows("clauses"):
        clause.only("number", "fits", "text")
        fits = clause.texts("fits")
        for topic in fits:
            if topic not in topics:
                raise clause.bad(
                    f"规则包里没有纠纷类型“{topic}”。", f"the rule pack knows no category or topic “{topic}”.", "fits"
                )
        zh, en = clause.label("text")
        values = {"text_zh": zh, "text_en": en, "fits": fits}
        tally.keep(clause, Clause, {"covenant": covenant, "number": clause.whole("number")}, values)


def _place_of_kind(row: Row, key: str, kind: Place.Kind) -> Place:
    place = find_place(row, key)
    if place.kind != kind:
        raise row.bad(f"{place.code} 不是{kind.label}。", f"{place.code} is no {kind.value}.", key)
    return place


def _named(row: Row) -> dict[str, Any]:
    zh, en = row.label("name")
    return {"name_zh": zh, "name_en": en}


def _described(row: Row) -> dict[str, Any]:
    zh, en = row.label("about", default="")
    return _named(row) | {"about_zh": zh, "about_en": en}
