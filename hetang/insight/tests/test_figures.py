"""The figures equal a recount of the record, and the cases behind each are as many."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet

from hetang.flow.archive.api import archive_case
from hetang.ground.journal.api import catch_up, rebuild
from hetang.ground.lib import clock
from hetang.insight import queries
from hetang.insight.models import Figure
from hetang.insight.queries import totals
from hetang.insight.rules import MEASURES
from hetang.record.cases.api import (
    Case,
    Conversion,
    check_identity,
    close_case,
    correct_case,
    join_cluster,
    mediate_petition,
    reopen_case,
    reply_to_member,
    resolve_case,
    void_case,
)
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup.api import FollowUp, Obligation, obligations_of, record_follow_up, record_performance
from hetang.record.followup.tests.factories import side
from hetang.services.mediation.api import Mediation, resume, settle, terminate
from hetang.services.mediation.tests import factories as mediations

DAY = MONDAY.date()
LATER = MONDAY + timedelta(days=40)
LAST_DAY = LATER.date()
IN_EVENTS = {"asked", "solved", "rated", "content", "settled_fen"}  # count answers and fen, not cases


def sums(cast: Cast, since: date = DAY, until: date = LAST_DAY) -> dict[str, int]:
    catch_up()
    return totals(frozenset({cast.street.code}), since, until)


def close(mediation: Mediation, cast: Cast, solved: str = "yes", satisfaction: str = "very") -> Case:
    case = mediation.case
    for promise in obligations_of(case).exclude(state="performed"):
        record_performance(promise, by=cast.mediator)
    for party in case.parties.all():
        check_identity(party, means="phone", by=cast.mediator)
    case = resolve_case(case, by=cast.mediator)
    applicant = side(case, "applicant")
    record_follow_up(case, party=applicant, solved="unreached", by=cast.follow_up_operator)
    record_follow_up(case, party=applicant, solved=solved, satisfaction=satisfaction, by=cast.follow_up_operator)
    return close_case(case, by=cast.lead)


def again(case: Case, cast: Cast) -> Mediation:
    """The closed case is reopened and mediated once more, up to the session."""
    reopen_case(case, note="又反悔了", by=cast.lead)
    mediation = resume(Mediation.objects.get(case=case), by=cast.mediator)
    mediations.say(mediation, cast, "consents")
    return mediations.begin_session(mediation, by=cast.mediator)


@pytest.fixture
def year(cast: Cast) -> Cast:
    """Settled and archived; terminated twice; settled twice; terminated then settled; void; open; another street."""
    archive_case(close(mediations.settled(cast), cast), by=cast.lead)
    twice_terminated = close(mediations.terminated(cast), cast, "partly", "unsatisfied")
    twice_settled = close(mediations.settled(cast), cast, "yes", "refused")
    late_success = close(mediations.terminated(cast), cast, "partly", "fair")
    void_case(cases.case(cast), note="重复", by=cast.lead)
    cases.case(cast)
    cases.open_case(
        cases.opening(cast, street=cast.other_street, community=None, unit=cast.far_station), by=cast.far_operator
    )
    with clock.fixed_at(LATER):
        mediation = again(twice_terminated, cast)
        close(terminate(mediation, reason="no_agreement", by=cast.mediator), cast)
        for case in (twice_settled, late_success):
            mediation = again(case, cast)
            settle(mediation, agreement=mediations.agreement(case), by=cast.mediator)
            close(Mediation.objects.get(pk=mediation.pk), cast)
    return cast


def test_the_figures_equal_a_recount_of_the_record(year: Cast) -> None:
    ours = Case.objects.filter(street=year.street.code)
    asked = FollowUp.objects.filter(case__in=ours).exclude(solved="unreached")
    settled = Mediation.objects.filter(settlements__isnull=False).distinct().count()
    owed = Obligation.objects.filter(case__in=ours)
    assert owed.count() == 4, "two of them promised anew in a second round"
    assert sums(year) == {
        "taken_in": ours.count(),
        "disputes": ours.count(),
        "mediated": Mediation.objects.filter(ended_at__isnull=False).count(),
        "settled": settled,
        "settled_first": 2,
        "settled_fen": 50_000 * settled,
        "terminated": 2,
        "asked": asked.count(),
        "solved": asked.filter(solved="yes").count(),
        "rated": asked.exclude(satisfaction__in=["", "refused"]).count(),
        "content": asked.filter(satisfaction__in=["very", "satisfied", "fair"]).count(),
        "closed": 4,
        "archived": ours.filter(state="archived").count(),
        "voided": ours.filter(state="voided").count(),
    }


def test_a_matter_mediated_twice_counts_once(year: Cast) -> None:
    found = sums(year)
    assert (found["mediated"], found["settled"], found["terminated"], found["closed"]) == (4, 3, 2, 4)


def cases_behind(cases: QuerySet[Case], measure: str, **days: date) -> QuerySet[Case]:
    """With everything folded."""
    catch_up()
    return queries.cases_behind(cases, measure, **days)


@pytest.mark.parametrize("measure", sorted(set(MEASURES) - IN_EVENTS))
def test_the_cases_behind_a_figure_are_as_many(year: Cast, measure: str) -> None:
    ours = Case.objects.filter(street=year.street.code)
    for since, until in ((DAY, DAY), (DAY, LAST_DAY), (LAST_DAY, LAST_DAY)):
        behind = cases_behind(ours, measure, since=since, until=until)
        assert behind.count() == sums(year, since, until).get(measure, 0), (measure, since)


@pytest.mark.parametrize("measure", sorted(IN_EVENTS))
def test_the_cases_behind_answers_and_sums_are_those_that_gave_them(year: Cast, measure: str) -> None:
    behind = cases_behind(Case.objects.all(), measure)
    assert 0 < behind.count() <= sums(year)[measure]
    assert all(case.street == year.street.code for case in behind)


def test_an_unknown_measure_has_no_cases(year: Cast) -> None:
    assert not cases_behind(Case.objects.all(), "happiness").exists()


def test_only_cases_one_may_see_are_behind_a_figure(year: Cast) -> None:
    assert cases_behind(Case.objects.none(), "taken_in").count() == 0
    assert cases_behind(Case.objects.filter(state="voided"), "taken_in").count() == 1


def test_days_and_communities_are_kept_apart(year: Cast) -> None:
    sums(year)
    row = Figure.objects.get(street=year.street.code, measure="taken_in")
    assert (row.day, row.community, row.amount) == (DAY, year.community.code, 6)
    assert Figure.objects.get(street=year.other_street.code, measure="taken_in").community == ""
    assert sums(year, DAY - timedelta(days=9), DAY - timedelta(days=1)) == {}


def test_a_rebuild_gives_the_same_figures(year: Cast) -> None:
    before = sums(year)
    assert rebuild("figures").is_same
    assert sums(year) == before
    Figure.objects.filter(measure="settled").update(amount=99)
    assert not rebuild("figures").is_same
    assert sums(year) == before


def test_a_settlement_that_is_voided_later_is_taken_back_on_its_own_day(cast: Cast) -> None:
    mediation = mediations.settled(cast)
    assert sums(cast)["settled_fen"] == 50_000
    with clock.fixed_at(LATER):
        void_case(mediation.case, note="重复登记", by=cast.lead)
        found = sums(cast)
    assert {key: n for key, n in found.items() if n} == {"taken_in": 1, "disputes": 1, "voided": 1}
    assert sums(cast, DAY, DAY)["settled"] == 0
    assert cases_behind(Case.objects.all(), "settled").count() == 0
    assert cases_behind(Case.objects.all(), "taken_in").count() == 1
    assert rebuild("figures")


def test_a_corrected_community_or_kind_moves_what_was_counted(cast: Cast) -> None:
    case = mediations.settled(cast).case
    correct_case(case, field="community", new="", reason="不在这个社区", by=cast.mediator)
    sums(cast)
    rows = Figure.objects.filter(measure="settled_fen").values_list("community", "amount")
    assert sorted(rows) == [("", 50_000), (cast.community.code, 0)]
    other = cases.case(cast)
    correct_case(other, field="kind", new="consultation", reason="只是问问", by=cast.operator)
    found = sums(cast)
    assert (found["taken_in"], found["disputes"], found["consultations"]) == (2, 1, 1)
    assert list(cases_behind(Case.objects.all(), "consultations")) == [other]
    assert rebuild("figures")


def test_members_of_a_cluster_are_intakes_of_their_own_and_no_mediations(cast: Cast) -> None:
    lead, member = mediations.opened(cast).case, cases.case(cast)
    join_cluster(member, lead=lead, reason="同一件事", by=cast.lead)
    terminate(Mediation.objects.get(case=lead), reason="no_agreement", by=cast.mediator)
    cases.put(lead, "closed")
    reply_to_member(Case.objects.get(pk=member.pk), text="已办", by=cast.operator)
    found = sums(cast)
    assert (found["taken_in"], found["mediated"], found["closed"]) == (2, 1, 1)


def test_the_rate_of_a_period_never_passes_a_hundred(cast: Cast) -> None:
    """Terminated in March, settled in a second round in April: April began no mediation."""
    late = close(mediations.terminated(cast), cast, "partly", "fair")
    with clock.fixed_at(LATER):
        mediation = again(late, cast)
        settle(mediation, agreement=mediations.agreement(late), by=cast.mediator)
        found = sums(cast, LAST_DAY, LAST_DAY)
    assert found["settled"] == 1
    assert found.get("settled_first", 0) <= found.get("mediated", 0) == 0


def test_a_dispute_beside_a_petition_is_no_second_intake(cast: Cast) -> None:
    petition = cases.put(cases.case(cast, kind="petition"), "in_progress", assignee=cast.mediator)
    both = frozenset(petition.parties.values_list("pk", flat=True))
    known = Conversion(claim="claim", consenting=both, note="两边都打过电话")
    dispute = mediate_petition(petition, conversion=known, by=cast.lead)
    found = sums(cast)
    assert (found["taken_in"], found["petitions"], found["disputes"]) == (1, 1, 1)
    assert list(cases_behind(Case.objects.all(), "taken_in")) == [petition]
    assert list(cases_behind(Case.objects.all(), "disputes")) == [dispute]
    assert rebuild("figures").is_same
