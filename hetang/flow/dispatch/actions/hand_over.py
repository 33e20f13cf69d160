"""Handing over the open cases of somebody who leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from hetang.commons.accounts.api import Account, duty_holders, is_away
from hetang.commons.places.api import Unit, units_of
from hetang.flow.dispatch.limits import NOT_SILENT, next_silence
from hetang.flow.dispatch.models import Assignment, Transfer
from hetang.flow.dispatch.queries import recused_from, ruled_unit
from hetang.flow.dispatch.saying import require_words
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, Refused, WrongState
from hetang.record.cases import api as cases
from hetang.record.cases.api import ARBITERS, Case, Rows

BATCH = 100


@dataclass(frozen=True)
class HandOver:
    """What came of one batch: numbers moved, (number, why not) of those that stay, how many are still to do."""

    moved: list[str] = field(default_factory=list)
    kept: list[tuple[str, Refused]] = field(default_factory=list)
    left: int = 0


def hand_over_cases(
    leaver: Account,
    *,
    to: Account | None = None,
    plan: Mapping[str, Account] | None = None,
    reason: str,
    by: Account,
    most: int = BATCH,
) -> HandOver:
    """Give the leaver's open cases to `to`, or each to whom `plan` (case number → account) names.

    Each case is a transaction of its own: a thousand of them never lock the street, and what was stopped goes on where
    it stood when it is asked for again. At most `most` at once. A case that may not be moved stays, with the reason.
    Raises `Invalid` without a reason or a receiver.
    """
    require_words(reason, N_("还没有写移交的原因。"), N_("例如“调离”“退休”“岗位调整”。"))
    if to is None and not plan:
        raise Invalid(N_("还没有选择由谁接手。"), then=N_("请选择一位同事，或逐件选择。"))
    wanted = plan or {}
    if leaver.pk in {to.pk if to else None, *(a.pk for a in wanted.values())}:
        raise Invalid(N_("不能移交给离岗的本人。"), then=N_("请选择另一位同事。"))
    result, tried = HandOver(), 0
    for case in open_cases_of(leaver, by):
        receiver = wanted.get(case.number, to)
        if receiver is None:
            continue
        if tried == most:
            return HandOver(result.moved, result.kept, open_cases_of(leaver, by).count())
        tried += 1
        try:
            hand_over_case(case, leaver=leaver, to=receiver, reason=reason, by=by)
            result.moved.append(case.number)
        except Refused as refused:
            result.kept.append((case.number, refused))
    return HandOver(result.moved, result.kept, open_cases_of(leaver, by).count())


@transaction.atomic
def hand_over_case(case: Case, *, leaver: Account, to: Account, reason: str, by: Account) -> Case:
    """One open case to another mediator, in the state it is in: no clock stops, the new handler goes on within it."""
    case = cases.lock(case)
    held = cases.right_by_role(by, case, "station_lead", "leader")
    if held is None:
        raise NotAllowed(N_("您不能移交这件案件。"), then=N_("由承办驿站的负责人或街道领导来移交。"))
    if case.assignee_id != leaver.pk or not case.is_open:
        raise WrongState(N_("这件案件已经不在离岗者手里。"), then=N_("请刷新页面查看。"))
    ruled = ruled_unit(case)
    unit = _unit_of(to, case, first=ruled or case.unit_id)
    if ruled not in {None, unit.pk} and cases.right_by_role(by, case, *ARBITERS) is None:
        raise Invalid(N_("这件案件已经裁定由哪个单位承办，不能再派给别的单位。"), then=N_("请在裁定的单位里选人。"))
    if to.pk in recused_from(case):
        raise Invalid(N_("接手的人对这件案件声明过利害关系，应当回避。"), then=N_("请换一位同事接手。"))
    case.on_behalf = held.on_behalf
    now = clock.now()
    current = Assignment.objects.select_for_update().filter(case=case, ended_at=None).first()
    if current is not None:
        current.ended_at, current.silent_at = now, None
        current.save(update_fields=["ended_at", "silent_at"])
    accepted = current.accepted_at if current is not None else None
    waits = None if accepted else next_silence(NOT_SILENT, now)
    is_final = current is not None and current.is_final and unit.pk == ruled
    Assignment.objects.create(
        case=case, unit=unit, to=to, by=by, at=now, accepted_at=accepted and now, silent_at=waits, is_final=is_final
    )
    case.assignee = to
    case.save(update_fields=["assignee"])
    for role in ("handler", "helping"):
        cases.end_access(case, role=role)
    cases.end_access_of(case, account=leaver)
    if Transfer.objects.filter(case=case, state="offered").update(state="withdrawn", answered_at=now):
        cases.end_access(case, role="invited")
    cases.grant_access(case, role="handler", account=to, by=by)
    if unit.pk != case.unit_id:
        cases.grant_access(case, role="helping", unit=unit, by=by)
    body = {"leaver": leaver.pk, "account": to.pk, "unit": unit.pk}
    cases.tell(case, "hand_over", by=by, note=reason, body=body)
    return case


def open_cases_of(leaver: Account, by: Account) -> Rows:
    """The leaver's open cases that `by` sees, what goes wrong first first."""
    rows = cases.visible_to(by).filter(assignee=leaver, is_open=True)
    return rows.select_related("unit").order_by("sort_due", "id")


def _unit_of(to: Account, case: Case, *, first: int) -> Unit:
    """The unit in which the receiver mediates for the case's street, `first` (an id) before others."""
    if not to.is_active or is_away(to):
        raise Invalid(N_("接手的同事现在不在岗。"), then=N_("请换一位同事接手。"))
    units = {u.pk: u for u in units_of(case.street)}
    held = [d.unit_id for d in duty_holders("mediator", set(units)).filter(account=to)]
    if not held:
        raise Invalid(N_("这位同事现在不是该单位的调解员。"), then=N_("请从名单里重新选择。"))
    return units[first if first in held else held[0]]
