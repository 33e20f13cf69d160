"""A form sent twice at the same moment is one registration."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from hetang.flow.intake.actions.answer import answer_now
from hetang.flow.intake.actions.draft import save_draft
from hetang.flow.intake.actions.join import add_contact
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.actions.triage import Correction, Verdict, close_contact, open_contact
from hetang.flow.intake.models import Contact, Draft
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        found = cases.cast()
        open_stations(found)
        yield found


def at_once(times: int, act: Callable[[], int]) -> list[int]:
    """What `act` gives in so many threads at the same moment; a refusal gives nothing."""
    start, found = threading.Barrier(times), list[int]()

    def click() -> None:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                found.append(act())
        except Refused:
            pass
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(times)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(30)
    return found


@pytest.mark.django_db(transaction=True)
def test_first_savings_of_one_form_at_the_same_moment_are_one_draft(cast: Cast) -> None:
    def pause() -> int:
        kept = save_draft("one", {"text": "写到一半"}, by=cast.operator)
        return kept.account_id if kept else 0

    assert at_once(6, pause) == [cast.operator.pk] * 6, "none of them fails"
    assert Draft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_case(cast: Cast) -> None:
    found = at_once(3, lambda: register_case(report(cast), by=cast.operator).pk)
    assert len(found) == 3, "every click is answered"
    assert len(set(found)) == 1
    assert Case.objects.count() == Contact.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_answer_once(cast: Cast) -> None:
    found = at_once(2, lambda: answer_now(report(cast), text="可以。", by=cast.operator).pk)
    assert len(found) == 2
    assert len(set(found)) == 1
    assert Case.objects.get().answers.count() == Contact.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_add_one_contact(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    again = report(cast, submission="2", text="又来电")
    assert len(set(at_once(2, lambda: add_contact(case, again, by=cast.operator).pk))) == 1
    assert Contact.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_leads_open_one_case_of_a_contact(cast: Cast) -> None:
    contact = close_contact(report(cast), Verdict("secret"), by=cast.operator)
    leads = iter([cast.lead, cast.other_lead])
    found = at_once(2, lambda: open_contact(contact, Correction(), by=next(leads)).pk)
    assert len(found) == 1, "the second is told that it was done"
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_buttons_of_one_form_end_it_once(cast: Cast) -> None:
    acts = iter(
        [
            lambda: register_case(report(cast), by=cast.operator).pk,
            lambda: close_contact(report(cast), Verdict("secret"), by=cast.operator).pk,
        ]
    )
    assert len(at_once(2, lambda: next(acts)())) == 1
    assert Contact.objects.count() == 1
