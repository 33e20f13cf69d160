"""The ladder of attempts: three in the community, three in the street, one in the district, then the court."""

from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.bounce import escalate_case, send_case_down
from hetang.flow.dispatch.actions.climb import climb, ladder_of
from hetang.flow.dispatch.ladder import Mark, Rung, climbed
from hetang.flow.dispatch.tests.factories import accepted
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation.api import mediation_of, record_attempt

RUNGS = [
    Rung("community", "community", 3, "社区"),
    Rung("street", "street", 3, "街道"),
    Rung("district", "district", 1, "区级"),
    Rung("court", "court", 0, "诉讼"),
]
DAY = date(2026, 3, 9)


def tried(*days: int) -> list[Mark]:
    return [Mark("attempt", DAY + timedelta(days=n)) for n in days]


def used(story: list[Mark]) -> tuple[str, list[int]]:
    found = climbed(RUNGS, story)
    return found.current.rung.key, [step.used for step in found.steps]


def test_tries_of_one_day_are_one_try() -> None:
    assert used(tried(0, 0, 1)) == ("community", [2, 0, 0, 0])
    assert used([*tried(0), Mark("begin", DAY)]) == ("community", [1, 0, 0, 0])


def test_each_level_counts_its_own() -> None:
    assert used([*tried(0, 1, 2), Mark("climb", DAY, "street"), *tried(2, 3)]) == ("street", [3, 2, 0, 0])


def test_the_districts_try_is_what_came_back() -> None:
    up = [Mark("climb", DAY, "street"), Mark("climb", DAY, "district")]
    assert used(up) == ("district", [0, 0, 0, 0])
    assert used([*up, Mark("send_down", DAY)]) == ("district", [0, 0, 1, 0])
    assert climbed(RUNGS, [*up, Mark("send_down", DAY)]).is_used_up


def test_straight_to_the_district_and_taken_up_again() -> None:
    up = [*tried(0), Mark("escalate", DAY), Mark("send_down", DAY)]
    assert used(up) == ("district", [1, 0, 1, 0])
    assert used([*up, Mark("climb", DAY, "court"), Mark("escalate", DAY)]) == ("court", [1, 0, 1, 0])
    assert used([*up, Mark("reopen", DAY), *tried(3)]) == ("community", [1, 0, 0, 0])


def test_the_last_level_is_never_used_up() -> None:
    assert not climbed(RUNGS, [Mark("climb", DAY, "court")]).is_used_up


@given(
    st.lists(
        st.tuples(st.sampled_from(["attempt", "begin", "climb", "escalate", "send_down", "reopen"]), st.integers(0, 9))
    )
)
def test_whatever_happened_a_case_stands_on_one_rung(drawn: list[tuple[str, int]]) -> None:
    marks = [Mark(verb, DAY + timedelta(days=n), RUNGS[n % 4].key if verb == "climb" else "") for verb, n in drawn]
    found = climbed(RUNGS, marks)
    assert sum(step.stands for step in found.steps) == 1
    assert sum(step.used for step in found.steps) <= sum(verb in {"attempt", "begin", "send_down"} for verb, _ in drawn)


def tries(cast: Cast, case: Case, start: int, times: int = 3, outcome: str = "wavering") -> None:
    for n in range(times):
        with clock.fixed_at(MONDAY + timedelta(days=start + n)):
            found = mediation_of(case)
            assert found is not None
            party = case.parties.order_by("id")[0]
            record_attempt(found, party=party, outcome=outcome, by=cast.mediator)


def test_calls_that_nobody_took_are_no_tries(cast: Cast) -> None:
    case = accepted(cast)
    tries(cast, case, 0, outcome="no_answer")
    tries(cast, case, 0, outcome="hung_up")
    assert ladder_of(case).current.used == 0
    with refused(Missing, "还不能升级。"):
        climb(case, note="打不通", by=cast.lead)
    tries(cast, Case.objects.get(pk=case.pk), 3, times=1)
    assert ladder_of(Case.objects.get(pk=case.pk)).current.used == 1


def test_who_goes_straight_to_the_district_stands_there(cast: Cast) -> None:
    case = accepted(cast)
    escalate_case(case, note="产权要区里认定", by=cast.lead)
    send_case_down(case, note="区里也没谈成", by=cast.dispatcher)
    found = ladder_of(Case.objects.get(pk=case.pk))
    assert (found.current.rung.key, found.current.used, found.is_used_up) == ("district", 1, True)


def test_the_reason_of_a_climb_stands_once_in_the_record(cast: Cast) -> None:
    case = accepted(cast)
    tries(cast, case, 0)
    climb(case, note="社区三次没谈成", by=cast.lead)
    tries(cast, case, 3)
    climb(case, note="街道三次没谈成", by=cast.lead)
    assert [n.text for n in case.notes.order_by("id") if "没谈成" in n.text] == ["社区三次没谈成", "街道三次没谈成"]


def test_a_case_climbs_rung_by_rung_to_the_court(cast: Cast) -> None:
    case = accepted(cast)
    tries(cast, case, 0, times=2)
    with refused(Missing, "还不能升级。"):
        climb(case, note="太难", by=cast.lead)
    tries(cast, case, 2, times=1)
    climb(case, note="社区三次没谈成", by=cast.lead)
    tries(cast, case, 3)
    assert ladder_of(case).is_used_up
    climb(case, note="街道三次没谈成", by=cast.dispatcher)
    assert Case.objects.get(pk=case.pk).state == "escalated"
    with refused(WrongState, "现在是“%(state)s”，不能升级调解。"):
        climb(case, note="再上", by=cast.lead)
    send_case_down(case, note="区里也没谈成", by=cast.dispatcher)
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    accept_case(case, by=cast.mediator)
    climb(case, note="只能起诉", by=cast.lead)
    found = ladder_of(Case.objects.get(pk=case.pk))
    assert (found.current.rung.key, found.next) == ("court", None)
    assert Case.objects.get(pk=case.pk).state == "in_progress"
    assert [e.body["rung"] for e in story("case", case.pk) if e.verb == "climb"] == ["street", "district", "court"]
    with refused(WrongState, "已经到最后一级。"):
        climb(case, note="再上", by=cast.lead)


def test_who_may_climb_and_says_why(cast: Cast) -> None:
    case = accepted(cast)
    tries(cast, case, 0)
    for part, who in cast.everybody().items():
        if part not in {"lead", "dispatcher", "leader"}:
            with refused(NotAllowed, "您不能把这件案件升级。"):
                climb(case, note="难", by=who)
    with refused(Invalid, "还没有写升级的理由。"):
        climb(case, note=" ", by=cast.lead)
    request = cases.case(cast, kind="request")
    with refused(WrongState, "现在是“%(state)s”，不能升级调解。"):
        climb(request, note="难", by=cast.lead)


def test_the_page_shows_where_it_stands_and_climbs(cast: Cast) -> None:
    case, client = accepted(cast), Client()
    client.force_login(cast.lead)
    tries(cast, case, 0)
    assert "社区 3/3 次" in client.get(case.get_absolute_url()).content.decode()
    page = client.get(reverse("case-joint", args=[case.number])).content.decode()
    assert "升到下一级" in page
    assert client.post(reverse("case-climb", args=[case.number]), {"note": "社区三次没谈成"}).status_code == 302
    assert ladder_of(case).current.rung.key == "street"
