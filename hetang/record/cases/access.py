"""Who sees which case and who may do what to it. The one place that answers both; `scope.py` holds the reasons."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import get_language

from hetang.commons.accounts.api import ROLES, STREET_WIDE, Account, Held, duties_of
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_, pick
from hetang.ground.lib.lifecycle import Move
from hetang.ground.lib.refusals import NotAllowed, Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.looking import once
from hetang.record.cases.models import Case, CaseAccess, GlassView
from hetang.record.cases.scope import Branch, branches, outlines


class NoSuchCase(Refused):
    """Nobody by this number, as far as this person may know."""

    status = 404


def visible_to(user: Account) -> QuerySet[Case]:
    """The cases this person may see, for look-ups by number, key or person and for figures.

    The branches stand side by side as conditions on one row. A list sorts and cuts instead: `lists.list_page`. Broken
    glass opens the case's own pages (`get_case_for`) and nothing else.
    """
    return _within(user)


def seen_of(user: Account, keys: Collection[int]) -> QuerySet[Case]:
    """The same among the cases with these keys, some hundreds at a time."""
    if not keys:
        return Case.objects.none()
    # As one value: a sign for each key takes longer to read than the answer to find.
    return _within(user, one_by_one=True).filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(keys)]))


def _within(user: Account, *, one_by_one: bool = False) -> QuerySet[Case]:
    found = [branch.where(one_by_one=one_by_one) for branch in branches_of(user) if not branch.glass]
    return Case.objects.filter(reduce(or_, found)) if found else Case.objects.none()


def branches_of(user: Account) -> tuple[Branch, ...]:
    """The reasons for which this person sees cases now."""
    return branches(user.pk, duties_of(user), clock.now())


def get_case_for(user: Account, number: str) -> Case:
    """The case, where `user` may see it. A colleague of its street is told so (403), a stranger learns nothing (404).

    A look through broken glass is written down, each time.
    """
    found = Case.objects.select_related("unit", "assignee").filter(number=number).first()
    if found is None or not opens(user, found):
        raise _why_not(user, number, found)
    if found.sensitivity != Case.Sensitivity.NORMAL:
        _note_glass(user, found)
    return found


def opens(user: Account, case: Case) -> bool:
    """Whether `user` may open its pages now, through broken glass too. Its grants are asked for only where they decide."""
    found = branches_of(user)
    by_place = any(branch.holder is None and branch.covers(case, ()) for branch in found)
    return by_place or bool(found and reasons_for(user, case, grants_of(case)))


def glass_until(user: Account, case: Case) -> datetime | None:
    """Until when `user` sees this case through broken glass only; None where it is open to them."""
    if case.sensitivity == Case.Sensitivity.NORMAL:
        return None
    grants = once(case, grants_of)
    reasons = reasons_for(user, case, grants)
    if not reasons or not all(branch.glass for branch in reasons):
        return None
    return max(g.until for b in reasons if isinstance(g := b.covers(case, grants), CaseAccess) and g.until)


def get_case_to_break(user: Account, number: str) -> Case:
    """A closed case that `user` may open in an emergency; 404 for strangers and 403 for colleagues who may not."""
    case = Case.objects.filter(number=number).first()
    if case is None or not is_colleague(user, case):
        raise _no_such(number)
    if not may_break(user, case):
        raise NotAllowed(N_("这件案件不能由您应急查看。"), then=N_("请联系承办驿站的负责人或街道领导。"))
    return case


def may_break(user: Account, case: Case) -> bool:
    """Whether `user` may open this closed case in an emergency (roles: pack `access`), by a duty of their own."""
    if case.sensitivity == Case.Sensitivity.NORMAL:
        return False
    roles = set((rulepacks.entry("access", "glass") or {})["roles"])
    own = [d for d in duties_of(user).casework if d.on_behalf is None and d.role in roles]
    return any(d.reaches(case.street) for d in own)


def is_colleague(user: Account, case: Case) -> bool:
    """Whether `user` works in the case's street or district at all."""
    return any(d.reaches(case.street) for d in duties_of(user).held)


def _why_not(user: Account, number: str, case: Case | None) -> Refused:
    if case is None or not is_colleague(user, case):
        return NoSuchCase(N_("没有找到案件 %(number)s。"), then=N_("请核对编号；也可以从案件列表进入。"), number=number)
    link = (N_("应急查看"), reverse("case-glass", args=[number])) if may_break(user, case) else None
    if any(branch.covers(case, ()) for branch in outlines(duties_of(user))):
        language = get_language() or "zh"
        return NotAllowed(
            N_("案件 %(number)s 是敏感案件，现在是“%(state)s”，由%(unit)s%(who)s承办。"),
            then=N_("内容只对承办人、驿站负责人和被点名的人开放；来电人问起时，请转告承办人。"),
            number=number,
            state=case.state_label,
            unit=pick(case.unit.name, language),
            who=pick(case.assignee.name, language) if case.assignee else "",
        )
    then = (
        N_("确有紧急需要时，可以写明理由应急查看；审计管理员会知道。")
        if link
        else N_("需要协助办理时，请联系承办驿站的负责人。")
    )
    return NotAllowed(N_("案件 %(number)s 不在您的办理范围内。"), then=then, link=link, number=number)


def _no_such(number: str) -> NoSuchCase:
    return NoSuchCase(N_("没有找到案件 %(number)s。"), then=N_("请核对编号；也可以从案件列表进入。"), number=number)


def _note_glass(user: Account, case: Case) -> None:
    grants = list(case.grants.select_related("alert"))
    reasons = reasons_for(user, case, grants)
    if not all(branch.glass for branch in reasons):
        return
    for branch in reasons:
        grant = branch.covers(case, grants)
        assert isinstance(grant, CaseAccess)
        GlassView.objects.create(alert=grant.alert, at=clock.now())


def reasons_for(user: Account, case: Case, grants: Iterable[CaseAccess] | None = None) -> list[Branch]:
    """Those of the person's branches that hold this case. One query, for its grants, unless they are given."""
    known = once(case, grants_of) if grants is None else list(grants)
    return [branch for branch in branches_of(user) if branch.covers(case, known)]


def grants_of(case: Case) -> list[CaseAccess]:
    """All grants of the case, those that ended included."""
    return list(case.grants.all())


def sees(user: Account, case: Case) -> bool:
    """Whether `user` sees the case for work, not only through broken glass."""
    return any(not branch.glass for branch in reasons_for(user, case))


def right(user: Account, move: Move, case: Case) -> Held | None:
    """The duty by which `user` may make `move` on `case`, whatever its state; one's own before one stood in for."""
    held = duties_of(user).casework
    if move.assignee_only:
        found = _as_handler(held, move.duties, user, case)
    else:
        sealed = case.sensitivity == Case.Sensitivity.SEALED
        roles = (*move.duties, *move.when_sealed) if sealed else move.duties
        found = next((d for d in held if d.role in roles and _reaches(d, case)), None)
    return found if found and _is_open_to(user, case) else None


def may(user: Account, move: Move, case: Case) -> bool:
    """Whether `user` may make `move` on `case`, whatever its state."""
    return right(user, move, case) is not None


def require(user: Account, move: Move, case: Case) -> None:
    """Raise `NotAllowed`, saying who may, unless `may`. Notes on the case for whom it is done."""
    held = right(user, move, case)
    if held is None:
        who = N_("承办人本人") if move.assignee_only else ROLES[move.duties[0]]
        raise NotAllowed(
            N_("您不能“%(verb)s”这件案件。"),
            then=N_("这一步由%(who)s来办；需要时请与其联系。"),
            verb=move.label,
            who=who,
        )
    case.on_behalf = held.on_behalf


def right_by_role(user: Account, case: Case, *roles: str) -> Held | None:
    """The duty of one of these roles that reaches the case (its place, or its unit), for those who see it."""
    found = next((d for d in duties_of(user).casework if d.role in roles and _reaches(d, case)), None)
    return found if found and _is_open_to(user, case) else None


def right_as_handler(user: Account, case: Case) -> Held | None:
    """The duty by which `user` handles the case, or stands in for who does."""
    return _as_handler(duties_of(user).casework, tuple(ROLES), user, case)


def right_to_edit(user: Account, case: Case) -> Held | None:
    """The duty by which `user` may add to the open case: its handler, its station's lead, an operator of its place."""
    if not case.is_open:
        return None
    held = duties_of(user).casework
    found = next((d for d in held if d.role in {"station_lead", "operator"} and _reaches(d, case)), None)
    found = right_as_handler(user, case) or found
    return found if found and _is_open_to(user, case) else None


def may_edit(user: Account, case: Case) -> bool:
    """Whether `user` may add to the open case."""
    return right_to_edit(user, case) is not None


def may_call(user: Account, case: Case) -> bool:
    """Whether `user` may see the parties' numbers: those who work on the case, and those who ask afterwards."""
    asks = case.state == "resolved" and right_by_role(user, case, "follow_up_operator") is not None
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
    """Raise `NotAllowed` unless `may_edit`. Notes on the case for whom it is done."""
    held = right_to_edit(user, case)
    if held is None:
        raise NotAllowed(N_("您不能补充这件案件的内容。"), then=N_("承办人、承办驿站负责人和话务员可以在结案前补充。"))
    case.on_behalf = held.on_behalf


# Not moves of the case's table: they leave its state alone. `may` reads them the same way.
_HANDLES = Move("time_clock", N_("调整时限"), "", (), "", ("mediator",), assignee_only=True)
_LEADS = Move("decide_extension", N_("批准延长"), "", (), "", ("station_lead",))


def may_work_clock(user: Account, case: Case) -> bool:
    """Whether `user` may pause and resume a deadline and ask for more time: the handler, or the station's lead."""
    return may(user, _HANDLES, case) or may(user, _LEADS, case)


def require_clock_work(user: Account, case: Case) -> None:
    """Raise `NotAllowed` unless `may_work_clock`. Notes on the case for whom it is done."""
    held = right(user, _HANDLES, case) or right(user, _LEADS, case)
    if held is None:
        raise NotAllowed(N_("您不能调整这件案件的时限。"), then=N_("由承办人或承办驿站的负责人来办。"))
    case.on_behalf = held.on_behalf


def may_decide_clock(user: Account, case: Case) -> bool:
    """Whether `user` may grant or refuse more time: the station's lead."""
    return may(user, _LEADS, case)


def require_clock_decision(user: Account, case: Case) -> None:
    """Raise `NotAllowed` unless `may_decide_clock`. Notes on the case for whom it is done."""
    held = right(user, _LEADS, case)
    if held is None:
        raise NotAllowed(N_("您不能决定这件案件的时限延长。"), then=N_("由承办驿站的负责人决定。"))
    case.on_behalf = held.on_behalf


def _reaches(held: Held, case: Case) -> bool:
    if held.role in STREET_WIDE:
        return held.covers(case)
    return held.unit == case.unit_id and (held.covers(case) or (not case.community and held.reaches(case.street)))


def _as_handler(held: Iterable[Held], roles: Sequence[str], user: Account, case: Case) -> Held | None:
    """The handler's own duty in the street, or that of the handler for whom `user` stands in."""
    for d in held:
        whose = user.pk if d.on_behalf is None else d.on_behalf
        if case.assignee_id == whose and d.role in roles and d.reaches(case.street):
            return d
    return None


def _is_open_to(user: Account, case: Case) -> bool:
    """An ordinary case is open to whom a duty gives a right; a closed one is asked about. Most verbs ask nothing."""
    return case.sensitivity == Case.Sensitivity.NORMAL or sees(user, case)
