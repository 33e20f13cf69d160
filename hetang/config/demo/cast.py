"""The accounts of a street by what they may do, and the spots its matters come from."""

from dataclasses import dataclass
from datetime import date
from random import Random

from hetang.commons.accounts.api import Account, Duty
from hetang.commons.alliance.api import Hotline, hotlines_of
from hetang.commons.places.api import Place, Unit, places_of
from hetang.config.demo.plots import Spot


class CastError(LookupError):
    """The street has nobody who could play a part. `role` says which."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


@dataclass(frozen=True)
class Cast:
    """Who works in the street, in a fixed order."""

    street: Place
    hotline: Hotline | None
    by_role: dict[str, tuple[Duty, ...]]

    @classmethod
    def of(cls, street: Place, day: date) -> "Cast":
        """Everybody with a duty in the street on `day`. Raises `CastError` where a part cannot be played."""
        rows = Duty.objects.in_force(day).filter(place__street=street.code, account__is_active=True)
        found: dict[str, list[Duty]] = {}
        for duty in rows.select_related("account", "unit").order_by("account__username", "unit__code"):
            found.setdefault(duty.role, []).append(duty)
        for role in ("operator", "station_lead", "mediator", "follow_up_operator"):
            if role not in found:
                raise CastError(role)
        return cls(street, hotlines_of(street.code).first(), {role: tuple(duties) for role, duties in found.items()})

    def any(self, role: str, rng: Random) -> Account:
        """One of those with the role."""
        return rng.choice(self.by_role[role]).account

    def lead_of(self, unit: Unit) -> Account:
        """The unit's lead. Raises `CastError`."""
        return self._in(unit, "station_lead")[0]

    def mediators_of(self, unit: Unit) -> list[Account]:
        """The unit's mediators, at least one. Raises `CastError`."""
        return self._in(unit, "mediator")

    def unit(self, code: str) -> Unit:
        """The unit with this code where somebody has a duty. Raises `CastError`."""
        for duties in self.by_role.values():
            for duty in duties:
                if duty.unit.code == code:
                    return duty.unit
        raise CastError(code)

    def _in(self, unit: Unit, role: str) -> list[Account]:
        found = [duty.account for duty in self.by_role[role] if duty.unit_id == unit.pk]
        if not found:
            raise CastError(f"{role} @ {unit.code}")
        return found


def spots_of(street: Place) -> list[Spot]:
    """Every estate of the street with its community."""
    return [Spot(place.community, place.name_zh) for place in places_of(street.code, Place.Kind.ESTATE)]
