"""Who handles requests of persons about their own data."""

from django.db.models import QuerySet

from hetang.commons.accounts.api import ROLES, Account, duties_of
from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Move
from hetang.ground.lib.refusals import NotAllowed, Refused
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Request

# A request is about a person, not about one case: it is handled by the street's desk and its leads, by nobody else.
HANDLERS = frozenset(role for move in REQUEST.moves for role in move.duties)


class NoSuchRequest(Refused):
    """No request by this number, as far as this person may know."""

    status = 404


def streets_handled(user: Account) -> frozenset[str]:
    """Streets whose requests this person may see."""
    duties = duties_of(user)
    return frozenset(street for street in duties.streets if duties.roles(street) & HANDLERS)


def visible_requests(user: Account) -> QuerySet[Request]:
    """The requests this person may see."""
    return Request.objects.filter(street__in=streets_handled(user))


def get_request_for(user: Account, number: str) -> Request:
    """The request, where `user` may see it. A street colleague is told so (403), a stranger learns nothing (404)."""
    found = visible_requests(user).select_related("person", "received_by", "decided_by", "done_by")
    request = found.filter(number=number).first()
    if request is not None:
        return request
    if Request.objects.filter(number=number, street__in=duties_of(user).streets).exists():
        require_handler(user)
    raise NoSuchRequest(N_("没有找到请求 %(number)s。"), then=N_("请核对编号。"), number=number)


def require_handler(user: Account) -> None:
    """Raise `NotAllowed` unless this person handles requests anywhere."""
    if not streets_handled(user):
        raise NotAllowed(
            N_("个人信息权利请求由话务员、驿站负责人和街道领导办理。"),
            then=N_("有人提出查阅、更正或删除时，请转告话务员登记。"),
        )


def may(user: Account, move: Move, street: str) -> bool:
    """Whether `user` may make `move` on a request of `street`, whatever its state."""
    return bool(duties_of(user).roles(street) & set(move.duties))


def require(user: Account, move: Move, street: str) -> None:
    """Raise `NotAllowed`, saying who may, unless `may`."""
    if not may(user, move, street):
        raise NotAllowed(
            N_("您不能对这项请求“%(verb)s”。"),
            then=N_("这一步由%(who)s来办；需要时请与其联系。"),
            verb=move.label,
            who=ROLES[move.duties[0]],
        )
