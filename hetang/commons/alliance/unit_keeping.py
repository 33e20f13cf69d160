"""Keeping the units of a street and its stations: adding, renaming, closing, and which station takes in whose cases.

A unit is never deleted: what it did stays on record. Every change is an event of the unit.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account, Duty, duties_of
from hetang.commons.alliance.models import Station
from hetang.commons.alliance.queries import forget_stations
from hetang.commons.people.api import normalise_phone
from hetang.commons.places.api import Place, Unit, place
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState

STREAM = "unit"
KEEPER = "system_admin"


def streets_kept(by: Account) -> list[str]:
    """The codes of the streets whose units `by` keeps, the own one first."""
    held = [d for d in duties_of(by).held if d.role == KEEPER and d.on_behalf is None]
    if any(d.level == "district" for d in held):
        every = Place.objects.filter(kind=Place.Kind.STREET).order_by("code").values_list("code", flat=True)
        return [code for code in every if any(d.reaches(code) for d in held)]
    return sorted({d.street for d in held if d.street})


@transaction.atomic
def add_unit(street: str, *, kind: str, name_zh: str, name_en: str, by: Account) -> Unit:
    """A new unit in the street; a station still needs its communities. Raises `Invalid` for a name that is taken."""
    there = place(street)
    if there is None or street not in streets_kept(by):
        raise not_yours()
    # One at a time in a street: the next code is counted.
    Place.objects.select_for_update().get(pk=there.pk)
    _check_name(street, name_zh, None)
    made = Unit.objects.create(
        code=_next_code(there, kind),
        kind=kind,
        name_zh=name_zh.strip(),
        name_en=_english(name_zh, name_en),
        place=there,
    )
    _tell(made, "add_unit", by, {"kind": kind})
    return made


@transaction.atomic
def rename_unit(unit: Unit, *, name_zh: str, name_en: str, by: Account) -> Unit:
    """Another name; what was written under the old one names the unit by its number and shows the new one."""
    found = _lock(unit, by)
    _check_name(found.place.street, name_zh, found)
    found.name_zh, found.name_en = name_zh.strip(), _english(name_zh, name_en)
    found.save(update_fields=["name_zh", "name_en"])
    _tell(found, "rename_unit", by, {})
    return found


@transaction.atomic
def close_unit(unit: Unit, *, by: Account) -> Unit:
    """Nothing new goes to it. Raises `Missing`, saying what is still in hand."""
    found = _lock(unit, by)
    if not found.is_active:
        raise WrongState(N_("这个单位已经停用。"), then=N_("请刷新页面查看。"))
    needs = []
    if Duty.objects.current(clock.today()).filter(unit=found).exists():
        needs.append(N_("先结束或转走这个单位的全部职责（在账号管理里）"))
    if any(import_string(path)(found.pk) for path in settings.UNIT_IN_USE):
        needs.append(N_("先把这个单位在办的案件交给别的单位"))
    if Station.objects.filter(unit=found, is_default=True).exists():
        needs.append(N_("先指定另一个驿站接收社区不明的案件"))
    if needs:
        raise Missing(N_("这个单位还不能停用。"), needs=needs)
    found.is_active = False
    found.save(update_fields=["is_active"])
    _tell(found, "close_unit", by, {})
    return found


@transaction.atomic
def reopen_unit(unit: Unit, *, by: Account) -> Unit:
    """It works again as before."""
    found = _lock(unit, by)
    if found.is_active:
        raise WrongState(N_("这个单位正在使用。"), then=N_("请刷新页面查看。"))
    _check_name(found.place.street, found.name_zh, found)
    found.is_active = True
    found.save(update_fields=["is_active"])
    _tell(found, "reopen_unit", by, {})
    return found


@transaction.atomic
def set_station(
    unit: Unit,
    *,
    address_zh: str,
    address_en: str,
    phone: str,
    communities: Collection[Place],
    is_default: bool,
    by: Account,
) -> Station:
    """Where the station is and whose cases it takes in. One of a street takes those whose community is not known."""
    found = _lock(unit, by)
    street = found.place.street
    if found.kind != Unit.Kind.STATION or not found.is_active:
        raise WrongState(N_("只有正在使用的驿站才有接案范围。"), then=N_("请刷新页面查看。"))
    if phone and normalise_phone(phone) is None:
        raise Invalid(N_("这不像电话号码。"), then=N_("固定电话请连区号一起写，例如 0571-88881234。"))
    if any(p.kind != Place.Kind.COMMUNITY or p.street != street for p in communities):
        raise Invalid(N_("所选的不是本街道的社区。"), then=N_("请重新选择。"))
    others = Station.objects.filter(unit__place__street=street, unit__is_active=True).exclude(unit=found)
    if not is_default and not others.filter(is_default=True).exists():
        raise Invalid(
            N_("街道要有一个驿站接收社区不明的案件。"), then=N_("要换一个驿站来接，请到那个驿站的页面上设定。")
        )
    if is_default:
        others.update(is_default=False)
    values = {"address_zh": address_zh.strip(), "address_en": address_en.strip(), "phone": phone.strip()}
    station, _made = Station.objects.update_or_create(unit=found, defaults={**values, "is_default": is_default})
    before = sorted(station.communities.values_list("code", flat=True))
    station.communities.set(communities)
    after = sorted(p.code for p in communities)
    _tell(found, "set_station", by, {"communities": [before, after], "is_default": is_default})
    return station


def _lock(unit: Unit, by: Account) -> Unit:
    found = Unit.objects.select_for_update(of=("self",)).select_related("place").get(pk=unit.pk)
    if found.place.street not in streets_kept(by):
        raise not_yours()
    return found


def not_yours() -> NotAllowed:
    """Who keeps units, for those who do not."""
    return NotAllowed(N_("单位和驿站由本街道的系统管理员维护。"), then=N_("需要改动时请与系统管理员联系。"))


def _check_name(street: str, name: str, own: Unit | None) -> None:
    """A name that two units bear would send cases astray."""
    if not name.strip():
        raise Missing(N_("还不能保存。"), needs=[N_("单位的中文名称")])
    same = Unit.objects.filter(place__street=street, is_active=True, name_zh=name.strip())
    if (same.exclude(pk=own.pk) if own else same).exists():
        raise Invalid(N_("本街道已经有叫“%(name)s”的单位。"), then=N_("请换一个名称。"), name=name.strip())


def _english(name_zh: str, name_en: str) -> str:
    return name_en.strip() or name_zh.strip()


def _next_code(street: Place, kind: str) -> str:
    """`ST-station-3`: after all that the street ever had of the kind, so that none is used twice."""
    begin = f"{street.abbr or street.code}-{kind}-"
    taken = set(Unit.objects.filter(code__startswith=begin).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"{begin}{n}") not in taken)


def _tell(unit: Unit, verb: str, by: Account, body: dict[str, Any]) -> None:
    """Names stay out of the journal: a unit is told by its number."""
    forget_stations()
    transaction.on_commit(forget_stations)
    journal.append(kind=STREAM, key=unit.pk, verb=verb, by=by.pk, body={"unit": unit.pk, **body}, place=unit.place)
