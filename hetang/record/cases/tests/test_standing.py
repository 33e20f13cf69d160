"""What decides a party's capacity is written down whenever it is learnt, and never lost in silence."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.actions.correct import correct_case
from hetang.record.cases.actions.parties import Standing, record_standing
from hetang.record.cases.models import Case, Correction, Party
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

STANDS = "“%(thing)s”已经登记过。"
CODE = "91350100M000100Y43"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.in_hand(cast)


@pytest.fixture
def party(case: Case) -> Party:
    return case.parties.get(role="applicant")


def record(party: Party, cast: Cast, **other: object) -> Party:
    return record_standing(party, standing=replace(Standing(), **other), by=cast.mediator)  # type: ignore[arg-type]


def test_what_a_court_declared_is_added_to_a_known_date_of_birth(cast: Cast, party: Party) -> None:
    record(party, cast, born_on=date(1950, 1, 1))
    kept = record(party, cast, declared="limited")
    assert (kept.born_on, kept.declared, kept.capacity_on(MONDAY.date())) == (date(1950, 1, 1), "limited", "limited")


def test_own_earnings_are_added_to_a_known_date_of_birth(cast: Cast, party: Party) -> None:
    record(party, cast, born_on=date(2009, 1, 1))
    assert record(party, cast, self_supporting=True).capacity_on(MONDAY.date()) == "full"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"declared": "limited"}, {}),
        ({"declared": "limited"}, {"declared": "none"}),
        ({"self_supporting": True}, {}),
        ({"kind": "organisation"}, {}),
        ({"credit_code": CODE}, {}),
    ],
)
def test_what_stands_is_not_overwritten(
    cast: Cast, party: Party, first: dict[str, object], then: dict[str, object]
) -> None:
    record(party, cast, **first)
    with refused(WrongState, STANDS):
        record(party, cast, **then)


@pytest.mark.parametrize(
    ("field", "first", "new", "value"),
    [
        ("declared", "limited", "", ""),
        ("self_supporting", True, "", False),
        ("kind", "organisation", "person", "person"),
        ("credit_code", CODE, "", ""),
    ],
)
def test_it_is_put_right_with_a_reason_and_the_old_value_kept(
    cast: Cast, case: Case, party: Party, field: str, first: object, new: str, value: object
) -> None:
    record(party, cast, **{field: first})
    correct_case(case, field=f"party.{field}", new=new, reason="记错", party=party, by=cast.mediator)
    assert getattr(Party.objects.get(pk=party.pk), field) == value
    kept = Correction.objects.get()
    assert bool(kept.old) is (kept.old_sealed is None), "what a court declared is sealed"


def test_who_has_a_date_of_birth_is_no_organisation(cast: Cast, case: Case, party: Party) -> None:
    minor = record(party, cast, born_on=date(2015, 1, 1))
    with refused(Invalid, "单位没有出生日期。"):
        record(minor, cast, kind="organisation")
    with refused(Invalid, "单位没有出生日期。"):
        correct_case(case, field="party.kind", new="organisation", reason="记错", party=minor, by=cast.mediator)
    firm = record(case.parties.get(role="respondent"), cast, kind="organisation")
    with refused(Invalid, "单位没有出生日期。"):
        correct_case(case, field="party.born_on", new="2015-01-01", reason="记错", party=firm, by=cast.mediator)
    firm.person.put("born", "2015-01-01")
    assert firm.capacity_on(MONDAY.date()) == "limited", "learnt elsewhere, later"


def test_the_form_stands_there_prefilled_whatever_is_known(cast: Cast, case: Case, party: Party) -> None:
    record(party, cast, born_on=date(1950, 1, 1), declared="limited")
    client = Client()
    client.force_login(cast.mediator)
    path = reverse("case-party-standing", args=[case.number, party.pk])
    shown = client.get(reverse("case", args=[case.number])).content.decode()
    assert path in shown
    assert '<option value="limited" selected>' in shown
    assert "1950" not in shown, "sealed"
    answer = client.post(path, {"kind": "person", "born_on": "", "declared": "limited", "self_supporting": "on"})
    assert answer.status_code == 302
    kept = Party.objects.get(pk=party.pk)
    assert (kept.born_on, kept.declared, kept.self_supporting) == (date(1950, 1, 1), "limited", True)
