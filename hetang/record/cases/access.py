"""Who sees which case and who may do what to it. The one place that answers both."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hetang.commons.accounts.api import ROLES, STREET_WIDE, Account, duties_of
from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Move
from hetang.ground.lib.refusals import NotAllowed, Refused
from hetang.record.cases.models import Case, CaseAccess


class NoSuchCase(Refused):
    """Nobody by this number, as far as this person may know."""

    status = 404


def visible_to(user: Account) -> QuerySet[Case]:
    """The cases this person may see: whole streets by duty, and what was granted to their units or to them."""
    duties = duties_of(user)
    if not duties.handles_cases:  # whoever left, or administers now, keeps no view of what was once granted
        return Case.objects.none()
    granted = CaseAccess.objects.filter(case=OuterRef("pk"), until=None)
    holder = granted.filter(Q(account_id=user.pk) | Q(unit_id__in=duties.units("station_lead")))
    if duties.whole_streets:
        return Case.objects.filter(Q(street__in=duties.whole_streets) | Exists(holder))
    return Case.objects.filter(Exists(holder))


def get_case_for(user: Account, number: str) -> Case:
    """The case, where `user` may see it. A street colleague is told so (403), a stranger learns nothing (404)."""
    found = visible_to(user).select_related("unit", "assignee").filter(number=number).first()
    if found is not None:
        return found
    if Case.objects.filter(number=number, street__in=duties_of(user).streets).exists():
        raise NotAllowed(
            N_("案件 %(number)s 不在您的办理范围内。"),
            then=N_("需要协助办理时，请联系承办驿站的负责人。"),
            number=number,
        )
    raise NoSuchCase(N_("没有找到案件 %(number)s。"), then=N_("请核对编号；也可以从案件列表进入。"), number=number)


def may(user: Account, move: Move, case: Case) -> bool:
    """Whether `user` may make `move` on `case`, whatever its state."""
    duties = duties_of(user)
    if move.assignee_only and case.assignee_id != user.pk:
        return False
    for role in move.duties:
        if role not in duties.roles(case.street):
            continue
        if role in STREET_WIDE or move.assignee_only or case.unit_id in duties.units(role):
            return True
    return False


def require(user: Account, move: Move, case: Case) -> None:
    """Raise `NotAllowed`, saying who may, unless `may`."""
    if may(user, move, case):
        return
    who = N_("承办人本人") if move.assignee_only else ROLES[move.duties[0]]
    raise NotAllowed(
        N_("您不能“%(verb)s”这件案件。"), then=N_("这一步由%(who)s来办；需要时请与其联系。"), verb=move.label, who=who
    )


def may_edit(user: Account, case: Case) -> bool:
    """Whether `user` may add to the open case: its handler, its station's lead, or an operator of the street."""
    duties = duties_of(user)
    if not case.is_open or case.street not in duties.streets:
        return False
    lead = case.unit_id in duties.units("station_lead")
    return case.assignee_id == user.pk or lead or "operator" in duties.roles(case.street)


def may_call(user: Account, case: Case) -> bool:
    """Whether `user` may see the parties' numbers: those who work on the case, and those who ask afterwards."""
    asks = case.state == "resolved" and "follow_up_operator" in duties_of(user).roles(case.street)
    return asks or may_edit(user, case)


def may_name(user: Account, case: Case) -> bool:
    """Whether `user` is shown full names: those who work on the case, not whoever oversees the street."""
    duties = duties_of(user)
    works = case.assignee_id == user.pk or case.unit_id in duties.units("station_lead", "mediator")
    return works or may_call(user, case)


def require_call(user: Account, case: Case) -> None:
    """Raise `NotAllowed` unless `may_call`."""
    if not may_call(user, case):
        raise NotAllowed(
            N_("您不能查看这件案件当事人的完整信息。"),
            then=N_("承办人、承办驿站负责人、话务员和回访时的回访员可以查看。"),
        )


def require_edit(user: Account, case: Case) -> None:
    """Raise `NotAllowed` unless `may_edit`."""
    if not may_edit(user, case):
        raise NotAllowed(N_("您不能补充这件案件的内容。"), then=N_("承办人、承办驿站负责人和话务员可以在结案前补充。"))


# Not moves of the case's table: they leave its state alone. `may` reads them the same way.
_HANDLES = Move("time_clock", N_("调整时限"), "", (), "", ("mediator",), assignee_only=True)
_LEADS = Move("decide_extension", N_("批准延长"), "", (), "", ("station_lead",))


def may_work_clock(user: Account, case: Case) -> bool:
    """Whether `user` may pause and resume a deadline and ask for more time: the handler, or the station's lead."""
    return may(user, _HANDLES, case) or may(user, _LEADS, case)


def require_clock_work(user: Account, case: Case) -> None:
    """Raise `NotAllowed` unless `may_work_clock`."""
    if not may_work_clock(user, case):
        raise NotAllowed(N_("您不能调整这件案件的时限。"), then=N_("由承办人或承办驿站的负责人来办。"))


def may_decide_clock(user: Account, case: Case) -> bool:
    """Whether `user` may grant or refuse more time: the station's lead."""
    return may(user, _LEADS, case)


def require_clock_decision(user: Account, case: Case) -> None:
    """Raise `NotAllowed` unless `may_decide_clock`."""
    if not may_decide_clock(user, case):
        raise NotAllowed(N_("您不能决定这件案件的时限延长。"), then=N_("由承办驿站的负责人决定。"))
