"""Finished and archived cases."""

from datetime import date

from hetang.flow.archive.actions import archive_case
from hetang.flow.archive.appraise import check_appraisal, propose_appraisal
from hetang.flow.archive.models import Appraisal, CaseFile
from hetang.record.cases.api import Case, check_identity, close_case, resolve_case
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup.api import obligations_of, record_follow_up, record_performance
from hetang.record.followup.tests.factories import side
from hetang.services.mediation.api import Mediation
from hetang.services.mediation.tests import factories as mediations


def finish(mediation: Mediation, cast: Cast, *, identify: bool = True) -> Case:
    """From the mediation's result to the closed case."""
    case = mediation.case
    for promise in obligations_of(case):
        record_performance(promise, by=cast.mediator)
    if identify:
        for party in case.parties.all():
            check_identity(party, means="phone", by=cast.mediator)
    case = resolve_case(case, by=cast.mediator)
    record_follow_up(case, party=side(case, "applicant"), solved="yes", satisfaction="very", by=cast.follow_up_operator)
    return close_case(case, by=cast.lead)


def archived(cast: Cast) -> CaseFile:
    """Settled, performed, followed up, closed and archived."""
    return archive_case(finish(mediations.settled(cast), cast), by=cast.lead)


def expired(cast: Cast) -> CaseFile:
    """An archived file whose term was over long ago."""
    file = archived(cast)
    CaseFile.objects.filter(pk=file.pk).update(keep_until=date(2025, 12, 31))
    return CaseFile.objects.select_related("case").get(pk=file.pk)


def condemned(cast: Cast) -> Appraisal:
    """An expired file that two people and the archive authority agreed to destroy."""
    proposed = propose_appraisal(
        expired(cast), decision="destroy", reason="期满，无继续保存价值", approval="杭档批〔2026〕1号", by=cast.lead
    )
    return check_appraisal(proposed, agrees=True, by=cast.leader)
