"""A petition's own verbs (《信访工作条例》), and its passing into people's mediation, which only ever happens here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from hetang.commons.accounts.api import Account
from hetang.commons.places import api as places
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_, Label
from hetang.ground.lib.refusals import Invalid, Missing, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.actions.answer import record_answer
from hetang.record.cases.actions.carry import carry_over
from hetang.record.cases.actions.open import open_case
from hetang.record.cases.actions.state import require_reason
from hetang.record.cases.clocks import start_clock
from hetang.record.cases.drafting import Opening
from hetang.record.cases.models import Answer, Case, Party
from hetang.record.cases.turning import turn_clocks
from hetang.record.cases.writing import lock, step, tell

REQUEST_CLOCK = "petition_review_request"
SIDES = (Party.Role.APPLICANT, Party.Role.RESPONDENT)


def _move(case: Case, verb: str, *, by: Account) -> Case:
    case = lock(case, moving=True)
    step(case, verb, by=by)
    case.save(update_fields=["state"])
    turn_clocks(case, verb)
    return case


@transaction.atomic
def admit_petition(case: Case, *, note: str = "", by: Account) -> Case:
    """Take the petition on and say so; sixty days run from now (§23, §34)."""
    case = _move(case, "admit", by=by)
    tell(case, "admit", by=by, note=note)
    return case


@transaction.atomic
def transfer_petition(case: Case, *, to: str, note: str = "", by: Account) -> Case:
    """Pass it on to the authority that is competent, within fifteen days, and tell the petitioner (§22–23)."""
    if not to.strip():
        raise Invalid(N_("还没有写转送给哪个机关。"), then=N_("请写明有权处理的机关名称。"))
    case = _move(case, "transfer", by=by)
    tell(case, "transfer", by=by, note="\n".join([to.strip(), note.strip()]))
    return case


@transaction.atomic
def refuse_petition(case: Case, *, reason: str, note: str = "", by: Account) -> Case:
    """Do not take it on, with the reason (`petition_refusals` pack) and the way to go told to the petitioner."""
    if rulepacks.entry("petition_refusals", reason) is None:
        raise Invalid(N_("请选择不予受理的原因。"), then=N_("原因和应走的途径要告知信访人。"))
    case = _move(case, "refuse", by=by)
    tell(case, "refuse", by=by, note=note, body={"petition_reason": reason})
    return case


@transaction.atomic
def take_back_petition(case: Case, *, note: str, by: Account) -> Case:
    """Look again at what was passed on or refused, with the reason; the time for the notice still runs from the receipt."""
    require_reason(note)
    case = _move(case, "take_back", by=by)
    tell(case, "take_back", by=by, note=note)
    return case


@transaction.atomic
def serve_answer(case: Case, *, again: bool = False, served_on: date, note: str = "", by: Account) -> Answer:
    """The written answer (`again`: the opinion of the review) reached the petitioner on `served_on` (§35–36).

    The thirty days in which a review may be asked for run from that day. Written down once more, the later entry
    counts; both stay in the story. Raises `Invalid` for a day before the answer or in the future.
    """
    verb = "serve_review" if again else "serve"
    case = lock(case, moving=True)
    step(case, verb, by=by)
    answer = case.answers.filter(verb="decide_review" if again else "answer").latest("id")
    if not clock.local_day(answer.at) <= served_on <= clock.today():
        raise Invalid(N_("送达日期不对。"), then=N_("请按回执填写：不早于答复之日，也不能在将来。"))
    answer.served_on = served_on
    answer.save(update_fields=["served_on"])
    midnight = datetime.combine(served_on, time.min, tzinfo=timezone.get_current_timezone())
    start_clock(case, REQUEST_CLOCK, since=max(answer.at, midnight))
    tell(case, verb, by=by, note=note, body={"answer": answer.pk, "served_on": served_on.isoformat()})
    return answer


@transaction.atomic
def ask_review(case: Case, *, again: bool = False, note: str = "", by: Account) -> Case:
    """The petitioner asks for the review (`again`: the second one) within thirty days of the answer (§35–36)."""
    verb = "ask_rereview" if again else "ask_review"
    case = _move(case, verb, by=by)
    tell(case, verb, by=by, note=note)
    return case


@transaction.atomic
def decide_review(case: Case, *, again: bool = False, text: str, by: Account) -> Answer:
    """The written opinion of the review (`again`: the second one, which is the last: §36)."""
    verb = "decide_rereview" if again else "decide_review"
    case = lock(case, moving=True)
    step(case, verb, by=by)
    answer = record_answer(case, verb, text=text, means=Answer.Means.LETTER, by=by)
    case.save(update_fields=["state"])
    turn_clocks(case, verb)
    tell(case, verb, by=by, note=text, body={"answer": answer.pk})
    return answer


@dataclass(frozen=True)
class Conversion:
    """What is known when a petition shall go to people's mediation.

    `claim` is a key of the pack `petition_types`, `obstacles` are keys of `petition_obstacles` that hold, `consenting`
    the ids of the parties who agree.
    """

    claim: str
    obstacles: tuple[str, ...] = ()
    consenting: frozenset[int] = frozenset()
    note: str = ""


@transaction.atomic
def mediate_petition(case: Case, *, conversion: Conversion, by: Account) -> Case:
    """Open a dispute for people's mediation beside the petition, which goes on by its own clocks; both stay linked.

    Raises `Missing` with every reason that forbids it (facts: 信访→人民调解 对接意见): not a claim that may be mediated,
    an obstacle, a side without consent.
    """
    require_reason(conversion.note)
    petition = lock(case, moving=True)
    step(petition, "mediate", by=by)
    if Case.objects.filter(origin=petition).exclude(state="voided").exists():
        raise WrongState(N_("这件信访已经转入人民调解。"), then=N_("请到关联的调解案件里办理。"))
    parties = list(petition.parties.filter(role__in=SIDES).select_related("person").order_by("id"))
    if reasons := why_not_mediate(conversion, parties):
        raise Missing(N_("这件信访不能转入人民调解。"), needs=reasons, then=N_("信访件仍按信访程序和时限办理。"))
    street = places.place(petition.street)
    assert street is not None
    opening = Opening(
        summary=petition.summary,
        street=street,
        community=places.place(petition.community) if petition.community else None,
        unit=petition.unit,
        category=petition.category,
        place_text=petition.place_text,
        amount_fen=petition.amount_fen,
        event_on=petition.event_on,
        origin=petition,
    )
    dispute = open_case(opening, by=by, body={"origin": petition.pk})
    carry_over(petition, dispute, by=by)
    body = {"claim": conversion.claim, "case": dispute.pk, "consenting": sorted(conversion.consenting)}
    tell(petition, "mediate", by=by, note=conversion.note, body=body)
    return dispute


def why_not_mediate(conversion: Conversion, parties: Iterable[Party]) -> list[Label]:
    """Every reason against it, as message ids or labels; none where it may go ahead."""
    found = list(parties)
    reasons: list[Label] = []
    claim = rulepacks.entry("petition_types", conversion.claim)
    if claim is None or not claim["mediable"]:
        reasons.append(N_("只有申诉求决类事项可以转入人民调解。"))
    named = {entry["key"]: entry["refusal"] for entry in rulepacks.entries("petition_obstacles")}
    reasons += [named[key] for key in conversion.obstacles if key in named]
    if {p.role for p in found} != set(SIDES):
        reasons.append(N_("须有明确的双方当事人。"))
    if any(p.pk not in conversion.consenting for p in found):
        reasons.append(N_("须每一方当事人都同意（人民调解法第十七条）。"))
    return reasons


def is_review_in_time(case: Case) -> bool:
    """The thirty days in which the petitioner may ask for a review are not known to be past.

    They have not begun before the answer is served, and their last day may still move while a calendar is missing.
    """
    running = case.clocks.filter(name=REQUEST_CLOCK, stopped_at=None).first()
    return running is None or running.is_provisional or running.due_at > clock.now()


def is_review_over(case: Case) -> bool:
    """Nothing more can be asked for: the second review is done, or the thirty days are past."""
    return case.state == "concluded" or not is_review_in_time(case)
