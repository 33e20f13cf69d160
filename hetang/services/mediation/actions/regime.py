"""Under which law a mediation is held, and what it may cost."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.services.mediation.actions.moving import lock, require_in_hand
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.models import Fee, Mediation
from hetang.services.mediation.queries import regime_of

MAX_FEN = 10**11


@transaction.atomic
def choose_regime(mediation: Mediation, *, regime: str, note: str, seen: int | None = None, by: Account) -> Mediation:
    """Hold the mediation under another law (`regimes` pack), before it begins; rights and duties are told anew.

    Consent to one regime is no consent to another: a new round of asking begins.
    """
    if not note.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写明双方为什么选择这种调解，已怎么告知。"))
    case, mediation = lock(mediation)
    require_in_hand(case, MEDIATION.move("begin"), by=by)
    cases.require_unchanged(case, seen, ("choose_regime",), what=N_("调解类型"))
    if mediation.state != "preparing":
        raise WrongState(
            N_("调解已经开始，不能再换调解类型。"), then=N_("请先终止，再按新的类型办理。"), state=mediation.state_label
        )
    if rulepacks.entry("regimes", regime) is None or regime == mediation.regime:
        raise Invalid(N_("请选择另一种调解类型。"))
    Fee.objects.filter(mediation=mediation, ended_at=None).update(ended_at=clock.now())
    mediation.regime, mediation.rights_told_at, mediation.opened_at = regime, None, clock.now()
    mediation.save(update_fields=["regime", "rights_told_at", "opened_at"])
    cases.tell(case, "choose_regime", by=by, note=note, body={"regime": regime})
    return mediation


@transaction.atomic
def set_fee(mediation: Mediation, *, amount_fen: int, by: Account) -> Fee:
    """Write down what the mediation costs, where its regime may charge; refused with the article everywhere else."""
    case, mediation = lock(mediation)
    require_in_hand(case, MEDIATION.move("begin"), by=by)
    regime = regime_of(mediation)
    if not regime["may_charge"]:
        raise Invalid(
            N_("%(regime)s不收费：%(basis)s"),
            then=N_("请不要向当事人收取任何费用；收费的商事调解须另选调解类型。"),
            regime=regime["label"],
            basis=regime["free_by"],
        )
    if not 0 < amount_fen <= MAX_FEN:
        raise Invalid(N_("金额须大于零。"), then=N_("请核对金额，单位是元，最多两位小数。"))
    fee, _ = Fee.objects.update_or_create(
        mediation=mediation,
        ended_at=None,
        defaults={"regime": mediation.regime, "amount_fen": amount_fen, "at": clock.now(), "by": by},
    )
    cases.tell(case, "set_fee", by=by, body={"amount_fen": amount_fen, "regime": mediation.regime})
    return fee
