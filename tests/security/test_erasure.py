"""After an erasure nothing in the whole database tells who the person was, and the journal still verifies."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from hetang.commons.alliance.tests import factories as alliance
from hetang.commons.documents.api import StoredFile, read
from hetang.commons.documents.tests import samples
from hetang.commons.people.api import Person, persons_by_phone, record_person, reveal_phone
from hetang.config.inventory import INVENTORY, Sealed
from hetang.flow.intake.api import (
    Report,
    Ringing,
    Verdict,
    add_contact,
    close_contact,
    flag_caller,
    record_missed_call,
    register_case,
    save_draft,
)
from hetang.ground.journal import api as journal
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import ERASED
from hetang.record.cases.api import Case, add_party, check_identity, void_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.evidence.tests.factories import evidence
from hetang.record.followup.api import Promise, add_obligations
from hetang.record.rights.api import (
    Asking,
    Request,
    carry_out,
    decide_request,
    erase_again,
    erased_so_far,
    identify_requester,
    keepers_of,
    receive_request,
    record_consent,
)
from hetang.services.mediation import api as mediation

NAME, PHONE, ID_NUMBER, ADDRESS = "丁晓雨", "13912345601", "330105200001010017", "蔡马新村3幢202"
WORDS = f"{NAME}说：我的号码是{PHONE}，住在{ADDRESS}，卖家不接电话。"
# A picture behind which the name stands in clear.
PHOTO = samples.jpeg() + NAME.encode()
TRACES = (NAME, PHONE, ID_NUMBER, ADDRESS)


def everything() -> dict[str, list[str]]:
    """Every row of every table as text, whatever is stored in it. Bytes come as hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
        )
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found[table] = [line for (line,) in cursor.fetchall()]
        return found


def traces(words: tuple[str, ...] = TRACES) -> list[str]:
    """Tables in which one of `words` stands, in clear, escaped or as bytes."""
    forms = {w: (w, w.encode().hex(), w.encode("unicode_escape").decode()) for w in words}
    return [
        f"{table}: {word}"
        for table, lines in everything().items()
        for word, shapes in forms.items()
        if any(shape in line for line in lines for shape in shapes)
    ]


@pytest.fixture
def case(cast: Cast, settings: Any, tmp_path: Path) -> Case:
    """A life in the record: call, parties, look, attempt, promise, consent, notes, a photo – then voided, so that no law keeps it."""
    settings.HETANG_HOME = tmp_path
    alliance.station(cast.station, is_default=True)
    report = Report(
        text=WORDS,
        street=cast.street,
        applicant=NAME,
        applicant_phone=PHONE,
        respondent="卖家",
        respondent_phone="13900000002",
        place_text=ADDRESS,
        submission="one",
    )
    record_person(name=NAME, phone=PHONE, id_number=ID_NUMBER, address=ADDRESS)
    case = register_case(report, by=cast.operator)
    reception(cast, case, report)
    evidence(case, cast.operator, PHOTO, f"{NAME}的身份证.jpg")
    case = cases.put(case, "in_progress", assignee=cast.mediator, clock_name="mediation")
    me, seller = case.parties.get(role="applicant"), case.parties.get(role="respondent")
    reveal_phone(me.person, reason=f"联系{NAME}", by=cast.mediator)
    add_party(case, name="丁妈妈", role="relative", of=me, relation=f"{NAME}的母亲", by=cast.mediator)
    check_identity(me, means="phone", by=cast.mediator)
    record_consent(me, notice="general", means="phone", by=cast.mediator)
    opened = mediation.open_mediation(case, by=cast.mediator)
    mediation.record_attempt(opened, party=me, outcome="agrees", note=f"{NAME}愿意调解", by=cast.mediator)
    promise = Promise(debtor=seller, creditor=me, due_on=MONDAY.date(), act=f"向{NAME}道歉", means=f"当面，{NAME}在家")
    add_obligations(case, [promise])
    return void_case(case, note=f"{NAME}撤回，改日再说，{PHONE}", by=cast.lead)


def reception(cast: Cast, case: Case, report: Report) -> None:
    """Rang again, was told where to turn, was not reached, was flagged, and stands in what somebody has begun to type."""
    add_contact(case, replace(report, submission="two", text=f"{NAME}又来电，{PHONE}"), by=cast.operator)
    verdict = Verdict("secret", told=f"{NAME}，这件事不能说")
    contact = close_contact(replace(report, submission="three"), verdict, by=cast.operator)
    ringing = Ringing(phone=PHONE, street=cast.street, name=NAME, note=f"{NAME}问结果")
    record_missed_call(ringing, by=cast.operator)
    flag_caller(contact.person, street=cast.street, reason=f"{NAME}一天十次", by=cast.operator)
    save_draft("four", {"applicant": NAME, "text": "写到一半"}, by=cast.operator)


def me() -> Person:
    """The person, found by their number as long as they can be."""
    return persons_by_phone(PHONE).get()


def erase(cast: Cast, person: Person) -> Request:
    asked = Asking(person=person, kind="erase", street=cast.street, channel="phone", words=f"我是{NAME}，请删掉")
    request = receive_request(asked, by=cast.operator)
    identify_requester(request, means="call_back", by=cast.operator)
    decide_request(request, decision="granted", by=cast.lead)
    return carry_out(request, by=cast.leader)


def test_before_the_erasure_the_search_finds_what_it_should(cast: Cast, case: Case) -> None:
    """A search that finds nothing proves nothing."""
    assert {f"cases_case: {NAME}", f"cases_case: {ADDRESS}"} <= set(traces())
    tables = {line.split(":")[0] for line in traces()}
    assert tables >= {"cases_note", "cases_party", "followup_obligation", "people_accesslog"}
    assert tables >= {"intake_contact", "intake_callback", "intake_callerflag"}


def test_nothing_in_the_whole_database_tells_who_it_was(cast: Cast, case: Case) -> None:
    person = me()
    request = erase(cast, person)
    assert traces() == []
    assert request.outcome["mentions"] == {}
    assert request.outcome["rows"]["people_person.key"] == 1
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.phone, kept.masked_phone, bytes(kept.key)) == (ERASED, "", "", b"")
    assert Case.objects.get(pk=case.pk).summary == ERASED
    assert not persons_by_phone(PHONE).exists()


def test_what_was_sealed_can_no_longer_be_opened_by_any_key_that_is_left(cast: Cast, case: Case) -> None:
    person = me()
    columns = [
        (t, c)
        for t, said in INVENTORY.items()
        if isinstance(said, dict)
        for c, s in said.items()
        if isinstance(s, Sealed)
    ]
    assert columns
    before = sealed_values(columns)
    assert set(TRACES) <= set(opened(before, [bytes(person.key)])), "with the key it opens"
    erase(cast, person)
    keys = [bytes(k) for k in Person.objects.values_list("key", flat=True)]
    left = opened(before, keys) + opened(sealed_values(columns), keys)
    assert left, "the others' fields still open"
    assert not set(TRACES) & set(left), "a copy made before opens with no key that is left"


def test_the_files_of_the_case_open_with_no_key_and_leave_the_disk(
    cast: Cast, case: Case, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = StoredFile.objects.get()
    assert (b"".join(read(file)), NAME in file.name) == (PHOTO, True)
    kept = [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert kept
    assert not [content for content in kept if NAME.encode() in content]
    with django_capture_on_commit_callbacks(execute=True):
        erase(cast, me())
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    for table in ("documents_storedfile", "documents_upload"):
        assert not [line for line in everything()[table] if bytes(file.key).hex() in line]


def sealed_values(columns: list[tuple[str, str]]) -> list[tuple[str, bytes]]:
    found = []
    with connection.cursor() as cursor:
        for table, column in columns:
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            found += [(re.sub("_sealed$", "", column), bytes(value)) for (value,) in cursor.fetchall()]
    return found


def opened(values: list[tuple[str, bytes]], keys: list[bytes]) -> list[str]:
    found = []
    for field, value in values:
        for key in keys:
            try:
                found.append(crypto.unseal(key, value, field))
            except (crypto.Unsealable, crypto.KeyMissing, ValueError):
                continue
    return found


def test_the_journal_still_verifies_and_holds_no_name(cast: Cast, case: Case) -> None:
    def bodies() -> list[tuple[Any, ...]]:
        return list(journal.Event.objects.order_by("id").values_list("id", "hash", "body_text"))

    before = bodies()
    assert not [t for _, _, t in before for trace in TRACES if trace in t], "events hold no names from the start"
    erase(cast, me())
    assert bodies()[: len(before)] == before, "no event was touched"
    assert list(journal.verify()) == []


def test_the_other_people_of_the_case_keep_their_own_data(cast: Cast, case: Case) -> None:
    erase(cast, me())
    seller = case.parties.get(role="respondent").person
    assert (seller.name, seller.phone, seller.erased_at) == ("卖家", "13900000002", None)


def test_a_mention_in_somebody_elses_matter_is_named_and_not_touched(
    cast: Cast, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    """There are many of that name: a person looks, the program does not guess."""
    other = cases.case(
        cast, summary=f"楼上的{NAME}半夜跳绳，电话{PHONE}", parties=[("applicant", record_person(name="王阿姨"))]
    )
    with django_capture_on_commit_callbacks(execute=True):
        request = erase(cast, me())
    request.refresh_from_db()
    assert request.outcome["mentions"] == {
        "cases_case.title": 1,
        "cases_case.summary": 1,
        "cases_textreference.index": 1,
    }
    assert NAME in Case.objects.get(pk=other.pk).summary


def test_who_comes_back_is_somebody_new(cast: Cast, case: Case) -> None:
    gone = me()
    erase(cast, gone)
    assert record_person(name=NAME, phone=PHONE).pk != gone.pk


def test_where_a_file_is_kept_every_other_use_ends(cast: Cast) -> None:
    kept = cases.in_hand(cast)
    person = kept.parties.get(role="applicant").person
    record_consent(kept.parties.get(role="applicant"), notice="general", means="phone", by=cast.mediator)
    asked = Asking(person=person, kind="erase", street=cast.street, channel="phone")
    request = receive_request(asked, by=cast.operator)
    identify_requester(request, means="card", by=cast.operator)
    decide_request(request, decision="partly", ground="ongoing", by=cast.lead)
    carry_out(request, by=cast.leader)
    person = Person.objects.get(pk=person.pk)
    assert keepers_of(person)
    assert (person.erased_at, person.phone) == (None, "13900000001")
    assert not persons_by_phone(person.phone).exists(), "no longer found by number"
    assert kept.consents.get().withdrawn_at == MONDAY


def test_who_was_erased_after_a_backup_is_erased_again_when_it_comes_back(cast: Cast, case: Case) -> None:
    """The transaction that is undone stands for the backup of before; the list is all that is left of it."""
    with transaction.atomic():
        erase(cast, me())
        listed = erased_so_far()
        transaction.set_rollback(True)
    assert traces() != []
    assert erase_again(listed) == {"erased": 1}
    # The request was made after the backup, so its row came and went with the transaction.
    assert traces() == []
    assert list(journal.verify()) == []
    assert erase_again(listed) == {"already": 1}
