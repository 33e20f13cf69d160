"""From opening to the first session: attempts, rights and duties, consent."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, Party
from hetang.services.mediation.actions.moving import lock, require_in_hand, step
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.models import Attempt, Mediation
from hetang.services.mediation.rules import CONTACT_MEANS


def open_mediation(case: Case, *, by: Account) -> Mediation:
    """The mediation of a case just accepted; the one already there when it came back to a new handler.

    Called inside the transaction of the acceptance.
    """
    require_in_hand(case, MEDIATION.move("open_mediation"), by=by)
    mediation, _ = Mediation.objects.get_or_create(case=case, defaults={"opened_at": clock.now()})
    return mediation


@transaction.atomic
def record_attempt(
    mediation: Mediation, *, party: Party, outcome: str, means: str = "call", note: str = "", by: Account
) -> Attempt:
    """One tap: who was tried, how, and what came of it. A consent or a refusal is drawn from the outcome."""
    case, mediation = lock(mediation)
    require_in_hand(case, MEDIATION.move("begin"), by=by)
    if mediation.state in MEDIATION.final:
        raise WrongState(
            N_("调解%(state)s，不用再记联系。"), then=N_("履行情况请记在约定事项里。"), state=mediation.state_label
        )
    found = rulepacks.entry("outcomes", outcome)
    if found is None or means not in CONTACT_MEANS or party.case_id != case.pk:
        raise Invalid(N_("联系记录不完整。"), then=N_("请选择联系了谁、结果如何。"))
    attempt = Attempt.objects.create(
        mediation=mediation, party=party, means=means, outcome=outcome, effect=found["effect"], at=clock.now(), by=by
    )
    body = {"party": party.pk, "contact": means, "outcome": outcome}
    cases.tell(case, "attempt", by=by, note=note, body=body)
    return attempt


@transaction.atomic
def tell_rights(mediation: Mediation, *, by: Account) -> Mediation:
    """Record that the parties were told their rights and duties (人民调解法 §23–24; 若干规定 §30)."""
    case, mediation = lock(mediation)
    require_in_hand(case, MEDIATION.move("begin"), by=by)
    if mediation.rights_told_at is not None:
        raise WrongState(N_("权利义务已经告知过。"), then=N_("请刷新页面查看。"))
    mediation.rights_told_at = clock.now()
    mediation.save(update_fields=["rights_told_at"])
    cases.tell(case, "tell_rights", by=by, body={"version": rulepacks.pack("rights").version})
    return mediation


@transaction.atomic
def begin_session(mediation: Mediation, *, by: Account) -> Mediation:
    """Mediation proper begins: nobody refuses, everybody consents, rights and duties are told."""
    case, mediation = lock(mediation)
    step(mediation, "begin", by=by)
    mediation.begun_at = clock.now()
    mediation.save(update_fields=["state", "begun_at"])
    cases.tell(case, "begin", by=by)
    return mediation
