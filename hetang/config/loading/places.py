"""places.yaml: district ▸ street ▸ community ▸ grid ▸ estates, markets and roads, each with its other names."""

from hetang.commons.places.api import Place
from hetang.config.loading.tally import Tally
from hetang.ground.lib.yamlrows import Row

INSIDE_GRID = {Place.Kind.ESTATE, Place.Kind.BUILDING, Place.Kind.MARKET, Place.Kind.ROAD}


def load_places(top: Row, tally: Tally) -> None:
    """Load the file. Every code must begin with the code of the place it lies in."""
    top.only("district", "streets")
    district = _keep(top.row("district").only("code", "name"), tally, Place.Kind.DISTRICT, None)
    for row in top.rows("streets"):
        row.only("code", "abbr", "name", "communities")
        street = _keep(row, tally, Place.Kind.STREET, district, abbr=_abbr(row))
        for inner in row.rows("communities"):
            _community(inner.only("code", "name", "aliases", "invented", "grids"), tally, street)


def _community(row: Row, tally: Tally, street: Place) -> None:
    community = _keep(row, tally, Place.Kind.COMMUNITY, street)
    for inner in row.rows("grids"):
        inner.only("code", "name", "invented", "places")
        grid = _keep(inner, tally, Place.Kind.GRID, community)
        for item in inner.rows("places"):
            item.only("code", "kind", "name", "aliases", "invented")
            kind = item.text("kind")
            if kind not in INSIDE_GRID:
                known = "、".join(sorted(INSIDE_GRID))
                raise item.bad(f"网格里的地点类型应当是 {known}。", f"“kind” inside a grid is one of {known}.", "kind")
            _keep(item, tally, Place.Kind(kind), grid)


def _abbr(row: Row) -> str:
    abbr = row.text("abbr")
    if not (abbr.isascii() and abbr.isalpha() and abbr.isupper()):
        raise row.bad(
            "“abbr”应当是大写字母，用在案号里。", "“abbr” must be capital letters; case numbers use it.", "abbr"
        )
    return abbr


def _keep(row: Row, tally: Tally, kind: Place.Kind, parent: Place | None, abbr: str = "") -> Place:
    code = row.text("code")
    if not (code.isascii() and code.isalnum()):
        raise row.bad("编码只能用 ASCII 字母和数字。", "a code is made of ASCII letters and digits.", "code")
    if parent and (not code.startswith(parent.code) or code == parent.code):
        raise row.bad(
            f"编码 {code} 应当以上级编码 {parent.code} 开头。",
            f"the code {code} must begin with the code of its parent, {parent.code}.",
            "code",
        )
    known = Place.objects.filter(code=code).first()
    if known and known.kind != kind:
        raise row.bad(
            f"编码 {code} 已经是另一种地点（{known.name_zh}）。",
            f"the code {code} is already a place of another kind ({known.name_en}).",
            "code",
        )
    zh, en = row.label("name")
    values = {
        "kind": str(kind),
        "name_zh": zh,
        "name_en": en,
        "parent": parent,
        "abbr": abbr,
        "aliases": row.texts("aliases") if row.has("aliases") else [],
    }
    return tally.keep(row, Place, {"code": code}, values | _above(code, kind, parent))


def _above(code: str, kind: Place.Kind, parent: Place | None) -> dict[str, str]:
    """The codes of district, street and community that a place lies in; a place lies in itself."""
    above = {name: getattr(parent, name) if parent else "" for name in ("district", "street", "community")}
    return above | {str(kind): code} if kind in above else above
