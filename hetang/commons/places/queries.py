"""Reading places and units."""

from django.db.models import QuerySet

from hetang.commons.places.models import Place, Unit
from hetang.ground.lib.kept import Kept


def place(code: str) -> Place | None:
    """The place with this code."""
    return Place.objects.filter(code=code).first()


def unit(code: str) -> Unit | None:
    """The unit with this code."""
    return Unit.objects.filter(code=code).first()


def places_of(street: str, *kinds: str) -> QuerySet[Place]:
    """Places of one street, by kind, in code order."""
    return Place.objects.filter(street=street, kind__in=kinds).order_by("code")


def names(codes: set[str]) -> dict[str, dict[str, str]]:
    """{zh, en} names of many places at once, as this process keeps them: a new name is seen a little later."""
    return _names.many(codes, lambda missing: {p.code: p.name for p in Place.objects.filter(code__in=missing)})


_names: Kept[dict[str, str]] = Kept()


def unit_names(ids: set[int]) -> dict[int, dict[str, str]]:
    """{zh, en} names of many units at once, by id."""
    return {u.pk: u.name for u in Unit.objects.filter(pk__in=ids)} if ids else {}


def units_of(street: str, *kinds: str) -> QuerySet[Unit]:
    """Active units of one street, by kind, in code order."""
    rows = Unit.objects.filter(place__street=street, is_active=True)
    return (rows.filter(kind__in=kinds) if kinds else rows).order_by("code")
