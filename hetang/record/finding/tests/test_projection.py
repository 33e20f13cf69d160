"""An entry follows its case: opened, moved, corrected, erased, destroyed; made anew it is the same."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from hetang.commons.people.tests import factories as people
from hetang.ground.journal.api import catch_up, rebuild, story
from hetang.ground.lib.labels import ERASED
from hetang.record.cases.api import Answer, Case, correct_case, set_sensitivity, void_case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.finding import projection
from hetang.record.finding.models import Entry
from hetang.record.finding.personal import erase
from hetang.record.finding.projection import Entries


def facets(case: Case) -> set[str]:
    catch_up()
    return set(Entry.objects.get(pk=case.pk).facets)


def words(case: Case) -> str:
    catch_up()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words::text FROM finding_entry WHERE case_id = %s", [case.pk])
        return str(cursor.fetchone()[0])


def test_an_entry_holds_the_pairs_of_the_texts_and_the_marks_of_the_case(cast: Cast) -> None:
    case = factories.case(cast)
    assert "'门票':" in words(case)
    expected = {f"s:{cast.street.code}", f"u:{cast.station.pk}", "state:registered", "open", "via:hotline", "a:0"}
    assert expected | {"day:2026-03-09", "day:2026-03", "kind:dispute", "type:other_consumption"} <= facets(case)


def test_numbers_in_a_text_are_no_words(cast: Cast) -> None:
    with_number = factories.case(cast, summary="我的号码是13912345601，请回电。")
    assert "139" not in words(with_number)
    assert "5601" not in words(with_number)


def test_an_entry_follows_handler_and_state(cast: Cast) -> None:
    case = factories.in_hand(cast)
    set_sensitivity(case, to="sensitive", reason="涉未成年人", by=cast.lead)
    mine = {f"a:{cast.mediator.pk}", f"n:{cast.mediator.pk}", "state:in_progress", "open"}
    assert mine <= facets(case)
    void_case(case, note="重复登记", by=cast.lead)
    assert not mine & facets(case)


def test_an_entry_follows_a_correction_and_the_sensitivity(cast: Cast) -> None:
    case = factories.case(cast)
    correct_case(case, field="summary", new="楼上漏水，天花板湿了。", reason="写错了", by=cast.operator)
    set_sensitivity(case, to="sensitive", reason="涉未成年人", by=cast.lead)
    assert "'漏水':" in words(case)
    assert "kept:sensitive" in facets(case)


def test_a_rebuild_from_nothing_gives_the_same(cast: Cast) -> None:
    for _ in range(3):
        factories.case(cast)
    catch_up()
    assert rebuild("finding").is_same
    Entry.objects.update(facets=["open"])
    assert not rebuild("finding").is_same
    assert rebuild("finding").is_same


def test_an_event_that_was_read_with_a_later_one_is_passed_over(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    case = factories.case(cast)
    catch_up()
    events = list(story("case", case.pk))
    with django_assert_num_queries(1):  # type: ignore[operator]
        Entries().apply(events)


def test_erased_words_are_gone_at_once_and_stay_gone(cast: Cast) -> None:
    case = factories.case(cast)
    catch_up()
    erase(people.person("丁晓雨", "13912345601"), [case.pk])
    assert not Entry.objects.exists()
    Case.objects.filter(pk=case.pk).update(title=ERASED, summary=ERASED, place_text="")
    rebuild("finding")
    assert not Entry.objects.exists()


def test_words_read_before_an_erasure_and_put_in_after_it_go_with_its_event(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, person, read = factories.case(cast), people.person("丁晓雨", "13912345601"), projection.read_cases

    def erased_meanwhile(keys: list[int]) -> list[projection.Read]:
        found = list(read(keys))
        monkeypatch.undo()
        for path in settings.ERASURE:
            import_string(path)(person, [case.pk])
        return found

    monkeypatch.setattr(projection, "read_cases", erased_meanwhile)
    catch_up()
    assert Entry.objects.exists(), "the erasure did not see what was about to be put in"
    catch_up()
    assert not Entry.objects.exists()
    assert rebuild("finding").is_same


def test_what_the_reporter_was_answered_is_found_until_it_is_erased(cast: Cast) -> None:
    case = factories.case(cast)
    answer = Answer.objects.create(
        case=case, verb="answer", means="call", text="已请环卫所清运垃圾。", at=factories.MONDAY, by=cast.lead
    )
    assert "'清运':" in words(case)
    Answer.objects.filter(pk=answer.pk).update(text=ERASED)
    Entries().put([case.pk])
    assert "'清运':" not in words(case)
