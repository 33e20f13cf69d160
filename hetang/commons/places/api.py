"""The places' door."""

from hetang.commons.places.models import Place, Unit
from hetang.commons.places.queries import names, place, places_of, unit, unit_names, units_of

__all__ = ["Place", "Unit", "names", "place", "places_of", "unit", "unit_names", "units_of"]
