"""How a mediation ends: a settlement, or termination with the other ways told; and how it starts again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.money import yuan
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.followup import api as followup
from hetang.record.followup.api import Promise
from hetang.services.mediation.actions.moving import lock, step
from hetang.services.mediation.models import Mediation, Settlement
from hetang.services.mediation.queries import grounds_for, regime_of
from hetang.services.mediation.rules import FORMS, must_be_written


@dataclass(frozen=True)
class Agreement:
    """What was agreed: the promises, the form, the grounds pointed at, and whether the paper is complete.

    `paper_complete`: parties and mediator signed and the committee's seal is on it, which is when a written
    settlement takes effect (人民调解法 §29).
    """

    promises: list[Promise]
    form: str = "oral"
    grounds: list[str] = field(default_factory=list)
    paper_complete: bool = False
    note: str = ""


@transaction.atomic
def settle(mediation: Mediation, *, agreement: Agreement, by: Account) -> Settlement:
    """Record a settlement. An oral one takes effect now (§30), a written one when its paper is complete (§29)."""
    case, mediation = lock(mediation)
    step(mediation, "settle", by=by)
    regime = regime_of(mediation)
    _check(agreement, regime)
    known = {g.key for g in grounds_for(case)}
    mediation.ended_at = clock.now()
    mediation.save(update_fields=["state", "ended_at"])
    settlement = Settlement.objects.create(
        mediation=mediation,
        round=mediation.round,
        form=agreement.form,
        grounds=[key for key in agreement.grounds if key in known],
        effective_at=clock.now(),
        by=by,
    )
    followup.add_obligations(case, agreement.promises)
    cases.stop_clock(case, "mediation")
    body = {
        "form": agreement.form,
        "round": mediation.round,
        "first": mediation.settlements.count() == 1,
        "amount_fen": sum(p.amount_fen or 0 for p in agreement.promises),
        "grounds": settlement.grounds,
        "regime": regime["key"],
        "returned_as": regime["returned_as"],
    }
    note = "\n".join([*(promise_text(p) for p in agreement.promises), agreement.note]).strip()
    cases.tell(case, "settle", by=by, note=note, body=body)
    return settlement


def promise_text(promise: Promise) -> str:
    """One promise in plain legal Chinese, as it stands in the record whatever the reader's language."""
    day = f"{promise.due_on.year}年{promise.due_on.month}月{promise.due_on.day}日"
    debtor, creditor = promise.debtor.person.name, promise.creditor.person.name
    if promise.amount_fen is None:
        return f"{debtor}于{day}前（含当日）向{creditor}履行：{promise.act.strip()}。"
    return f"{debtor}于{day}前（含当日）向{creditor}支付人民币{yuan(promise.amount_fen, 'zh')}。"


def _check(agreement: Agreement, regime: Mapping[str, Any]) -> None:
    if agreement.form not in FORMS:
        raise Invalid(N_("请选择口头协议或书面协议。"))
    if agreement.form not in regime["forms"]:
        raise Invalid(
            N_("%(regime)s须制作书面协议。"),
            then=N_("请改选书面协议，各方签名、盖章后再记录。"),
            regime=regime["label"],
        )
    if not agreement.promises:
        raise Invalid(
            N_("还没有写约定事项。"),
            then=N_("请写明谁在哪天之前向谁付多少钱，或者做什么事；内容明确才能履行。"),
        )
    today = clock.today()
    if agreement.form == "oral" and must_be_written(today, (p.due_on for p in agreement.promises)):
        raise Invalid(
            N_("不是当场履行完毕的约定，应当制作书面协议。"),
            then=N_("请改选书面协议，各方签名、盖章后再记录；或者约定今天履行完毕。"),
        )
    if agreement.form == "written" and not agreement.paper_complete:
        raise Invalid(
            N_("书面协议还没有生效。"),
            then=N_("各方当事人签名、调解员签名并加盖调委会印章后，勾选确认再记录。"),
        )


@transaction.atomic
def terminate(mediation: Mediation, *, reason: str, note: str = "", by: Account) -> Mediation:
    """End without a settlement (`terminations` pack); the parties are told the other ways (§26)."""
    case, mediation = lock(mediation)
    step(mediation, "terminate", by=by)
    if rulepacks.entry("terminations", reason) is None:
        raise Invalid(N_("请选择终止调解的原因。"), then=N_("原因会写进终止告知书。"))
    mediation.termination, mediation.ended_at = reason, clock.now()
    mediation.save(update_fields=["state", "termination", "ended_at"])
    cases.stop_clock(case, "mediation")
    regime = regime_of(mediation)
    body = {
        "reason": reason,
        "round": mediation.round,
        "first": not cases.has_happened(case, "terminate"),
        "regime": regime["key"],
        "returned_as": regime["returned_as"],
    }
    cases.tell(case, "terminate", by=by, note=note, body=body)
    return mediation


@transaction.atomic
def resume(mediation: Mediation, *, note: str = "", by: Account) -> Mediation:
    """Mediate a reopened case once more: consent is asked anew, rights stay told."""
    case, mediation = lock(mediation)
    step(mediation, "resume", by=by)
    mediation.round += 1
    mediation.opened_at, mediation.begun_at, mediation.ended_at = clock.now(), None, None
    mediation.termination = ""
    mediation.save(update_fields=["state", "round", "opened_at", "begun_at", "ended_at", "termination"])
    cases.tell(case, "resume", by=by, note=note, body={"round": mediation.round})
    return mediation
