"""Joining matters that are one matter, leaving again, another lead. Parties, contacts and answers stay each case's own."""

from django.db import transaction
from django.db.models import Max, Q

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.actions.risk import rate_risk
from hetang.record.cases.actions.state import require_reason
from hetang.record.cases.asides import ASIDES
from hetang.record.cases.clocks import run_on
from hetang.record.cases.kinds import RUN_ON, table_of
from hetang.record.cases.models import Case, Cluster, Membership
from hetang.record.cases.turning import turn_clocks
from hetang.record.cases.writing import lock, lock_rows, release, step, tell

# Reporters in one cluster from which on the system raises the lead's risk (pack `risk_factors`).
CROWDS = ((10, "crowd_large"), (5, "crowd"))


@transaction.atomic
def join_cluster(case: Case, *, lead: Case, reason: str, by: Account) -> Case:
    """Handle `case` within `lead`: its clocks stop, its handler is relieved, its reporter keeps a right to an answer.

    Raises `Invalid` for a case that `by` may not see, of another street, or for a cluster of clusters.
    """
    require_reason(reason)
    case, lead = _lock_both(case, lead)
    step(case, "join", by=by)
    if not access.visible_to(by).filter(pk=lead.pk).exists():
        raise Invalid(N_("没有找到要并入的主案。"), then=N_("只能并入您能看到的案件；请核对编号。"))
    _check(case, lead)
    _join(case, lead, by=by)
    tell(case, "join", by=by, note=reason, body={"case": lead.pk})
    tell(lead, "gather", by=by, body={"case": case.pk})
    _raise_for_crowd(case, lead)
    return case


@transaction.atomic
def leave_cluster(case: Case, *, reason: str, by: Account) -> Case:
    """Take a case out of its cluster: it is given out anew, with everything it had, its deadlines too. Both stories
    tell."""
    require_reason(reason)
    if case.part_of is None:
        raise WrongState(N_("这件案件没有并在别的案件里。"), then=N_("请刷新页面查看。"))
    # The lead may be closed: a member may still find that it is another matter.
    case, lead = _lock_both(case, case.part_of, lead_moving=True)
    if case.part_of_id != lead.pk:
        raise _changed_meanwhile()
    step(case, "leave", by=by)
    _leave(case, by=by)
    case.save(update_fields=["state", "part_of"])
    lead.members -= 1
    lead.save(update_fields=["members"])
    tell(case, "leave", by=by, note=reason, body={"case": lead.pk})
    tell(lead, "scatter", by=by, body={"case": case.pk})
    return case


@transaction.atomic
def change_lead(lead: Case, *, to: Case, reason: str, by: Account) -> Case:
    """Make a member the lead; the old lead becomes a member. Only before the matter was mediated."""
    require_reason(reason)
    _require_two(lead, to)
    rows = lock_rows(Q(pk__in=(lead.pk, to.pk)) | Q(part_of=lead.pk))
    lead, to = lock(rows[lead.pk]), lock(rows[to.pk])
    access.require(by, ASIDES["change_lead"], lead)
    if to.part_of_id != lead.pk or to.state != "joined":
        raise Invalid(N_("新的主案须是已并入的案件。"), then=N_("请从名单里选择。"))
    members = list(Case.objects.filter(part_of=lead).order_by("id"))
    if not {m.pk for m in members} <= rows.keys():
        raise _changed_meanwhile()
    step(lead, "join", by=by)
    step(to, "leave", by=by)
    cluster = Cluster.objects.select_for_update().get(lead=lead)
    _leave(to, by=by)
    cluster.lead = to
    cluster.save(update_fields=["lead"])
    count, lead.members = lead.members, 0
    lead.save(update_fields=["members"])
    to.members = count - 1
    to.save(update_fields=["state", "part_of", "members"])
    Case.objects.filter(pk__in=[m.pk for m in members if m.pk != to.pk]).update(part_of=to)
    _join(lead, to, by=by)
    for case in (lead, *members):
        tell(case, "change_lead", by=by, note=reason, body={"case": to.pk})
    _raise_for_crowd(lead, to)
    return to


def _lock_both(case: Case, lead: Case, *, lead_moving: bool = False) -> tuple[Case, Case]:
    """Both rows, always locked in the order of their ids."""
    _require_two(case, lead)
    rows = lock_rows(Q(pk__in=(case.pk, lead.pk)))
    return lock(rows[case.pk]), lock(rows[lead.pk], moving=lead_moving)


def _require_two(case: Case, lead: Case) -> None:
    if case.pk == lead.pk:
        raise Invalid(N_("案件不能并入自己。"), then=N_("请核对主案的编号。"))


def _changed_meanwhile() -> WrongState:
    return WrongState(N_("并案关系刚有变动，没有改动。"), then=N_("请刷新页面，看过最新的并案名单后再决定。"))


def _check(case: Case, lead: Case) -> None:
    if lead.part_of_id is not None or lead.state == "joined":
        raise Invalid(N_("主案自己也并在别的案件里。"), then=N_("请直接并入那一件。"))
    if case.members:
        raise Invalid(N_("还有案件并在这件里，不能再并入别的案件。"), then=N_("请先更换主案，或让并入的案件逐一退出。"))
    if case.street != lead.street:
        raise Invalid(N_("只能并入同一街道的案件。"))
    if "join" not in {move.verb for move in table_of(lead.kind).moves}:
        raise Invalid(N_("信访和咨询不能并案。"), then=N_("信访各有法定时限和答复，须逐件办理。"))


def _join(case: Case, lead: Case, *, by: Account) -> None:
    release(case)
    case.part_of, case.state = lead, "joined"
    case.save(update_fields=["state", "assignee", "part_of"])
    cluster, _ = Cluster.objects.get_or_create(lead=lead, defaults={"opened_at": clock.now()})
    Membership.objects.create(cluster=cluster, case=case, joined_at=clock.now(), joined_by=by)
    lead.members += 1
    lead.save(update_fields=["members"])
    turn_clocks(case, "join")


def _leave(case: Case, *, by: Account) -> None:
    """The membership ends, and the case goes on within the time it had when it joined."""
    joined = case.memberships.filter(left_at=None).aggregate(at=Max("joined_at"))["at"]
    case.memberships.filter(left_at=None).update(left_at=clock.now(), left_by=by)
    case.part_of = None
    turn_clocks(case, "leave")
    if joined is not None:
        run_on(case, RUN_ON, since=joined)


def _raise_for_crowd(case: Case, lead: Case) -> None:
    """The system raises the lead's risk: for what a member brings along, and for the number of reporters (群体性)."""
    factors = [f for change in case.risk_changes.all() for f in change.factors] if case.risk > lead.risk else []
    crowd = next((key for least, key in CROWDS if lead.members + 1 >= least), None)
    told = {f for change in lead.risk_changes.all() for f in change.factors}
    if crowd and crowd not in told:
        factors.append(crowd)
    # What an older pack knew and today's no longer does cannot be rated by.
    known = {f["key"] for f in rulepacks.entries("risk_factors")}
    factors = [f for f in factors if f in known]
    if factors:
        rate_risk(lead, factors=factors, by=None)
