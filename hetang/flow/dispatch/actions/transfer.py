"""The handler offers a matter to somebody else. It stays with the handler until that one has taken it (首接负责)."""

from django.db import transaction
from django.utils import timezone

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.actions.assign import check_receiver, current_of, give
from hetang.flow.dispatch.lifecycle import TRANSFER
from hetang.flow.dispatch.models import Transfer
from hetang.flow.dispatch.queries import ruled_unit
from hetang.flow.dispatch.saying import require_words
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, Note
from hetang.services.mediation import api as mediation

INVITED = "invited"
FROM = ("assigned", "in_progress")


def may_offer(by: Account, case: Case) -> bool:
    """Whether `by` may offer the case: its handler, or the station's lead; notes on the case for whom it is done."""
    held = cases.right_as_handler(by, case) or cases.right_by_role(by, case, "station_lead")
    if held is None or case.state not in FROM or case.sensitivity == Case.Sensitivity.SEALED:
        return False
    case.on_behalf = held.on_behalf
    return True


@transaction.atomic
def offer_transfer(case: Case, *, to: Account, unit: Unit, text: str, by: Account) -> Transfer:
    """Offer the case to a mediator of another unit or one's own; no clock stops, and the handler stays responsible."""
    case = cases.lock(case)
    _require_open(case)
    if not may_offer(by, case):
        raise NotAllowed(N_("您不能转办这件案件。"), then=N_("由承办人或承办驿站的负责人提出。"))
    require_words(text, N_("还没有写转办的理由。"), N_("请写一句，对方据此决定接不接。"))
    if to.pk == case.assignee_id:
        raise Invalid(N_("这件案件已经在这位同事手里。"), then=N_("请选另一位同事。"))
    check_receiver(case, to, unit)
    if ruled_unit(case) not in {None, unit.pk}:
        raise Invalid(N_("这件案件已经裁定由哪个单位承办，不能再派给别的单位。"), then=N_("请在裁定的单位里选人。"))
    if Transfer.objects.filter(case=case, state="offered").exists():
        raise WrongState(N_("已经向一位同事提出转办。"), then=N_("请等对方答复，或先撤回。"))
    now = clock.now()
    offered = Transfer.objects.create(
        case=case,
        unit=unit,
        to=to,
        asked_by=by,
        asked_at=now,
        due_at=limits.due("transfer", now),
        asked=Note.objects.create(case=case, text=cases.protect(case, text.strip())),
    )
    cases.grant_access(case, role=INVITED, account=to, by=by)
    due = timezone.localtime(offered.due_at).isoformat()
    _tell(case, "offer_transfer", offered, by, note=offered.asked_id, due=due)
    return offered


@transaction.atomic
def take_transfer(offered: Transfer, *, by: Account) -> Transfer:
    """Who was offered it takes it: only now it changes hands. A dispute's mediation goes on where it stood."""
    case, offered = _lock(offered)
    _require_receiver(offered, by)
    _require_open(case)
    _close(offered, "take_transfer", by)
    check_receiver(case, offered.to, offered.unit)
    is_final = current_of(case).is_final
    give(case, to=offered.to, unit=offered.unit, by=by, is_final=is_final, taken=True)
    cases.end_access(case, role=INVITED)
    _tell(case, "take_transfer", offered, by)
    if case.state == "assigned":
        cases.step(case, "accept", by=by)
        case.save(update_fields=["state"])
        cases.turn_clocks(case, "accept")
        cases.tell(case, "accept", by=by)
        if case.kind == Case.Kind.DISPUTE:
            mediation.open_mediation(case, by=by)
    return offered


@transaction.atomic
def decline_transfer(offered: Transfer, *, text: str, by: Account) -> Transfer:
    """Who was offered it says no and why; nothing has changed hands."""
    case, offered = _lock(offered)
    _require_receiver(offered, by)
    require_words(text, N_("还没有写不接的理由。"), N_("请写一句，原承办人据此另作安排。"))
    offered.answer = Note.objects.create(case=case, text=cases.protect(case, text.strip()))
    _close(offered, "decline_transfer", by)
    cases.end_access(case, role=INVITED)
    _tell(case, "decline_transfer", offered, by, note=offered.answer.pk)
    return offered


@transaction.atomic
def withdraw_transfer(offered: Transfer, *, by: Account) -> Transfer:
    """The side that offered it takes the offer back."""
    case, offered = _lock(offered)
    if by.pk != offered.asked_by_id and not may_offer(by, case):
        raise NotAllowed(N_("这次转办不由您撤回。"), then=N_("由提出的人或承办驿站的负责人撤回。"))
    _close(offered, "withdraw_transfer", by)
    cases.end_access(case, role=INVITED)
    _tell(case, "withdraw_transfer", offered, by)
    return offered


def is_receiver(by: Account, offered: Transfer) -> bool:
    """Whether the offer was made to `by` in person: nobody takes on work for another."""
    return offered.to_id == by.pk


def _require_open(case: Case) -> None:
    """A matter changes hands while it is in somebody's; a sealed one only by a leader who names who may see it."""
    if case.state not in FROM:
        raise WrongState(
            N_("现在是“%(state)s”，不能转办。"), then=N_("请刷新页面查看最新进展。"), state=case.state_label
        )
    if case.sensitivity == Case.Sensitivity.SEALED:
        raise WrongState(N_("封存的案件不能转办。"), then=N_("请由街道领导先点名相关的人。"))


def _require_receiver(offered: Transfer, by: Account) -> None:
    if not is_receiver(by, offered):
        raise NotAllowed(N_("这件案件没有转给您。"), then=N_("由被转给的同事本人答复。"))


def _lock(offered: Transfer) -> tuple[Case, Transfer]:
    case = cases.lock(offered.case)
    return case, Transfer.objects.select_related("to", "unit__place").get(pk=offered.pk)


def _close(offered: Transfer, verb: str, by: Account) -> None:
    offered.state = TRANSFER.step(offered.state, verb).to_state
    offered.answered_by, offered.answered_at = by, clock.now()
    offered.save(update_fields=["state", "answer", "answered_by", "answered_at"])


def _tell(case: Case, verb: str, offered: Transfer, by: Account, **more: object) -> None:
    cases.tell(case, verb, by=by, body={"account": offered.to_id, "unit": offered.unit_id, **more})
