"""Who takes contacts, sees those without a case, and decides about them. A contact with a case is the case's."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from hetang.commons.accounts.api import ROLES, Account, duties_of
from hetang.commons.places.api import Place, place
from hetang.flow.intake.models import CallBack, CallerFlag, Contact
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, Refused
from hetang.record.cases.api import CASE

TAKERS = CASE.move("register").duties
DECIDERS = ("station_lead", "leader")
# Who may be named to deal with a caller.
HANDLERS = ("operator", "station_lead", "mediator", "leader")
# Who sees what came in without becoming a case.
RECEPTION = (*TAKERS, "leader")


# Who brings in what other systems hold: it becomes the street's record at once.
IMPORTERS = ("station_lead",)


def require_importer(user: Account, street: str) -> None:
    """Raise `NotAllowed` unless `user` may import orders into the street."""
    if street not in streets_of(user, *IMPORTERS):
        raise NotAllowed(N_("您没有在这个街道存入历史工单的职责。"), then=N_("请由驿站负责人导入。"))


def importing_streets(user: Account) -> list[Place]:
    """The streets into which `user` may import, by code. Raises `NotAllowed` where there is none."""
    found = [place(code) for code in sorted(streets_of(user, *IMPORTERS))]
    if not found:
        raise NotAllowed(N_("导入其他系统的工单由驿站负责人进行。"), then=N_("需要时请与驿站负责人联系。"))
    return [street for street in found if street is not None]


class NoSuchContact(Refused):
    """No such contact, call-back or flag, as far as this person may know."""

    status = 404


def streets_of(user: Account, *roles: str) -> frozenset[str]:
    """Streets in which `user` holds one of these roles."""
    duties = duties_of(user)
    return frozenset(street for street in duties.streets if duties.roles(street) & set(roles))


def taking_street(user: Account) -> str:
    """Code of the street in which `user` takes contacts: their own where they do. Raises `NotAllowed`."""
    streets = streets_of(user, *TAKERS)
    if not streets:
        raise NotAllowed(N_("您没有登记案件的职责。"), then=N_("请由热线话务员或驿站负责人登记。"))
    home = duties_of(user).home_street
    return home if home in streets else min(streets)


def reception_street(user: Account) -> Place:
    """The same as a row. Raises `NotAllowed`."""
    return Place.objects.get(code=taking_street(user))


def on_behalf_in(user: Account, street: str, *roles: str) -> int | None:
    """For whom (account id) `user` acts in the street, where they only stand in for somebody with one of these roles."""
    held = next((duty for duty in duties_of(user).held if duty.role in roles and duty.reaches(street)), None)
    return held.on_behalf if held else None


def with_on_behalf(body: Mapping[str, Any], user: Account | None, street: str, *roles: str) -> dict[str, Any]:
    """An event's body, saying for whom `user` acts where they only stand in; None is the system."""
    on_behalf = on_behalf_in(user, street, *roles) if user else None
    return dict(body) if on_behalf is None else {**body, "on_behalf": on_behalf}


def require_taker(user: Account, street: str) -> int | None:
    """For whom `user` takes contacts in the street, None for themselves. Raises `NotAllowed` where they do not."""
    if street not in streets_of(user, *TAKERS):
        raise NotAllowed(N_("您没有在这个街道登记案件的职责。"), then=N_("请由热线话务员或驿站负责人登记。"))
    return on_behalf_in(user, street, *TAKERS)


def require_decider(user: Account, street: str) -> int | None:
    """For whom `user` leads in the street, None for themselves. Raises `NotAllowed` where they do not."""
    if street not in streets_of(user, *DECIDERS):
        raise NotAllowed(
            N_("这一步不由您决定。"), then=N_("这一步由%(who)s来办；需要时请与其联系。"), who=ROLES[DECIDERS[0]]
        )
    return on_behalf_in(user, street, *DECIDERS)


def require_reception(user: Account) -> None:
    """Raise `NotAllowed` unless `user` has to do with contacts anywhere."""
    if not streets_of(user, *RECEPTION):
        raise NotAllowed(N_("来电记录只对话务员、驿站负责人和街道领导开放。"), then=N_("需要时请联系话务员。"))


def visible_contacts(user: Account) -> QuerySet[Contact]:
    """The contacts without a case in the streets where this person has to do with them."""
    return Contact.objects.filter(case=None, street__in=streets_of(user, *RECEPTION))


def visible_call_backs(user: Account) -> QuerySet[CallBack]:
    """Who is to be rung in the streets where this person takes calls or leads."""
    return CallBack.objects.filter(street__in=streets_of(user, *RECEPTION))


def seen_call_backs(user: Account, keys: Collection[int]) -> set[int]:
    """Those of these call-backs that `user` may see (settings.MESSAGE_SIGHT). One query."""
    return set(visible_call_backs(user).filter(pk__in=keys).values_list("pk", flat=True))


def visible_flags(user: Account) -> QuerySet[CallerFlag]:
    """Hints about callers of the streets where this person takes calls or leads."""
    return CallerFlag.objects.filter(street__in=streets_of(user, *RECEPTION))


def get_contact_for(user: Account, key: int) -> Contact:
    """The contact without a case; 404 for one of another street."""
    require_reception(user)
    found = visible_contacts(user).select_related("person", "by", "hotline", "article__holding").filter(pk=key).first()
    if found is None:
        raise NoSuchContact(N_("没有找到这条来电记录。"), then=N_("它可能已经立案；请从案件列表里查找。"))
    return found


def get_call_back_for(user: Account, key: int) -> CallBack:
    """The call-back; 404 for one of another street."""
    require_reception(user)
    found = visible_call_backs(user).select_related("person", "hotline").filter(pk=key).first()
    if found is None:
        raise NoSuchContact(N_("没有找到这条回电。"), then=N_("请从回电列表里查找。"))
    return found


def get_flag_for(user: Account, key: int) -> CallerFlag:
    """The hint about a caller; 404 for one of another street."""
    require_reception(user)
    found = visible_flags(user).select_related("person", "proposed_by", "handler").filter(pk=key).first()
    if found is None:
        raise NoSuchContact(N_("没有找到这条提示。"), then=N_("请从提示列表里查找。"))
    return found
