"""Accounts with duties."""

from datetime import date

from hetang.commons.accounts.models import Account, Delegation, Duty
from hetang.commons.places.api import Place, Unit
from hetang.ground.lib import clock

SINCE = date(2020, 1, 1)


def account(username: str, name: str, *, is_active: bool = True) -> Account:
    """Somebody who works here, without a duty and without a password."""
    return Account.objects.create(
        username=username,
        name_zh=name,
        name_en=username.title(),
        password="!",
        is_active=is_active,
        created_at=clock.now(),
    )


def duty(
    holder: Account,
    role: str,
    unit: Unit,
    place: Place | None = None,
    *,
    since: date = SINCE,
    until: date | None = None,
) -> Duty:
    """A duty in the unit's place, or in `place`."""
    return Duty.objects.create(
        account=holder, role=role, unit=unit, place=place or unit.place, since=since, until=until
    )


def staff(username: str, name: str, role: str, unit: Unit) -> Account:
    """An account with one duty, read afresh."""
    found = account(username, name)
    duty(found, role, unit)
    return found


def leave(absent: Account, deputy: Account, *, since: date | None = None, until: date | None = None) -> Delegation:
    """`deputy` stands in for `absent`, today if nothing else is said; both are read afresh."""
    today = clock.today()
    made = Delegation.objects.create(
        absent=absent,
        deputy=deputy,
        since=since or today,
        until=until or today,
        reason="年休假",
        by=absent,
        at=clock.now(),
    )
    for account in (absent, deputy):
        vars(account).pop("_duties_today", None)
    return made
