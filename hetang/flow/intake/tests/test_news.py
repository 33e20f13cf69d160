"""What was told anew about a closed case waits for a lead, who takes the case up again or passes it over."""

import pytest
from django.test import Client
from django.urls import reverse

from hetang.flow.intake.actions.join import add_contact
from hetang.flow.intake.actions.news import pass_over_news
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import Contact
from hetang.flow.intake.queries import news_waiting
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def case(cast: Cast) -> Case:
    open_stations(cast)
    case = register_case(report(cast), by=cast.operator)
    cases.put(case, "closed")
    add_contact(case, report(cast, submission="2", text="又不退了"), by=cast.operator)
    return case


def test_looked_at_and_passed_over_it_waits_no_longer(cast: Cast, case: Case) -> None:
    assert news_waiting(cast.lead).count() == 1
    pass_over_news(case, by=cast.lead)
    assert news_waiting(cast.lead).count() == 0
    assert Case.objects.get().state == "closed"
    assert list(story("case", case.pk))[-1].verb == "pass_over_news"
    before = all_rows()
    with refused(WrongState, "这件案件没有等待决定的新情况。"):
        pass_over_news(case, by=cast.lead)
    assert changed(before) == {}
    add_contact(case, report(cast, submission="3", text="还是不退"), by=cast.operator)
    assert news_waiting(cast.lead).count() == 1, "what is told later is new again"


def test_only_a_lead_passes_it_over(cast: Cast, case: Case) -> None:
    before = all_rows()
    for part in ("operator", "mediator", "stranger"):
        with refused(NotAllowed, "这一步不由您决定。"):
            pass_over_news(case, by=getattr(cast, part))
    assert changed(before) == {}
    assert Contact.objects.filter(news=True).exists()


def test_what_was_told_before_the_case_was_taken_up_again_is_not_news_of_its_second_end(cast: Cast, case: Case) -> None:
    Case.objects.update(reopened_at=MONDAY)
    assert news_waiting(cast.lead).count() == 0


def test_who_takes_calls_decides_nothing_and_finds_none(cast: Cast, case: Case) -> None:
    assert news_waiting(cast.operator).count() == 0


def test_by_the_cases_page(cast: Cast, case: Case) -> None:
    desk, address = Client(), reverse("case-news-passing-over", args=[case.number])
    desk.force_login(cast.lead)
    assert address in desk.get(case.get_absolute_url()).content.decode()
    assert desk.post(address).status_code == 302
    assert address not in desk.get(case.get_absolute_url()).content.decode()
