"""Who could take a case."""

from dataclasses import dataclass

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.places.api import Unit, units_of
from hetang.ground.lib.kept import Kept
from hetang.record.cases.api import Case, open_load


@dataclass(frozen=True)
class Candidate:
    """A mediator who could take the case, in which unit, with how many open cases in hand."""

    account: Account
    unit: Unit
    load: int
    is_near: bool

    @property
    def key(self) -> str:
        """The form's value."""
        return f"{self.unit.pk}:{self.account.pk}"


_units: Kept[set[int]] = Kept()


def candidates_for(case: Case) -> list[Candidate]:
    """The street's mediators: the station's own and those of the case's community first, then by fewest open cases."""
    units = _units.get(case.street, lambda: {u.pk for u in units_of(case.street)})
    duties = list(duty_holders("mediator", units))
    load = open_load({d.account_id for d in duties})
    found = [
        Candidate(
            account=d.account,
            unit=d.unit,
            load=load.get(d.account_id, 0),
            is_near=d.unit_id == case.unit_id or bool(case.community and d.place.code.startswith(case.community)),
        )
        for d in duties
    ]
    return sorted(found, key=lambda c: (not c.is_near, c.load, c.unit.code, c.account.pk))
