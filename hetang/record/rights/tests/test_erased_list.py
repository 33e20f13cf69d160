"""The list of erased persons: written as it happens, outside the database, and enough to repeat every erasure."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from hetang.commons.people.api import Person
from hetang.commons.people.tests import factories as people
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast
from hetang.record.rights.api import (
    add_to_lists,
    carry_out,
    erase_again,
    erase_everywhere,
    erased_so_far,
    keep_lists,
    read_list,
)
from hetang.record.rights.erasure import restrict_everywhere
from hetang.record.rights.tests.factories import request_in

Caught = Callable[..., Any]


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two lists: the home's and one on another disk."""
    paths = [tmp_path / "erased.jsonl", tmp_path / "other.jsonl"]
    monkeypatch.setattr(settings, "ERASED_LISTS", paths)
    return paths


def test_an_erasure_stands_on_every_list_once_it_is_committed(
    db: None, lists: list[Path], django_capture_on_commit_callbacks: Caught
) -> None:
    person = people.person()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        erase_everywhere(person)
        assert not lists[0].exists()
    for path in lists:
        [entry] = read_list(path)
        assert (entry.person, entry.created_at, entry.street) == (person.pk, person.created_at, "")
        assert path.stat().st_mode & 0o777 == 0o600
        assert "丁晓雨" not in path.read_text()


def test_a_list_that_could_not_be_written_is_made_up_for(db: None, lists: list[Path]) -> None:
    erase_everywhere(people.person())
    erase_everywhere(people.person("丁大山", "13900000002"))
    assert not lists[0].exists(), "nothing is committed in this test"
    keep_lists()
    keep_lists()
    assert len(read_list(lists[0])) == len(read_list(lists[1])) == 2


def test_a_restriction_is_repeated_in_its_street(cast: Cast, person: Person, lists: list[Path]) -> None:
    request = request_in(cast, person, "partly", kind="erase", decided_by=cast.lead)
    with transaction.atomic():
        carry_out(request, by=cast.leader)
        [entry] = erased_so_far()
        transaction.set_rollback(True)
    assert (entry.person, entry.street) == (person.pk, cast.street.code)
    assert Person.objects.get(pk=person.pk).name_tokens != []
    assert erase_again([entry]) == {"restricted": 1}
    found = Person.objects.get(pk=person.pk)
    assert (found.name_tokens, found.erased_at, found.name) == ([], None, person.name)


def test_a_restriction_stands_on_the_list_too(
    cast: Cast, person: Person, lists: list[Path], django_capture_on_commit_callbacks: Caught
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        restrict_everywhere(person, cast.street.code)
    assert [(e.person, e.street) for e in read_list(lists[0])] == [(person.pk, cast.street.code)]


def test_somebody_else_who_was_given_the_same_number_is_left_alone(case: Case, person: Person) -> None:
    erase_everywhere(person)
    listed = erased_so_far()
    other = people.person("赵新来", "13900000077")
    Person.objects.filter(pk=other.pk).update(created_at=person.created_at.replace(year=2031))
    moved = [type(entry)(other.pk, entry.created_at, "", entry.at) for entry in listed]
    assert erase_again(moved) == {"absent": 1}
    assert Person.objects.get(pk=other.pk).name == "赵新来"


def test_a_damaged_line_is_named_and_nothing_is_guessed(db: None, lists: list[Path]) -> None:
    erase_everywhere(people.person())
    add_to_lists(erased_so_far())
    lists[0].write_text(lists[0].read_text() + json.dumps({"person": 7})[:-3])
    with pytest.raises(ValueError, match=r"erased\.jsonl, line 2"):
        read_list(lists[0])
