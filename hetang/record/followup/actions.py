"""Promises, what was done towards them, and asking afterwards."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum

from hetang.commons.accounts.api import Account, Held
from hetang.commons.people.api import mask_numbers
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, Party
from hetang.record.followup.models import FollowUp, Obligation, Performance
from hetang.record.followup.queries import has_rated, is_asked
from hetang.record.followup.rules import SATISFACTION, SOLVED, state_after

MAX_FEN = 10**13


@dataclass(frozen=True)
class Promise:
    """Who owes what to whom by when: either `amount_fen` (fen) or `act`."""

    debtor: Party
    creditor: Party
    due_on: date
    amount_fen: int | None = None
    act: str = ""
    means: str = ""


def add_obligations(case: Case, promises: list[Promise]) -> list[Obligation]:
    """Record the promises of a settlement. Called by the services, inside their transaction."""
    for promise in promises:
        _check(case, promise)
    return Obligation.objects.bulk_create(
        Obligation(
            case=case,
            debtor=p.debtor,
            creditor=p.creditor,
            amount_fen=p.amount_fen,
            act=cases.protect(case, p.act.strip()),
            means=mask_numbers(p.means.strip()),
            due_on=p.due_on,
        )
        for p in promises
    )


def _check(case: Case, promise: Promise) -> None:
    if {promise.debtor.case_id, promise.creditor.case_id} != {case.pk}:
        raise Invalid(N_("约定里的人不在这件案件里。"))
    if promise.debtor.pk == promise.creditor.pk:
        raise Invalid(N_("义务人和权利人不能是同一个人。"), then=N_("请写明谁向谁履行。"))
    if (promise.amount_fen is None) == (not promise.act.strip()):
        raise Invalid(N_("每项约定写一件事：付多少钱，或者做什么事。"))
    if promise.amount_fen is not None and not 0 < promise.amount_fen <= MAX_FEN:
        raise Invalid(N_("金额须大于零。"), then=N_("请核对金额，单位是元，最多两位小数。"))
    if promise.due_on < clock.today():
        raise Invalid(N_("履行日期已经过去。"), then=N_("请写今天或以后的日期。"))


@transaction.atomic
def record_performance(
    obligation: Obligation, *, amount_fen: int | None = None, note: str = "", by: Account
) -> Obligation:
    """Record that an obligation was performed; without `amount_fen` a payment counts as paid in full."""
    case = cases.lock(obligation.case)
    cases.require_edit(by, case)
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if obligation.state == "performed":
        raise WrongState(N_("这一项已经记为履行完毕。"), then=N_("如果记错了，请写一条说明并告诉驿站负责人。"))
    paid = obligation.performances.aggregate(total=Sum("amount_fen"))["total"] or 0
    if obligation.amount_fen is not None:
        rest = obligation.amount_fen - paid
        amount_fen = rest if amount_fen is None else amount_fen
        if not 0 < amount_fen <= rest:
            raise Invalid(N_("这次的金额须大于零，且不超过尚未履行的部分。"), then=N_("请核对金额。"))
    else:
        amount_fen = None
    Performance.objects.create(obligation=obligation, amount_fen=amount_fen, at=clock.now(), by=by)
    obligation.state = state_after(obligation.amount_fen, paid + (amount_fen or 0))
    obligation.save(update_fields=["state"])
    body: dict[str, object] = {"obligation": obligation.pk, "party": obligation.debtor_id, "state": obligation.state}
    verb = "perform" if obligation.amount_fen is None else "pay"
    if amount_fen is not None:
        body["amount_fen"] = amount_fen
    cases.tell(case, verb, by=by, note=note, body=body)
    return obligation


@transaction.atomic
def record_breach(obligation: Obligation, *, note: str, by: Account) -> Obligation:
    """Record that a promise was not kept; `note` says why nothing more is expected and what the creditor was told."""
    if not note.strip():
        raise Invalid(N_("还没有写未履行的情况。"), then=N_("请写明催促过几次、对方怎么说、已告知哪些途径。"))
    case = cases.lock(obligation.case)
    cases.require_edit(by, case)
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if obligation.state in {"performed", "breached"}:
        raise WrongState(N_("这一项已经有结果了。"), then=N_("请刷新页面查看。"))
    # The day itself still belongs to the debtor: a period ends at 24:00 of its last day (Civil Code §203).
    if obligation.due_on >= clock.today():
        raise Invalid(N_("履行期限还没有到。"), then=N_("期限过后仍未履行再记。"))
    obligation.state = "breached"
    obligation.save(update_fields=["state"])
    cases.tell(case, "breach", by=by, note=note, body={"obligation": obligation.pk, "party": obligation.debtor_id})
    return obligation


@transaction.atomic
def record_follow_up(
    case: Case, *, party: Party, solved: str, satisfaction: str = "", note: str = "", by: Account
) -> FollowUp:
    """Record what somebody said when asked whether the matter is solved (`SOLVED`, `SATISFACTION`)."""
    case = cases.lock(case)
    asker = require_asker(case, by)
    if case.state != "resolved" or case.kind not in cases.FOLLOWED_UP:
        raise WrongState(
            N_("现在是“%(state)s”，不用回访。"), then=N_("报结后、结案前的案件才需要回访。"), state=case.state_label
        )
    if party.case_id != case.pk or solved not in SOLVED or satisfaction not in {"", *SATISFACTION}:
        raise Invalid(N_("回访内容不完整。"), then=N_("请选择回访了谁、是否解决。"))
    case.on_behalf = asker.on_behalf
    if solved == "unreached":
        satisfaction = ""
    follow_up = FollowUp.objects.create(
        case=case, party=party, solved=solved, satisfaction=satisfaction, at=clock.now(), by=by
    )
    if solved != "unreached":
        cases.stop_clock(case, "follow_up")
    verb = "follow_up" if solved != "unreached" else "miss_follow_up"
    body = {"party": party.pk, "solved": solved, "satisfaction": satisfaction}
    cases.tell(case, verb, by=by, note=note, body=body)
    return follow_up


@transaction.atomic
def rate_case(party: Party, *, solved: str, satisfaction: str, note: str = "") -> FollowUp:
    """What a party says by themself once the matter was reported done: whether it is solved, how content they are.

    It counts like a follow-up that reached them: whoever says that nothing is solved holds the closing up. Raises
    `WrongState` where nobody is asked, or where they said it already since the matter was (last) reported done.
    """
    case = cases.lock(party.case)
    if not is_asked(case):
        raise WrongState(
            N_("现在还不能评价。"), then=N_("办完以后、结案以前可以评价；有话要说，可以补充情况或打热线。")
        )
    if party.case_id != case.pk or solved not in SOLVED.keys() - {"unreached"} or satisfaction not in SATISFACTION:
        raise Invalid(N_("评价还没有选全。"), then=N_("请选择是否解决、是否满意。"))
    if has_rated(party, case):
        raise WrongState(N_("您已经评价过了。"), then=N_("想法变了，可以补充情况或打热线告诉我们。"))
    rating = FollowUp.objects.create(case=case, party=party, solved=solved, satisfaction=satisfaction, at=clock.now())
    cases.stop_clock(case, "follow_up")
    body = {"party": party.pk, "solved": solved, "satisfaction": satisfaction}
    cases.tell(case, "rate", by=None, note=note, body=body)
    return rating


def require_asker(case: Case, by: Account) -> Held:
    """The duty by which `by` asks the people of the case afterwards. Raises `NotAllowed`."""
    asker = cases.right_by_role(by, case, "follow_up_operator")
    if asker is None:
        raise NotAllowed(N_("您不能登记回访。"), then=N_("回访由回访员来做，以免自己评自己。"))
    return asker
