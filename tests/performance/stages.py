"""Cases in the states whose pages are counted, brought there by the actions that the pages call."""

from datetime import timedelta
from itertools import count

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.alliance.tests import factories as alliance
from hetang.flow.archive.api import archive_case
from hetang.flow.dispatch.api import accept_case, assign_case
from hetang.flow.intake.api import Report, register_case
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, add_party, check_identity, close_case, resolve_case
from hetang.record.cases.tests.factories import TEXT, Cast
from hetang.record.followup.api import Promise, obligations_of, record_follow_up, record_performance
from hetang.services.mediation import api as mediation

STAGES = ("registered", "assigned", "in_progress", "in_session", "settled", "resolved", "closed", "archived")
_numbers = count(1)


def street(cast: Cast, size: int) -> None:
    """The alliance of the street, with `size` of everything on its page."""
    made = alliance.alliance(cast.street)
    alliance.station(cast.station, cast.community, is_default=True)
    for number in range(1, size + 1):
        alliance.hotline(made, f"0571-{number:08d}")
        alliance.clause(cast.community, number, "other_consumption")
        accounts.staff(f"more{number}", f"调解{number}", "mediator", cast.station)


def case_at(cast: Cast, stage: str, size: int) -> Case:
    """A case at `stage` (one of STAGES) with `size` relatives, attempts and promises where it has come that far."""
    number = next(_numbers)
    report = Report(
        text=TEXT,
        street=cast.street,
        applicant="丁晓雨",
        applicant_phone=f"139{number:08d}",
        respondent="卖家",
        respondent_phone=f"138{number:08d}",
        community=cast.community,
        amount_fen=50_000,
        submission=f"stage-{number}",
    )
    case = register_case(report, by=cast.operator)
    for step in _STEPS[: STAGES.index(stage)]:
        step(cast, case, size)
    return Case.objects.get(pk=case.pk)


def _assign(cast: Cast, case: Case, _: int) -> None:
    assign_case(case, to=cast.mediator, unit=cast.station, note="请联系双方", by=cast.lead)


def _accept(cast: Cast, case: Case, size: int) -> None:
    accept_case(case, by=cast.mediator)
    applicant, respondent = case.parties.order_by("id")
    for party in (applicant, respondent):
        check_identity(party, means="phone", by=cast.mediator)
    of = mediation.mediation_of(case)
    assert of is not None
    for number in range(size):
        add_party(case, name=f"亲属{number}", role="relative", of=respondent, relation="母亲", by=cast.mediator)
        mediation.record_attempt(of, party=applicant, outcome="agrees", note="愿意调解", by=cast.mediator)
        mediation.record_attempt(of, party=respondent, outcome="agrees", note="愿意调解", by=cast.mediator)


def _begin(cast: Cast, case: Case, _: int) -> None:
    of = mediation.mediation_of(case)
    assert of is not None
    mediation.tell_rights(of, by=cast.mediator)
    mediation.begin_session(of, by=cast.mediator)


def _settle(cast: Cast, case: Case, size: int) -> None:
    of = mediation.mediation_of(case)
    assert of is not None
    applicant, respondent = case.parties.exclude(role="relative").order_by("id")
    due = clock.today() + timedelta(days=9)
    promises = [Promise(debtor=respondent, creditor=applicant, due_on=due, amount_fen=2_500) for _ in range(size)]
    grounds = [ground.key for ground in mediation.grounds_for(case)[:2]]
    agreement = mediation.Agreement(promises=promises, form="written", grounds=grounds, paper_complete=True)
    mediation.settle(of, agreement=agreement, by=cast.mediator)


def _resolve(cast: Cast, case: Case, _: int) -> None:
    for obligation in obligations_of(case):
        record_performance(obligation, note="转账截图已看", by=cast.mediator)
    resolve_case(case, note="已付清", by=cast.mediator)


def _close(cast: Cast, case: Case, _: int) -> None:
    party = case.parties.order_by("id").first()
    assert party is not None
    record_follow_up(case, party=party, solved="yes", satisfaction="very", by=cast.follow_up_operator)
    close_case(case, by=cast.lead)


def _archive(cast: Cast, case: Case, _: int) -> None:
    archive_case(case, by=cast.lead)


_STEPS = (_assign, _accept, _begin, _settle, _resolve, _close, _archive)
