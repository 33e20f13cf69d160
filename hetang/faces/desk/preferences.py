"""Keeping a filter under a name, sharing it in a unit, and choosing the columns of a list."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.commons.people.api import mask_numbers
from hetang.faces.desk.columns import chosen
from hetang.faces.desk.models import NAME_CHARS, QUERY_CHARS, ColumnSet, SavedView
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState

MOST_VIEWS = 30
LEADS = ("station_lead", "leader")


def views_for(user: Account) -> QuerySet[SavedView]:
    """One's own, and those shared in the units in which one has a duty."""
    units = {held.unit for held in duties_of(user).casework}
    rows = SavedView.objects.filter(Q(owner=user, unit=None) | Q(unit__in=units))
    return rows.select_related("owner", "unit").order_by("unit_id", "name", "pk")


@transaction.atomic
def save_view(*, name: str, query: Mapping[str, str], unit: int | None = None, by: Account) -> SavedView:
    """Keep filters under a name; with `unit` for everybody there, which its lead may do.

    Raises `Invalid` without a name or filter, `NotAllowed`, `WrongState` where the name is taken or there are too many.
    """
    name, text = mask_numbers(name.strip()), urlencode({k: v for k, v in query.items() if v})
    if not name or len(name) > NAME_CHARS:
        raise Invalid(N_("请给这个视图起一个名称，不超过 30 个字。"))
    if not text or len(text) > QUERY_CHARS:
        raise Invalid(N_("还没有选择任何条件。"), then=N_("请先筛选，再保存为视图。"))
    if unit is not None and unit not in duties_of(by).units(*LEADS):
        raise NotAllowed(N_("只有本单位的负责人可以共享视图。"), then=N_("可以保存为自己的视图。"))
    if SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise WrongState(N_("保存的视图已经很多。"), then=N_("请先删除不用的视图。"))
    try:
        with transaction.atomic():
            return SavedView.objects.create(owner=by, unit_id=unit, name=name, query=text)
    except IntegrityError as taken:
        raise WrongState(N_("已经有同名的视图。"), then=N_("请换一个名称，或先删除原来的。")) from taken


def delete_view(view: SavedView, *, by: Account) -> None:
    """Forget it. One's own, or a shared one in a unit that one leads."""
    if view.owner_id != by.pk and (view.unit_id is None or view.unit_id not in duties_of(by).units(*LEADS)):
        raise NotAllowed(N_("这个视图不是您保存的。"), then=N_("请联系保存它的同事或本单位负责人。"))
    view.delete()


def columns_of(user: Account, name: str) -> tuple[str, ...]:
    """The columns of the list `name` as this person wants them."""
    row = ColumnSet.objects.filter(account=user, list=name).first()
    return chosen(row.columns if row else ())


def set_columns(name: str, *, columns: Iterable[str], by: Account) -> tuple[str, ...]:
    """Remember them; unknown ones are dropped, and none means the usual."""
    wanted = chosen(columns)
    ColumnSet.objects.update_or_create(account=by, list=name, defaults={"columns": list(wanted)})
    return wanted
