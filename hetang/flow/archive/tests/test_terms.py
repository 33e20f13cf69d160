"""How long a file is kept."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hetang.flow.archive.checklist import _PRESENT
from hetang.flow.archive.destroy import run_retention
from hetang.flow.archive.models import CaseFile
from hetang.flow.archive.rules import class_for, keep_until
from hetang.flow.archive.tests.factories import archived, condemned
from hetang.ground.journal.api import story
from hetang.ground.rulepacks.tests.factories import ARCHIVE_ITEMS, LOGS, shipped
from hetang.record.cases.api import Case, allow_correction, correct_case
from hetang.record.cases.tests.factories import Cast

RULES: list[dict[str, Any]] = shipped("retention")["rules"]
CATEGORIES = [entry["key"] for entry in shipped("categories")["entries"]]


@pytest.mark.parametrize(
    ("kind", "category", "outcome", "found"),
    [
        ("dispute", "other_consumption", "settled", "y10"),
        ("dispute", "marriage_family", "settled", "y30"),
        ("dispute", "marriage_family", "terminated", "y10"),
        ("dispute", "forest_land", "", "permanent"),
        ("consultation", "forest_land", "", "brief"),
    ],
)
def test_the_first_rule_that_fits_gives_the_class(kind: str, category: str, outcome: str, found: str) -> None:
    assert class_for(RULES, kind=kind, category=category, outcome=outcome) == found


@given(st.sampled_from(Case.Kind.values), st.sampled_from(CATEGORIES), st.sampled_from(["settled", "terminated", ""]))
def test_every_case_has_a_class_that_the_pack_knows(kind: str, category: str, outcome: str) -> None:
    known = {entry["key"] for entry in shipped("retention")["entries"]}
    assert class_for(RULES, kind=kind, category=category, outcome=outcome) in known


def test_a_pack_without_a_rule_for_a_case_is_an_error() -> None:
    with pytest.raises(LookupError):
        class_for(RULES[:1], kind="dispute", category="other", outcome="")


def test_the_pack_names_categories_that_there_are() -> None:
    assert {c for rule in RULES for c in rule.get("categories", [])} <= set(CATEGORIES)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(1, 60))
def test_a_term_ends_on_the_last_day_of_a_year_and_is_never_shorter_than_promised(day: date, years: int) -> None:
    until = keep_until(day, years)
    assert until is not None
    assert (until.month, until.day, until.year) == (12, 31, day.year + years)
    assert keep_until(day, None) is None


def test_the_term_is_fixed_when_the_file_is_archived(cast: Cast) -> None:
    file = CaseFile.objects.get(pk=archived(cast).pk)
    assert (file.retention, file.retention_version, file.keep_until) == ("y10", 1, date(2036, 12, 31))


def test_a_category_put_right_after_archiving_gives_its_own_term(cast: Cast) -> None:
    file = archived(cast)
    allow_correction(file.case, field="category", reason="类型写错", by=cast.lead)
    correct_case(file.case, field="category", new="medical", reason="类型写错", by=cast.lead)
    kept = CaseFile.objects.get(pk=file.pk)
    assert (kept.retention, kept.keep_until) == ("y30", date(2056, 12, 31))
    event = list(story("case", file.case_id))[-1]
    assert (event.verb, event.actor) == ("change_term", cast.lead.pk)
    assert event.body == {"term": "y30", "former_term": "y10"}


def test_what_was_condemned_under_a_shorter_term_is_not_destroyed(cast: Cast) -> None:
    appraisal = condemned(cast)
    CaseFile.objects.filter(case=appraisal.case_key).update(keep_until=date(2056, 12, 31))
    done = run_retention(execute=True)
    assert (done.files, [number for number, _ in done.kept]) == ([], [appraisal.number])


def test_what_the_packs_may_name_is_what_the_program_looks_for() -> None:
    assert set(ARCHIVE_ITEMS) == set(_PRESENT)
    assert set(LOGS) == set(settings.LOG_RETENTION)
