"""Accounts with duties."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from hetang.commons.accounts.models import Account, Delegation, Duty
from hetang.commons.places.api import Place, Unit
from hetang.commons.places.tests import factories as places
from hetang.ground.lib import clock
from hetang.ground.rulepacks.tests.factories import load_packs

PASSWORD = "tang-he-2026-Xia"  # noqa: S105 - of tests
SINCE = date(2020, 1, 1)


def account(
    username: str, name: str, *, is_active: bool = True, password: str = "", made_in: str = "330105008"
) -> Account:
    """Somebody who works here, without a duty; without a password, unless one is given."""
    return Account.objects.create(
        username=username,
        name_zh=name,
        name_en=username.title(),
        password=make_password(password) if password else "!",
        is_active=is_active,
        created_at=clock.now(),
        made_in=made_in,
        password_set_at=clock.now() if password else None,
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


def staff(username: str, name: str, role: str, unit: Unit, *, password: str = "") -> Account:
    """An account with one duty, read afresh."""
    found = account(username, name, password=password)
    duty(found, role, unit)
    return found


@dataclass(frozen=True)
class Office:
    """A street office with its three administrators, two who handle cases, and a stranger from another street."""

    street: Place
    station: Unit
    far_station: Unit
    system: Account
    security: Account
    audit: Account
    mediator: Account
    leader: Account
    stranger: Account


def office(password: str = PASSWORD) -> Office:
    """Rule packs, two streets, and everybody with the same password; "" is much faster where nobody types one."""
    load_packs()
    street = places.street()
    station = places.unit(street, "st-1", "蔡马驿站")
    far_station = places.unit(places.street("330105009", "祥符街道", "XF"), "xf-1", "祥符驿站")
    return Office(
        street=street,
        station=station,
        far_station=far_station,
        system=staff("sys", "方系统", "system_admin", station, password=password),
        security=staff("sec", "田安全", "security_admin", station, password=password),
        audit=staff("aud", "韩审计", "audit_admin", station, password=password),
        mediator=staff("chen", "陈调解", "mediator", station, password=password),
        leader=staff("gao", "高主任", "leader", station, password=password),
        stranger=staff("wei", "魏站长", "station_lead", far_station, password=password),
    )


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
