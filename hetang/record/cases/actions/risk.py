"""Rating the risk of a matter, reviewing and lowering it, telling the police, a leader in charge."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hetang.commons.accounts.api import Account, duties_of
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.actions.state import require_reason
from hetang.record.cases.asides import ASIDES
from hetang.record.cases.clocks import start_clock, stop_clock
from hetang.record.cases.models import Case, PoliceReport, RiskChange
from hetang.record.cases.protecting import protect
from hetang.record.cases.risk import CLOCKS, LEVELS, RED, level_of
from hetang.record.cases.writing import lock, require_unchanged, tell

RISK_VERBS = ("rate_risk", "lower_risk", "review_risk", "lead_risk")
WHAT = N_("风险等级")


@transaction.atomic
def rate_risk(
    case: Case, *, factors: Iterable[str], reason: str = "", seen: int | None = None, by: Account | None
) -> Case:
    """Raise the risk to the highest level of `factors` (pack `risk_factors`); a higher level that stands stays.

    By whoever works on the case, or the system (`by` None). The clock of a new level starts; a new red asks for a
    report to the police of its own.
    """
    case = lock(case)
    if by is not None:
        access.require_edit(by, case)
    require_unchanged(case, seen, RISK_VERBS, what=WHAT)
    known, ticked = rulepacks.entries("risk_factors"), list(dict.fromkeys(factors))
    if not ticked or not set(ticked) <= {f["key"] for f in known}:
        raise Invalid(N_("还没有选择风险因素。"), then=N_("请勾选至少一项；等级由其中最高的一项决定。"))
    before, after = case.risk, max(case.risk, level_of(ticked, known))
    if after > before:
        _set_level(case, after)
        if after == RED:
            case.police_told_at = None
        case.save(update_fields=["risk", "police_told_at"])
    _keep(case, RiskChange.Act.RATE, before, reason=reason, factors=ticked, by=by)
    tell(case, "rate_risk", by=by, note=reason, body={"risk": LEVELS[after], "factors": ticked})
    return case


def inherit_risk(case: Case, source: Case, *, by: Account) -> None:
    """Rate a case just opened as `source` stands, with its factors, the leader in charge and what the police were told.

    Inside the transaction of the opening. The level's clock starts; nothing where no risk stands.
    """
    if not source.risk:
        return
    known = source.risk_changes.filter(act=RiskChange.Act.RATE).order_by("id").values_list("factors", flat=True)
    factors = list(dict.fromkeys(key for each in known for key in each))
    _set_level(case, source.risk)
    case.risk_leader_id, case.police_told_at = source.risk_leader_id, source.police_told_at
    case.save(update_fields=["risk", "risk_leader", "police_told_at"])
    for report in source.police_reports.order_by("id"):
        report.pk, report.case = None, case
        report.save(force_insert=True)
    _keep(case, RiskChange.Act.RATE, 0, factors=factors, by=by)
    tell(case, "rate_risk", by=by, body={"risk": case.risk_level, "factors": factors})


@transaction.atomic
def review_risk(case: Case, *, reason: str, by: Account) -> Case:
    """A lead or a leader looked at the risk again and says what was found; the level's clock stops."""
    require_reason(reason)
    case = _require_rated(case, "review_risk", by=by)
    stop_clock(case, *CLOCKS.values())
    _keep(case, RiskChange.Act.REVIEW, case.risk, reason=reason, by=by)
    tell(case, "review_risk", by=by, note=reason, body={"risk": case.risk_level})
    return case


@transaction.atomic
def lower_risk(case: Case, *, to: str, reason: str, seen: int | None = None, by: Account) -> Case:
    """The station's lead lowers the level, with a reason, after a review that followed the last rating."""
    require_reason(reason)
    case = _require_rated(case, "lower_risk", by=by)
    require_unchanged(case, seen, RISK_VERBS, what=WHAT)
    if to not in LEVELS or LEVELS.index(to) >= case.risk:
        raise Invalid(N_("降级须选择比现在低的等级。"))
    needs = []
    if not _is_reviewed(case):
        needs.append(N_("最近一次定级之后的复核"))
    if not is_police_told(case):
        needs.append(N_("红色风险已向公安机关报告并登记回执（人民调解法第二十五条）"))
    if needs:
        raise Missing(N_("还不能“%(verb)s”。"), needs=needs, verb=ASIDES["lower_risk"].label)
    before = case.risk
    _set_level(case, LEVELS.index(to))
    case.save(update_fields=["risk"])
    _keep(case, RiskChange.Act.LOWER, before, reason=reason, by=by)
    tell(case, "lower_risk", by=by, note=reason, body={"risk": to})
    return case


@transaction.atomic
def take_charge(case: Case, *, leader: Account, by: Account) -> Case:
    """A leader of the street takes charge of a risky case (领导包案), by their own step or named by the lead."""
    case = _require_rated(case, "lead_risk", by=by)
    if "leader" not in duties_of(leader).roles(case.street):
        raise Invalid(N_("包案的须是本街道领导。"), then=N_("请从名单里选择。"))
    case.risk_leader = leader
    case.save(update_fields=["risk_leader"])
    _keep(case, RiskChange.Act.LEAD, case.risk, by=by)
    tell(case, "lead_risk", by=by, body={"account": leader.pk})
    return case


@transaction.atomic
def report_to_police(case: Case, *, station: str, receipt: str, reported_at: datetime, by: Account) -> PoliceReport:
    """Record that the police were told: which station, when, the receipt's number (人民调解法 §25)."""
    case = lock(case)
    access.require_edit(by, case)
    station, receipt = " ".join(station.split())[:60], " ".join(receipt.split())[:40]
    if not station or not receipt:
        raise Invalid(N_("报告记录不完整。"), then=N_("请写明哪个派出所、回执或接警编号。"))
    if reported_at > clock.now():
        raise Invalid(N_("报告时间还没有到。"), then=N_("请写实际报告的时间。"))
    report = PoliceReport.objects.create(
        case=case, station=station, receipt=receipt, reported_at=reported_at, by=by, at=clock.now()
    )
    case.police_told_at = reported_at
    case.save(update_fields=["police_told_at"])
    tell(case, "tell_police", by=by, body={"report": report.pk})
    return report


def is_police_told(case: Case) -> bool:
    """Whether nothing has to be reported to the police any more."""
    return case.risk < RED or case.police_told_at is not None


def is_risk_led(case: Case) -> bool:
    """Whether a leader is in charge where the risk demands one."""
    return case.risk < RED or case.risk_leader_id is not None


def is_risk_reviewed(case: Case) -> bool:
    """Whether a lead or a leader looked at a red risk again after it was rated last."""
    return case.risk < RED or _is_reviewed(case)


def _require_rated(case: Case, verb: str, *, by: Account) -> Case:
    case = lock(case)
    access.require(by, ASIDES[verb], case)
    if not case.risk:
        raise Invalid(N_("这件案件还没有定风险等级。"), then=N_("请先勾选风险因素。"))
    return case


def _is_reviewed(case: Case) -> bool:
    rated = case.risk_changes.filter(act=RiskChange.Act.RATE).order_by("-id").first()
    return rated is not None and case.risk_changes.filter(act=RiskChange.Act.REVIEW, id__gt=rated.pk).exists()


def _set_level(case: Case, level: int) -> None:
    case.risk = level
    if level:
        start_clock(case, CLOCKS[LEVELS[level]], stopping=list(CLOCKS.values()))
    else:
        stop_clock(case, *CLOCKS.values())


def _keep(
    case: Case,
    act: RiskChange.Act,
    before: int,
    *,
    reason: str = "",
    factors: list[str] | None = None,
    by: Account | None,
) -> None:
    RiskChange.objects.create(
        case=case,
        act=act,
        before=before,
        after=case.risk,
        factors=factors or [],
        reason=protect(case, reason.strip()),
        at=clock.now(),
        by=by,
    )
