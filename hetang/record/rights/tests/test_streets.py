"""Two streets keep cases of one person: a request reaches only what its own street keeps and its handler may see."""

import json

from django.db import transaction
from django.test import Client

from hetang.commons.people.api import Person, persons_by_phone
from hetang.ground.lib.refusals import Missing
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, cases_mentioning, open_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.rights.actions.carry_out import carry_out, export_copy
from hetang.record.rights.actions.consent import record_consent
from hetang.record.rights.actions.request import decide_request, identify_requester, receive_request
from hetang.record.rights.finding import NobodyFound, find_person
from hetang.record.rights.models import Request
from hetang.record.rights.tests.factories import asking, request_in


def far_case(cast: Cast, person: Person) -> Case:
    """A case of the same person in the other street."""
    opening = cases.opening(
        cast,
        street=cast.other_street,
        unit=cast.far_station,
        community=None,
        summary="祥符的另一件事",
        parties=[("applicant", person)],
    )
    with transaction.atomic():
        return open_case(opening, by=cast.far_operator, body={"channel": "hotline"})


def seal(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")


def test_nobody_is_found_by_telephone_without_a_case_that_may_be_seen(cast: Cast, case: Case, person: Person) -> None:
    for who in (cast.stranger, cast.far_operator, cast.other_lead):
        with refused(NobodyFound, "没有找到这个人的记录。"):
            find_person(name="丁晓雨", phone="13900000001", number="", by=who)
    assert find_person(name="丁晓雨", phone="13900000001", number="", by=cast.lead) == person
    seal(case)
    with refused(NobodyFound, "没有找到这个人的记录。"):
        find_person(name="丁晓雨", phone="13900000001", number="", by=cast.lead)


def test_a_copy_takes_two_people(cast: Cast, person: Person) -> None:
    registered = receive_request(asking(cast, person), by=cast.lead)
    identify_requester(registered, means="card", by=cast.other_lead)
    for who in (cast.lead, cast.other_lead):
        for decision, ground in (("granted", ""), ("partly", "others")):
            with refused(Missing, "还不能“%(verb)s”。"):
                decide_request(registered, decision=decision, ground=ground, by=who)
    assert Request.objects.get().state == "identified"
    decide_request(registered, decision="granted", by=cast.leader)
    assert Request.objects.get().state == "granted"


def test_the_copy_holds_the_street_s_own_cases_and_names_the_other_street(
    cast: Cast, case: Case, person: Person
) -> None:
    far = far_case(cast, person)
    sealed = cases.case(cast, summary="一件封存的事")
    seal(sealed)
    copy = export_copy(request_in(cast, person, "granted"), form="json", by=cast.lead)
    text = json.dumps(copy, ensure_ascii=False)
    assert case.number in text
    for hidden in (far.number, "祥符的另一件事", sealed.number, "一件封存的事"):
        assert hidden not in text, hidden
    assert sorted(copy["elsewhere"]) == sorted([cast.other_street.name["zh"], cast.street.name["zh"]])


def test_an_erasure_is_never_complete_while_another_street_has_a_case(cast: Cast, case: Case, person: Person) -> None:
    cases.put(case, "voided")
    far = cases.put(far_case(cast, person), "voided")
    request = request_in(cast, person, "identified", kind="erase")
    with refused(Missing, "还不能“%(verb)s”。"):
        decide_request(request, decision="granted", by=cast.lead)
    decide_request(request, decision="partly", ground="other_street", by=cast.lead)
    carry_out(request, by=cast.leader)
    assert Case.objects.get(pk=far.pk).summary == "祥符的另一件事"
    assert persons_by_phone("13900000001").get() == person, "the other street still finds them"


def test_a_restriction_ends_only_the_consents_of_its_own_street(cast: Cast, case: Case, person: Person) -> None:
    far = far_case(cast, person)
    record_consent(case.parties.get(person=person), notice="general", means="phone", by=cast.mediator)
    record_consent(far.parties.get(), notice="general", means="phone", by=cast.far_operator)
    carry_out(request_in(cast, person, "partly", kind="erase", decided_by=cast.lead), by=cast.leader)
    assert case.consents.get().withdrawn_at is not None
    assert far.consents.get().withdrawn_at is None


def test_of_unseen_cases_the_page_tells_how_many_and_why(cast: Cast, case: Case, person: Person) -> None:
    far = far_case(cast, person)
    request = request_in(cast, person, "identified", kind="erase")
    reader = Client()
    reader.force_login(cast.lead)
    page = reader.get(request.get_absolute_url()).content.decode()
    assert case.number in page
    assert far.number not in page
    assert "您不能查看的案件：1 件" in page
    assert "另有案件由其他街道处理" in page


def test_a_restriction_hides_the_numbers_in_the_texts(cast: Cast, person: Person) -> None:
    told = cases.case(cast, summary="我的号码是13900000001", parties=[("applicant", person)])
    assert cases_mentioning("13900000001")
    carry_out(request_in(cast, person, "partly", kind="erase", decided_by=cast.lead), by=cast.leader)
    assert not cases_mentioning("13900000001")
    assert told.references.exclude(sealed=b"").exists(), "whoever works on the case can still open it"


def test_the_page_says_in_words_where_a_name_still_stands(cast: Cast, person: Person) -> None:
    request = request_in(cast, person, "done", kind="erase")
    Request.objects.update(
        outcome={"rows": {}, "mentions": {"cases_case.title": 1, "cases_case.summary": 2, "x_y.z": 1}}
    )
    reader = Client()
    reader.force_login(cast.lead)
    page = reader.get(request.get_absolute_url()).content.decode()
    assert "案件的文字 3" in page
    assert "其他记录 1" in page
    assert "cases_case" not in page
