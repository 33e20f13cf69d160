"""Places and units for tests."""

from hetang.commons.places.models import Place, Unit


def street(code: str = "330105008", name: str = "上塘街道", abbr: str = "ST") -> Place:
    """A street with its district's code."""
    return Place.objects.create(
        code=code, kind="street", name_zh=name, name_en=name, abbr=abbr, district=code[:6], street=code
    )


def community(street: Place, code: str, name: str) -> Place:
    """A community of a street; `code` is what is added to the street's."""
    whole = street.code + code
    return Place.objects.create(
        code=whole,
        kind="community",
        name_zh=name,
        name_en=name,
        parent=street,
        district=street.district,
        street=street.code,
        community=whole,
    )


def unit(place: Place, code: str, name: str, kind: str = "station", is_active: bool = True) -> Unit:
    """A member unit in a place."""
    return Unit.objects.create(code=code, kind=kind, name_zh=name, name_en=name, place=place, is_active=is_active)
