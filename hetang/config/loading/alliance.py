"""alliance.yaml: the alliance, its hotlines and services, the communities' brands and covenants."""

from typing import Any

from hetang.commons.alliance.api import Alliance, Brand, Clause, Covenant, Hotline, Service, topics
from hetang.commons.people.api import normalise_phone
from hetang.commons.places.api import Place
from hetang.config.loading.tally import CREATED, SAME, Tally
from hetang.config.loading.units import find_place, find_unit
from hetang.ground.lib.yamlrows import Row


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
    """One version of a community's covenant. What was adopted on a day is loaded once and never altered."""
    community = _place_of_kind(row, "community", Place.Kind.COMMUNITY)
    zh, en = row.label("title")
    clauses = [_clause(each.only("number", "fits", "text")) for each in row.rows("clauses")]
    found = Covenant.objects.filter(community=community, adopted_on=row.day("adopted_on")).first()
    if found is None:
        made = Covenant.objects.create(community=community, adopted_on=row.day("adopted_on"), title_zh=zh, title_en=en)
        Clause.objects.bulk_create(Clause(covenant=made, **values) for values in clauses)
    elif (found.title_zh, found.title_en, _as_loaded(found)) != (zh, en, clauses):
        raise row.bad(
            f"{found.adopted_on} 通过的公约已经装入，内容却不同；改过的公约请写新的通过日期，或在“公约”页上起草。",
            f"the covenant adopted on {found.adopted_on} is loaded with other content; a changed one has its own day.",
            "adopted_on",
        )
    for kind, n in (("covenant", 1), ("clause", len(clauses))):
        for _ in range(n):
            tally.count(kind, SAME if found else CREATED)


def _clause(row: Row) -> dict[str, Any]:
    fits, known = row.texts("fits"), topics()
    for topic in fits:
        if topic not in known:
            raise row.bad(
                f"规则包里没有纠纷类型“{topic}”。", f"the rule pack knows no category or topic “{topic}”.", "fits"
            )
    zh, en = row.label("text")
    return {"number": row.whole("number"), "text_zh": zh, "text_en": en, "fits": fits}


def _as_loaded(covenant: Covenant) -> list[dict[str, Any]]:
    rows = covenant.clauses.order_by("number").values("number", "text_zh", "text_en", "fits")
    return [dict(row) for row in rows]


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
