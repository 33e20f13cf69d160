"""What who reported a matter is told: of their own matter, in plain words, and of nothing that is kept closely."""

from datetime import date

from hetang.commons.notifications.api import Letter
from hetang.commons.people.tests import factories as people
from hetang.flow.dispatch.tests.factories import accepted
from hetang.flow.intake.api import ImportedRow, ImportRun
from hetang.flow.progress.tests.factories import read_journal
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup import api as followup
from hetang.record.followup.tests.factories import side
from hetang.services.mediation import api as mediation
from hetang.services.mediation.tests import factories as mediations


def letters() -> list[tuple[str, str]]:
    """Every letter after reading to the end: by which entry, in which words."""
    read_journal()
    return [(row.template, row.text) for row in Letter.objects.select_related("person").order_by("id")]


def test_who_reported_it_is_told_each_step_in_plain_words_and_the_other_side_nothing(cast: Cast) -> None:
    case = accepted(cast)
    assert letters() == [
        ("received", f"【上塘街道】您反映的事项已由蔡马驿站登记，查询码{case.code}。有进展会再告诉您。"),
        ("given_out", f"【上塘街道】您反映的事项（{case.code}）已交蔡马驿站办理，有人接手后会告诉您。"),
        ("taken", f"【上塘街道】您反映的事项（{case.code}）由蔡马驿站的陈调解承办，会尽快与您联系。"),
    ]
    applicant = case.parties.get(role="applicant")
    assert set(Letter.objects.values_list("person", flat=True)) == {applicant.person_id}


def test_agreed_done_and_over_are_told_each_once(cast: Cast) -> None:
    case = accepted(cast)
    held = mediation.mediation_of(case)
    assert held is not None
    mediations.say(held, cast, "consents")
    mediation.tell_rights(held, by=cast.mediator)
    mediation.begin_session(held, by=cast.mediator)
    paper = mediations.agreement(case, form="written", paper_complete=True)
    mediation.settle(held, agreement=paper, by=cast.mediator)
    followup.record_performance(case.obligations.get(), by=cast.mediator)
    cases.resolve_case(case, by=cast.mediator)
    applicant = side(case, "applicant")
    for party in (applicant, side(case, "respondent")):
        cases.check_identity(party, means="phone", by=cast.mediator)
    followup.record_follow_up(case, party=applicant, solved="yes", satisfaction="satisfied", by=cast.follow_up_operator)
    cases.close_case(case, by=cast.lead)
    assert [template for template, _ in letters()] == ["received", "given_out", "taken", "agreed", "done", "over"]


def test_no_letter_says_what_it_is_about_or_the_offices_number(cast: Cast) -> None:
    case = accepted(cast)
    for _, text in letters():
        assert case.number not in text
        assert "门票" not in text
        assert "卖家" not in text


def test_more_time_is_told_with_its_reason_and_nobody_elses_name(cast: Cast) -> None:
    case = accepted(cast)
    running = case.clocks.get(name="mediation", stopped_at=None)
    other = case.parties.get(role="respondent").person
    note = f"{other.name}出差，13800001111 打不通"
    asked = cases.ask_extension(running, amount=1, note=note, consent=True, by=cast.mediator)
    cases.grant_extension(asked, contact="message", note="同意", by=cast.lead)
    template, text = letters()[-1]
    assert template == "extended"
    assert "理由：" in text
    assert "出差" in text
    assert "13800001111" not in text
    assert "⟦" not in text
    assert other.name not in text


def test_of_a_sensitive_case_nothing_goes_to_a_telephone(cast: Cast) -> None:
    for level in ("sensitive", "sealed"):
        case = factories.case(cast)
        Case.objects.filter(pk=case.pk).update(sensitivity=level)
    assert letters() == []


def test_a_minor_gets_no_letter(cast: Cast) -> None:
    pupil = people.person("小朋友", "13700000009")
    pupil.put("born", date(2015, 1, 1).isoformat())
    pupil.save()
    factories.case(cast, parties=[("applicant", pupil)])
    assert letters() == []


def test_a_question_gets_no_letter(cast: Cast) -> None:
    factories.case(cast, kind="consultation")
    assert letters() == []


def test_what_was_brought_in_from_another_system_is_told_to_nobody(cast: Cast) -> None:
    case = factories.case(cast)
    run = ImportRun.objects.create(street=cast.street, source="12345", by=cast.lead, begun_at=MONDAY)
    ImportedRow.objects.create(run=run, number=1, fate="case", case=case, street=cast.street.code)
    assert letters() == []


def test_two_who_reported_the_same_are_told_each_once(cast: Cast) -> None:
    one, two = people.person("甲", "13700000001"), people.person("乙", "13700000002")
    factories.case(cast, parties=[("applicant", one), ("applicant", two)])
    assert [template for template, _ in letters()] == ["received", "received"]
    assert set(Letter.objects.values_list("person", flat=True)) == {one.pk, two.pk}
