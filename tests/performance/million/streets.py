"""More streets: copies of the loaded one with its units, staff, stations and covenants, in several districts."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Model

from hetang.commons.accounts.api import Account, Duty
from hetang.commons.places.api import Place
from hetang.record.cases.api import Case
from tests.performance.million.rules import STREET_UNIQUE, CannotCopyError
from tests.performance.million.stories import Kind, Row, columns, references, standing

# No district or street of China has these codes, so that nobody takes a figure of theirs for a real one.
DISTRICTS = ("990101", "990102", "990103")


@dataclass
class Street:
    """One street: `keys` maps every row of the original street to this one's, `codes` every code of a place."""

    number: int
    code: str
    abbr: str
    keys: dict[tuple[Kind, Any], Any] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def lay_out(count: int) -> list[Street]:
    """The loaded street and `count` - 1 copies of it. Written at once; some hundred rows a street."""
    code = Case.objects.order_by("id").values_list("street", flat=True)[0]
    original = Place.objects.get(code=code)
    kinds = standing()
    rows = {model: _rows(model) for model in kinds}
    first = Street(1, original.code, original.abbr)
    first.keys = {(model, row[_key(model)]): row[_key(model)] for model in kinds for row in rows[model]}
    first.codes = {row["code"]: row["code"] for row in rows[Place]}
    own = _of_the_street(first, rows)
    return [first, *(_copied(first, own, number) for number in range(2, count + 1))]


def _of_the_street(first: Street, rows: dict[Kind, list[Row]]) -> dict[Kind, list[Row]]:
    """The rows of this street alone: its places, who works there, and whatever points only at those."""
    staff = set(Duty.objects.filter(place__street=first.code).values_list("account_id", flat=True))
    own: dict[Kind, list[Row]] = {}
    for model, found in rows.items():
        if model is Place:
            own[model] = [r for r in found if r["code"].startswith(first.code) or first.code.startswith(r["code"])]
        elif model is Account:
            own[model] = [r for r in found if r["id"] in staff]
        else:
            kept = {m: {r[_key(m)] for r in those} for m, those in own.items()}
            inner = [(name, target) for name, target in references(model) if target in kept]
            own[model] = [r for r in found if all(r[n] is None or r[n] in kept[t] for n, t in inner)]
    return own


def _rows(model: Kind) -> list[Row]:
    # A place lies in places with shorter codes, and must come after them.
    order = ("code",) if model is Place else ("pk",)
    return list(model._default_manager.order_by(*order).values(*[f.attname for f in columns(model)]))


def _key(model: Kind) -> str:
    return model._meta.pk.attname


def _copied(first: Street, rows: dict[Kind, list[Row]], number: int) -> Street:
    district = DISTRICTS[number % len(DISTRICTS)]
    old_district = first.code[: len(district)]
    street = Street(number, f"{district}{number:03d}", f"{first.abbr}{number}")
    # Rows of other streets stand for themselves.
    street.keys, street.codes = dict(first.keys), dict(first.codes)
    for row in rows[Place]:
        rest = row["code"].removeprefix(first.code)
        street.codes[row["code"]] = district if row["code"] == old_district else street.code + rest
    for model, found in rows.items():
        if found:
            _check(model)
        for row in found:
            street.keys[model, row[_key(model)]] = _copy(model, row, first, street)
    return street


def _check(model: Kind) -> None:
    for column in columns(model):
        unique = column.unique and not column.primary_key and not column.remote_field
        if unique and f"{model._meta.label}.{column.attname}" not in STREET_UNIQUE:
            raise CannotCopyError(
                f"{model._meta.label}.{column.attname} is unique: add it to STREET_UNIQUE in rules.py"
            )


def _copy(model: Kind, row: Row, first: Street, street: Street) -> Any:
    values = {name: _value(model, name, row, first, street) for name in row if name != _key(model)}
    if model is Place and row["kind"] == Place.Kind.DISTRICT:
        known = Place.objects.filter(code=values["code"]).first()
        return known.pk if known else Place.objects.create(**values).pk
    made: Model = model(**values)
    made.save(force_insert=True)
    return made.pk


def _value(model: Kind, name: str, row: Row, first: Street, street: Street) -> Any:
    old, target = row[name], dict(references(model)).get(name)
    if target is not None:
        return street.keys.get((target, old), old)
    rule = STREET_UNIQUE.get(f"{model._meta.label}.{name}")
    if rule == "{place}":
        return street.codes[old]
    if rule and old:
        return rule.format(old=old.removeprefix(f"{first.abbr}-"), abbr=street.abbr, n=street.number)
    if isinstance(model._meta.get_field(name), CharField) and old in street.codes:
        return street.codes[old]
    if name == "name_zh" and row.get("kind") == Place.Kind.STREET:
        return f"{old}·{street.number}"
    return old
