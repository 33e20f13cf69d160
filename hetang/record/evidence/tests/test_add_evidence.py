"""A file becomes part of the record: who may add one, until when, and what the story says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hetang.commons.documents.api import NotScanned, StoredFile, Upload, take_upload
from hetang.commons.documents.tests.factories import clamd, samples
from hetang.ground.journal.api import story, verify
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, Refused
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen, parties_of, set_sensitivity, timeline
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.evidence.actions.add import add_evidence, attaching, take_waiting
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.tests.factories import evidence, sent


def test_a_photo_is_in_the_record_and_its_digest_in_the_journal(cast: Cast, case: Case) -> None:
    row = evidence(case, cast.mediator)
    assert (row.case, row.by, row.at, row.file.name) == (case, cast.mediator, MONDAY, "楼道.jpg")
    event = story("case", case.pk).last()
    assert event is not None
    assert (event.verb, event.body["digest"], event.body["evidence"]) == ("add_evidence", row.file.digest, row.pk)
    assert "楼道" not in event.body_text, "events hold no names"
    assert timeline(case, parties_of(case))[-1].text == "收下一份证据：照片"
    assert list(verify()) == []


def test_the_same_photo_sent_again_is_one(cast: Cast, case: Case) -> None:
    assert evidence(case, cast.mediator) == evidence(case, cast.lead, name="又一次.jpg")
    assert [event.verb for event in story("case", case.pk)].count("add_evidence") == 1


@pytest.mark.parametrize("part", ["mediator", "lead", "operator"])
def test_who_adds_to_the_case_adds_evidence(cast: Cast, case: Case, part: str) -> None:
    assert evidence(case, getattr(cast, part)).by == getattr(cast, part)


@pytest.mark.parametrize("part", ["leader", "second_mediator", "other_lead", "stranger", "follow_up_operator"])
def test_nobody_else_does(cast: Cast, case: Case, part: str) -> None:
    who = getattr(cast, part)
    upload = sent(case, who)
    with pytest.raises(NotAllowed):
        take_upload(upload, attach=attaching(case, who))
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", ["closed", "archived", "voided"])
def test_a_closed_case_takes_no_more(cast: Cast, case: Case, state: str) -> None:
    upload = sent(case, cast.mediator)
    cases.put(case, state, assignee=cast.mediator)
    with pytest.raises(Frozen):
        take_upload(upload, attach=attaching(case, cast.mediator))
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert Upload.objects.get().state == "refused"


def test_the_database_refuses_what_code_would_forget(cast: Cast, case: Case) -> None:
    row = evidence(case, cast.mediator)
    cases.put(case, "closed", assignee=cast.mediator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(case=case, file=row.file, by=cast.mediator, at=MONDAY)


def test_who_lost_the_case_meanwhile_adds_nothing(cast: Cast, case: Case) -> None:
    upload = sent(case, cast.operator)
    set_sensitivity(case, to="sealed", reason="涉未成年人", by=cast.leader)
    with pytest.raises(Refused):
        take_upload(upload, attach=attaching(case, cast.operator))
    assert not Evidence.objects.exists()


def test_what_came_whole_and_nobody_fetched_is_taken(cast: Cast, case: Case) -> None:
    sent(case, cast.mediator)
    assert take_waiting() == 0, "its sender has a minute to come themselves"
    with clock.fixed_at(MONDAY + timedelta(minutes=2)):
        assert take_waiting() == 1
        assert take_waiting() == 0
    assert Evidence.objects.get().by == cast.mediator


def test_while_the_scanner_is_silent_it_waits_and_a_bad_one_ends(cast: Cast, case: Case, settings: object) -> None:
    sent(case, cast.mediator)
    sent(case, cast.mediator, samples.jpeg() + samples.zipped({"a": b"a"}))
    with clock.fixed_at(MONDAY + timedelta(minutes=2)), clamd.told() as server:
        settings.CLAMD, server.verdict = server.address, b""  # type: ignore[attr-defined]
        with pytest.raises(NotScanned):
            take_upload(Upload.objects.order_by("id")[0], attach=attaching(case, cast.mediator))
        assert take_waiting() == 0
        assert Upload.objects.filter(state="receiving").count() == 2
        server.verdict = b"stream: OK\0"
        assert take_waiting() == 1
    assert sorted(Upload.objects.values_list("state", flat=True)) == ["done", "refused"]


def test_who_handed_it_in_is_named(cast: Cast, case: Case) -> None:
    applicant = parties_of(case)[0]
    upload = sent(case, cast.mediator, given={"party": applicant.pk})
    take_upload(upload, attach=attaching(case, cast.mediator, upload.given))
    row = Evidence.objects.get()
    assert row.party == applicant
    text = timeline(case, parties_of(case))[-1].text
    assert text == f"收下申请人{applicant.person.name}提供的一份证据：照片"
    event = story("case", case.pk).last()
    assert event is not None
    assert applicant.person.name not in event.body_text


def test_another_cases_party_handed_in_nothing_here(cast: Cast, case: Case) -> None:
    stranger = parties_of(cases.in_hand(cast))[0]
    with pytest.raises(Invalid):
        attaching(case, cast.mediator, {"party": stranger.pk})
    file = evidence(case, cast.mediator).file
    with refused(Invalid, "提供人不是这件案件的当事人。"):
        add_evidence(case, file=file, party=stranger, by=cast.mediator)


def test_who_handed_it_in_is_not_forgotten_while_the_file_waits(cast: Cast, case: Case) -> None:
    applicant = parties_of(case)[0]
    sent(case, cast.mediator, given={"party": applicant.pk})
    with clock.fixed_at(MONDAY + timedelta(minutes=2)):
        assert take_waiting() == 1
    assert Evidence.objects.get().party == applicant
