"""The 13 items and the archive."""

from pathlib import Path
from typing import Any

import pytest

from hetang.flow.archive.actions import archive_case
from hetang.flow.archive.checklist import check_file, is_file_complete
from hetang.flow.archive.models import CaseFile
from hetang.flow.archive.tests.factories import finish
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import CASE, Case, check_identity, close_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.evidence.api import withdraw_evidence
from hetang.record.evidence.tests.factories import evidence
from hetang.record.followup.tests.factories import side
from hetang.services.mediation.api import terminate
from hetang.services.mediation.tests import factories as mediations


@pytest.fixture
def case(cast: Cast) -> Case:
    """Settled, performed, followed up, closed."""
    return finish(mediations.settled(cast), cast)


def statuses(case: Case) -> dict[str, str]:
    return {item.key: item.status for item in check_file(case)}


def test_a_complete_file_is_archived_as_it_was_found(cast: Cast, case: Case) -> None:
    file = archive_case(case, by=cast.lead)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.is_open, kept.due_at) == ("archived", False, None)
    assert (file.at, file.by, file.pack_version) == (MONDAY, cast.lead, 1)
    assert {item["key"]: item["status"] for item in file.items} == statuses(kept)
    assert len(file.items) == 13
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor, event.body["items"]) == ("archive", cast.lead.pk, 13)
    assert event.body["there"] == sum(status == "there" for status in statuses(kept).values())


def test_a_settled_case_has_these_items(case: Case) -> None:
    there = {"registration", "rights_notice", "identity", "session_record", "settlement", "performance_proof"}
    there |= {"follow_up", "back_cover"}
    assert {key for key, status in statuses(case).items() if status == "there"} == there
    assert "missing" not in statuses(case).values()


def test_evidence_is_there_where_some_counts(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.HETANG_HOME = tmp_path
    case = mediations.settled(cast).case
    assert statuses(case)["evidence"] == "not_applicable"
    piece = evidence(case, cast.mediator)
    assert statuses(case)["evidence"] == "there"
    withdraw_evidence(piece, reason="传错案件", by=cast.mediator)
    assert statuses(case)["evidence"] == "not_applicable"


def test_without_the_identities_the_case_cannot_be_closed_and_can_still_be_mended(cast: Cast) -> None:
    mediation = mediations.settled(cast)
    with pytest.raises(Missing) as refusal:
        finish(mediation, cast, identify=False)
    assert refusal.value.needs == ["卷宗必备材料齐全"]
    case = Case.objects.get(pk=mediation.case_id)
    assert [key for key, status in statuses(case).items() if status == "missing"] == ["identity"]
    for party in case.parties.all():
        check_identity(party, means="card", by=cast.mediator)
    archive_case(close_case(case, by=cast.lead), by=cast.lead)


def test_a_terminated_case_needs_no_settlement_and_only_the_applicants_identity(cast: Cast) -> None:
    mediation = mediations.in_session(cast)
    terminate(mediation, reason="no_agreement", by=cast.mediator)
    check_identity(side(mediation.case, "applicant"), means="card", by=cast.mediator)
    case = finish(mediation, cast, identify=False)
    assert statuses(case)["settlement"] == "not_applicable"
    assert is_file_complete(case)
    archive_case(case, by=cast.lead)


def test_where_a_side_refused_no_notice_was_due(cast: Cast) -> None:
    mediation = mediations.opened(cast)
    mediations.say(mediation, cast, "refuses_mediation")
    terminate(mediation, reason="refused", by=cast.mediator)
    case = finish(mediation, cast)
    assert statuses(case)["rights_notice"] == "there"
    archive_case(case, by=cast.lead)
    assert CaseFile.objects.count() == 1


def test_a_case_just_registered_lacks_nearly_everything(cast: Cast) -> None:
    found = statuses(cases.case(cast))
    assert [key for key, status in found.items() if status == "missing"] == [
        "rights_notice",
        "identity",
        "session_record",
    ]


def test_the_check_costs_the_same_however_much_is_in_the_file(case: Case, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(7):
        check_file(case)


def test_everybody_but_the_stations_lead_is_refused(cast: Cast, case: Case) -> None:
    for part, who in cast.everybody().items():
        if part != "lead":
            with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
                archive_case(case, by=who)


@pytest.mark.parametrize("state", sorted(set(CASE.states) - {"closed"}))
def test_from_every_other_state_it_is_refused(cast: Cast, case: Case, state: str) -> None:
    cases.put(case, state, assignee=cast.mediator)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        archive_case(case, by=cast.lead)
