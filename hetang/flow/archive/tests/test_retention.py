"""Destroying: what the dry run says is what the execution does, and a tombstone with an intact story is left."""

import re
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from hetang.commons.people.api import AccessLog, Person, persons_by_phone
from hetang.flow.archive import destroy
from hetang.flow.archive.appraise import check_appraisal, propose_appraisal
from hetang.flow.archive.destroy import run_retention
from hetang.flow.archive.models import Appraisal, CaseFile, Tombstone
from hetang.flow.archive.tests.factories import archived, condemned, expired
from hetang.ground.journal import api as journal
from hetang.ground.lib.labels import ERASED
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, timeline
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.rights.api import Consent

# Rooms without a row of this case: a settled matter was made without a contact and without a hand-over.
EMPTY_HERE = {"hetang.flow.intake.personal.rows_of", "hetang.flow.dispatch.personal.rows_of"}
# Entries have no constraint on their case: tested in record/finding. Nobody is called in this case.
EMPTY_HERE |= {"hetang.record.finding.personal.rows_of", "hetang.record.remarks.personal.rows_of"}
# No worker told anybody of it, and nothing was handed in as evidence.
EMPTY_HERE |= {"hetang.flow.progress.personal.rows_of", "hetang.record.evidence.personal.rows_of"}
# No program was told of it (tested in faces/api), and nobody looked at it by a one-time code.
EMPTY_HERE |= {"hetang.faces.api.webhooks.reading.rows_of", "hetang.flow.inquiry.personal.rows_of"}


def run(*options: str) -> str:
    out = StringIO()
    call_command("retention", "run", *options, stdout=out)
    return out.getvalue()


def look(person: Person, cast: Cast, year: int) -> None:
    at = MONDAY.replace(year=year)
    AccessLog.objects.create(
        account=cast.lead, kind="reveal", subject_kind="person", subject_key=person.pk, reason="联系", at=at
    )


def rows_about(keys: list[int]) -> dict[str, int]:
    """Rows of every table of the house that lead to these cases by foreign keys, over any number of tables."""
    found: dict[str, int] = {}
    for model in apps.get_models():
        for path in _paths_to_case(model):
            if n := model._default_manager.filter(**{f"{path}__in": keys}).distinct().count():
                found[model._meta.db_table] = n
    return found


def _paths_to_case(model: Any, depth: int = 3) -> list[str]:
    if model is Case:
        return ["pk"]
    if not depth or not model.__module__.startswith("hetang."):
        return []
    links = [f for f in model._meta.concrete_fields if f.related_model and f.related_model is not model]
    return [f"{f.name}__{rest}" for f in links for rest in _paths_to_case(f.related_model, depth - 1)]


def test_a_dry_run_changes_nothing_and_the_execution_does_what_it_said(cast: Cast) -> None:
    appraisal = condemned(cast)
    look(Person.objects.first(), cast, 2020)  # type: ignore[arg-type]
    before = all_rows()
    announced = run_retention(execute=False)
    assert changed(before) == {}
    assert announced.files == [appraisal.number]
    done = run_retention(execute=True)
    assert (done.files, done.rows, done.persons) == (announced.files, announced.rows, announced.persons)
    gone = {table: -n for table, n in changed(before).items() if n < 0}
    assert gone == dict(done.rows), "what was counted is what went, and nothing else"


def test_every_table_that_leads_to_a_case_is_on_the_list() -> None:
    listed = {rows.model for path in settings.RETENTION for rows in import_string(path)([])}
    leading = {model for model in apps.get_models() if _paths_to_case(model)}
    assert sorted(m._meta.label for m in leading - listed) == [], "name it in the room's personal.rows_of"


def test_everything_that_leads_to_the_case_goes(cast: Cast) -> None:
    appraisal = condemned(cast)
    other = archived(cast)
    kept = rows_about([other.case_id])
    assert rows_about([appraisal.case_key])["cases_party"] == 2
    run_retention(execute=True)
    assert rows_about([appraisal.case_key]) == {}
    assert rows_about([other.case_id]) == kept, "another file is not touched"


def test_a_tombstone_stays_and_the_story_still_verifies(cast: Cast) -> None:
    appraisal = condemned(cast)
    case = Case.objects.get(pk=appraisal.case_key)
    told = [e.hash for e in journal.story("case", case.pk)]
    run_retention(execute=True)
    stone = Tombstone.objects.get()
    assert (stone.number, stone.category, stone.kind) == (case.number, case.category, case.kind)
    assert (stone.registered_on, stone.archived_on) == (MONDAY.date(), MONDAY.date())
    assert (stone.destroyed_at, stone.appraisal) == (MONDAY, appraisal)
    assert re.fullmatch("[0-9a-f]{64}", stone.digest)
    assert stone.rows["cases_case"] == 1
    events = list(journal.story("case", case.pk))
    assert [e.hash for e in events[:-1]] == told
    assert (events[-1].verb, events[-1].actor, events[-1].body["digest"]) == ("destroy_file", None, stone.digest)
    assert list(journal.verify()) == []


def test_the_digest_is_over_the_content(cast: Cast) -> None:
    appraisal = condemned(cast)
    Case.objects.filter(pk=appraisal.case_key).update(resolved_at=MONDAY.replace(year=2020))
    first = run_and_undo()
    Case.objects.filter(pk=appraisal.case_key).update(resolved_at=MONDAY.replace(year=2021))
    assert run_and_undo() != first


def run_and_undo() -> str:
    point = transaction.savepoint()
    run_retention(execute=True)
    digest = Tombstone.objects.get().digest
    transaction.savepoint_rollback(point)
    return digest


def test_whoever_has_no_other_case_is_erased_with_the_last_one(cast: Cast) -> None:
    appraisal = condemned(cast)
    student = persons_by_phone("13900000001").get()
    look(student, cast, 2026)
    other = archived(cast)  # the seller and the student of the cast are known by name and number: the same two persons
    assert set(other.case.parties.values_list("person_id", flat=True)) >= {student.pk}
    assert run_retention(execute=True).persons == 0
    assert Person.objects.get(pk=student.pk).erased_at is None
    again = _condemn(other, cast)
    assert run_retention(execute=True).persons == 2
    kept = Person.objects.get(pk=student.pk)
    assert (kept.name, bytes(kept.key), kept.erased_at) == (ERASED, b"", MONDAY)
    assert {appraisal.pk, again.pk} == set(Tombstone.objects.values_list("appraisal", flat=True))


def _condemn(file: CaseFile, cast: Cast) -> Appraisal:
    CaseFile.objects.filter(pk=file.pk).update(keep_until="2025-12-31")
    proposed = propose_appraisal(file, decision="destroy", reason="期满", approval="1号", by=cast.lead)
    return check_appraisal(proposed, agrees=True, by=cast.leader)


def test_nothing_goes_without_an_appraisal(cast: Cast) -> None:
    expired(cast)
    before = all_rows()
    assert run_retention(execute=True).files == []
    assert changed(before) == {}


def test_a_room_missing_from_the_list_keeps_the_file(cast: Cast, settings: Any) -> None:
    """The database itself refuses, since nothing cascades; a file is never half destroyed."""
    case = Case.objects.get(pk=condemned(cast).case_key)
    applicant = case.parties.get(role="applicant")
    Consent.objects.create(
        person=applicant.person,
        case=case,
        notice="general",
        version=1,
        basis="consent",
        means="phone",
        given_at=MONDAY,
        by=cast.lead,
    )
    whole, before = settings.RETENTION, all_rows()
    for missing in whole:
        if missing in EMPTY_HERE:
            continue
        settings.RETENTION = [path for path in whole if path != missing]
        for execute in (False, True):
            stays = run_retention(execute=execute)
            assert stays.files == [], missing
            assert [number for number, _ in stays.kept] == [case.number], missing
            assert changed(before) == {}, missing
    settings.RETENTION = whole
    assert run_retention(execute=True).rows["rights_consent"] == 1


def test_a_file_that_cannot_go_does_not_keep_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = condemned(cast), condemned(cast)
    delete = destroy._delete_file

    def refuse(case: Case) -> Any:
        found = delete(case)
        if case.pk == bad.case_key:
            raise IntegrityError("still referenced")
        return found

    monkeypatch.setattr(destroy, "_delete_file", refuse)
    done = run_retention(execute=True)
    assert (done.files, done.kept) == ([good.number], [(bad.number, "still referenced")])
    assert Case.objects.filter(pk=bad.case_key).exists()
    assert set(Tombstone.objects.values_list("number", flat=True)) == {good.number}
    assert done.rows["cases_case"] == 1
    with pytest.raises(CommandError, match=f"{bad.number}: still referenced"):
        run("--execute")


def test_the_lead_of_a_cluster_goes_and_its_member_stays(cast: Cast) -> None:
    appraisal = condemned(cast)
    lead, other = Case.objects.get(pk=appraisal.case_key), archived(cast)
    Case.objects.filter(pk=lead.pk).update(members=1)
    Case.objects.filter(pk=other.case_id).update(part_of=lead)
    done = run_retention(execute=True)
    assert (done.files, done.kept) == ([lead.number], [])
    assert Case.objects.get(pk=other.case_id).part_of is None
    event = list(journal.story("case", other.case_id))[-1]
    assert (event.verb, event.actor, event.body) == ("detach", None, {"number": lead.number})
    assert timeline(Case.objects.get(pk=other.case_id), [])[-1].text.count(lead.number) == 1


def test_a_member_goes_and_its_lead_counts_one_less(cast: Cast) -> None:
    appraisal = condemned(cast)
    lead = archived(cast).case
    Case.objects.filter(pk=lead.pk).update(members=1)
    Case.objects.filter(pk=appraisal.case_key).update(part_of=lead)
    assert run_retention(execute=True).kept == []
    assert Case.objects.get(pk=lead.pk).members == 0


def test_a_petition_goes_and_the_dispute_that_came_of_it_stays(cast: Cast) -> None:
    appraisal = condemned(cast)
    dispute = archived(cast).case
    Case.objects.filter(pk=dispute.pk).update(origin=appraisal.case_key)
    assert run_retention(execute=True).kept == []
    assert Case.objects.get(pk=dispute.pk).origin is None
    assert list(journal.story("case", dispute.pk))[-1].verb == "detach"


def test_old_looks_go_and_young_ones_stay(cast: Cast) -> None:
    person = archived(cast).case.parties.get(role="applicant").person
    for year in (2022, 2025):
        look(person, cast, year)
    assert dict(run_retention(execute=False).rows) == {"people_accesslog": 1}
    assert AccessLog.objects.count() == 2
    run_retention(execute=True)
    assert [read.at.year for read in AccessLog.objects.all()] == [2025]


def test_no_pack_makes_a_log_shorter_than_the_law(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person = archived(cast).case.parties.get(role="applicant").person
    AccessLog.objects.create(
        account=cast.lead, kind="reveal", subject_kind="person", subject_key=person.pk, at=MONDAY.replace(month=1)
    )
    pack = rulepacks.pack("retention")
    monkeypatch.setitem(pack.body, "logs", [{"key": "reads", "months": 1}])
    assert dict(run_retention(execute=True).rows) == {}


def test_the_command_says_what_would_go_and_what_went(cast: Cast) -> None:
    assert "nothing is due" in run("--dry-run")
    number = condemned(cast).number
    dry = run("--dry-run")
    assert "试运行" in dry
    assert number in dry
    assert "cases_case: 1" in dry
    assert Case.objects.filter(number=number).exists()
    done = run("--execute")
    assert done.splitlines()[-10:-1] == dry.splitlines()[-10:-1]
    assert not Case.objects.filter(number=number).exists()


def test_the_command_wants_to_be_told_which(cast: Cast) -> None:
    with pytest.raises(CommandError):
        run()
    with pytest.raises(CommandError):
        run("--dry-run", "--execute")
