"""Keeping the communities' brands: adding, describing, ending. None is deleted; each change is an event of the brand."""

from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.covenant_keeping import not_yours
from hetang.commons.alliance.models import Brand
from hetang.commons.alliance.unit_keeping import streets_kept
from hetang.commons.places.api import Place, Unit
from hetang.ground.journal import api as journal
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, WrongState

STREAM = "brand"
ABOUT_CHARS = 500


@transaction.atomic
def add_brand(
    community: Place, *, name_zh: str, name_en: str, about_zh: str, about_en: str, unit: Unit | None, by: Account
) -> Brand:
    """A brand more. Raises `Invalid` for a name that the street has already."""
    if community.kind != Place.Kind.COMMUNITY or community.street not in streets_kept(by):
        raise not_yours()
    # One at a time in a community: the next key is counted.
    Place.objects.select_for_update().get(pk=community.pk)
    values = _checked(community, None, name_zh, name_en, about_zh, about_en, unit)
    made = Brand.objects.create(key=_next_key(community), community=community, **values)
    _tell(made, "add_brand", by, {"unit": unit and unit.pk})
    return made


@transaction.atomic
def change_brand(
    brand: Brand, *, name_zh: str, name_en: str, about_zh: str, about_en: str, unit: Unit | None, by: Account
) -> Brand:
    """Another name, description or unit."""
    found = _lock(brand, by)
    before = found.unit_id
    values = _checked(found.community, found, name_zh, name_en, about_zh, about_en, unit)
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=list(values))
    _tell(found, "change_brand", by, {"unit": [before, found.unit_id]})
    return found


@transaction.atomic
def end_brand(brand: Brand, *, by: Account) -> Brand:
    """It is no longer carried on."""
    return _set_active(brand, "end_brand", is_active=False, by=by)


@transaction.atomic
def resume_brand(brand: Brand, *, by: Account) -> Brand:
    """It is carried on again."""
    return _set_active(brand, "resume_brand", is_active=True, by=by)


def _set_active(brand: Brand, verb: str, *, is_active: bool, by: Account) -> Brand:
    found = _lock(brand, by)
    if found.is_active == is_active:
        raise WrongState(N_("同事刚刚改过这个品牌。"), then=N_("请刷新页面查看。"))
    found.is_active = is_active
    found.save(update_fields=["is_active"])
    _tell(found, verb, by, {})
    return found


def _lock(brand: Brand, by: Account) -> Brand:
    found = Brand.objects.select_for_update(of=("self",)).select_related("community").get(pk=brand.pk)
    if found.community.street not in streets_kept(by):
        raise not_yours()
    return found


def _checked(
    community: Place, own: Brand | None, name_zh: str, name_en: str, about_zh: str, about_en: str, unit: Unit | None
) -> dict[str, Any]:
    if not name_zh.strip():
        raise Missing(N_("还不能保存。"), needs=[N_("品牌的中文名称")])
    if max(len(about_zh), len(about_en)) > ABOUT_CHARS:
        raise Invalid(N_("介绍最多 %(most)s 个字。"), most=ABOUT_CHARS)
    same = Brand.objects.filter(community__street=community.street, name_zh=name_zh.strip(), is_active=True)
    if (same.exclude(pk=own.pk) if own else same).exists():
        raise Invalid(N_("本街道已经有叫“%(name)s”的品牌。"), then=N_("请换一个名称。"), name=name_zh.strip())
    if unit is not None and (unit.place.street != community.street or not unit.is_active):
        raise Invalid(N_("所选的不是本街道正在使用的单位。"), then=N_("请重新选择。"))
    return {
        "name_zh": name_zh.strip(),
        "name_en": name_en.strip() or name_zh.strip(),
        "about_zh": about_zh.strip(),
        "about_en": about_en.strip() or about_zh.strip(),
        "unit": unit,
    }


def _next_key(community: Place) -> str:
    """`330105008903-brand-2`: after all that the community ever had, so that none is used twice."""
    begin = f"{community.code}-brand-"
    taken = set(Brand.objects.filter(key__startswith=begin).values_list("key", flat=True))
    return next(key for n in range(1, len(taken) + 2) if (key := f"{begin}{n}") not in taken)


def _tell(brand: Brand, verb: str, by: Account, body: dict[str, Any]) -> None:
    told = {"brand": brand.pk, **body}
    journal.append(kind=STREAM, key=brand.pk, verb=verb, by=by.pk, body=told, place=brand.community)
