"""Mediations in every state, brought there by their own verbs."""

from django.db import transaction

from hetang.ground.lib import clock
from hetang.record.cases.api import Case, Party
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup.tests.factories import promise, side
from hetang.services.mediation.actions.finish import Agreement, settle, terminate
from hetang.services.mediation.actions.prepare import begin_session, open_mediation, record_attempt, tell_rights
from hetang.services.mediation.models import Mediation


def opened(cast: Cast) -> Mediation:
    """The mediation of a case in the mediator's hand, `preparing`."""
    case = cases.in_hand(cast)
    with transaction.atomic():
        return open_mediation(case, by=cast.mediator)


def say(mediation: Mediation, cast: Cast, outcome: str, party: Party | None = None) -> None:
    """Somebody (the other side, unless told) was reached with this outcome."""
    party = party or side(mediation.case, "respondent")
    record_attempt(mediation, party=party, outcome=outcome, by=cast.mediator)


def in_session(cast: Cast) -> Mediation:
    """Everybody is willing and the rights are told."""
    mediation = opened(cast)
    say(mediation, cast, "consents")
    tell_rights(mediation, by=cast.mediator)
    return begin_session(mediation, by=cast.mediator)


def settled(cast: Cast) -> Mediation:
    """500 yuan back today, orally."""
    mediation = in_session(cast)
    settle(mediation, agreement=agreement(mediation.case), by=cast.mediator)
    return Mediation.objects.get(pk=mediation.pk)


def terminated(cast: Cast) -> Mediation:
    """Ended without a settlement."""
    return terminate(in_session(cast), reason="no_agreement", by=cast.mediator)


def agreement(case: Case, **other: object) -> Agreement:
    """The promise to pay today, unless `other` says something else."""
    return Agreement(**{"promises": [promise(case)], **other})  # type: ignore[arg-type]


STATES = {"preparing": opened, "in_session": in_session, "settled": settled, "terminated": terminated}


def reopened(mediation: Mediation, cast: Cast) -> Case:
    """The case as after a reopening later than the mediation's end."""
    case = mediation.case
    case.refresh_from_db()
    case.state, case.reopened_at = "in_progress", clock.now()
    case.save(update_fields=["state", "reopened_at"])
    return case
