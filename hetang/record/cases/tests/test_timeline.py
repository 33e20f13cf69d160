"""The timeline tells the story in words; offers are the buttons."""

from typing import Any

import pytest
from django.utils import translation

from hetang.record.cases.actions.parties import add_party, check_identity
from hetang.record.cases.actions.state import close_case, reopen_case, resolve_case, void_case
from hetang.record.cases.lifecycle import CASE
from hetang.record.cases.models import Case
from hetang.record.cases.narrative import texts, timeline
from hetang.record.cases.queries import offers_for, open_load, parties_of, running_clocks
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

FACTS = "hetang.record.cases.tests.factories"


@pytest.fixture(autouse=True)
def _facts(settings: Any) -> None:
    settings.CASE_FACTS = dict.fromkeys(CASE.needs, f"{FACTS}.met")


def test_the_story_of_a_case_reads_in_words(cast: Cast, settings: Any) -> None:
    # How a matter came in is told by intake, a room above.
    settings.EVENT_TEXTS = ["hetang.record.cases.narrative.TEXTS", f"{FACTS}.REGISTER"]
    case = factories.in_hand(cast)
    seller = case.parties.get(role="respondent")
    mother = add_party(case, name="李妈妈", role="relative", of=seller, relation="母亲", by=cast.mediator)
    check_identity(mother, means="phone", by=cast.mediator)
    for verb, by in ((resolve_case, cast.mediator), (close_case, cast.lead)):
        case = verb(case, by=by)
    case = reopen_case(case, note="又反悔了", by=cast.lead)
    case = void_case(case, note="重复", by=cast.lead)
    with translation.override("zh-hans"):
        entries = timeline(case, parties_of(case))
    assert [(e.actor, e.text) for e in entries] == [
        ("周晴", "登记案件，由蔡马驿站受理"),
        ("陈调解", "补充当事人：母亲李妈妈"),
        ("陈调解", "核对了母亲李妈妈的身份（电话核对）"),
        ("陈调解", "报结，转入回访"),
        ("沈站长", "结案"),
        ("沈站长", "决定重新办理"),
        ("沈站长", "作废"),
    ]
    assert [e.detail for e in entries][-2:] == ["又反悔了", "重复"]
    assert {e.at for e in entries} == {MONDAY}
    assert entries[-1].tone == "bad"


def test_reading_costs_the_same_whatever_the_length(cast: Cast, settings: Any, django_assert_num_queries: Any) -> None:
    settings.EVENT_TEXTS = ["hetang.record.cases.narrative.TEXTS", f"{FACTS}.REGISTER"]
    case = factories.in_hand(cast)
    for n in range(6):
        add_party(case, name=f"证人{n}", role="respondent", by=cast.mediator)
    parties = parties_of(case)
    with django_assert_num_queries(4):
        assert len(timeline(case, parties)) == 7


def test_a_person_no_longer_listed_is_still_a_party(cast: Cast, settings: Any) -> None:
    settings.EVENT_TEXTS = ["hetang.record.cases.narrative.TEXTS", f"{FACTS}.REGISTER"]
    case = factories.in_hand(cast)
    add_party(case, name="证人", role="respondent", by=cast.mediator)
    with translation.override("zh-hans"):
        assert timeline(case, [])[-1].text == "补充当事人：当事人"


def test_every_verb_of_the_table_has_a_text() -> None:
    assert {move.verb for move in CASE.moves} <= set(texts())


def test_offers_are_the_verbs_of_the_state_for_this_person(cast: Cast, settings: Any) -> None:
    settings.CASE_FACTS = {**settings.CASE_FACTS, "followed_up": f"{FACTS}.unmet"}
    case = factories.put(factories.case(cast), "resolved", assignee=cast.mediator)
    offers = offers_for(cast.lead, case)
    assert [(o.move.verb, o.missing) for o in offers] == [("reopen", []), ("close", ["办结后已回访到本人"])]
    for part, who in cast.everybody().items():
        if part != "lead":
            assert offers_for(who, case) == []


def test_the_nearest_clock_comes_first_and_is_the_alarm(cast: Cast) -> None:
    case = factories.in_hand(cast)
    factories.start_clock(case, "follow_up")
    assert [clock.name for clock in running_clocks(case)] == ["follow_up", "mediation"]
    assert case.due_at == running_clocks(case)[0].due_at
    factories.stop_clock(case, "follow_up")
    assert Case.objects.get(pk=case.pk).due_at == running_clocks(case)[0].due_at


def test_a_clock_started_again_runs_once(cast: Cast) -> None:
    case = factories.in_hand(cast)
    factories.start_clock(case, "mediation")
    assert [clock.name for clock in running_clocks(case)] == ["mediation"]


def test_the_load_counts_what_is_in_hand(cast: Cast) -> None:
    for state in ("assigned", "in_progress", "resolved", "closed", "voided"):
        factories.put(factories.case(cast), state, assignee=cast.mediator)
    assert open_load({cast.mediator.pk, cast.colleague.pk}) == {cast.mediator.pk: 2}
