"""What was taken out of a case goes with its words: erased, sealed or destroyed, it stands in no file any more."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from hetang.commons.people.tests import factories as people
from hetang.faces.desk.exporting import work
from hetang.faces.desk.exporting.actions import ask_export, fetch_export
from hetang.faces.desk.exporting.files import expire_exports, file_of, folder, keys_of, withdraw
from hetang.faces.desk.exporting.work import write_export
from hetang.faces.desk.models import Export
from hetang.flow.archive.api import run_retention
from hetang.flow.archive.tests.factories import condemned
from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import WrongState
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.rights.api import erase_everywhere

Commits = Any


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(MONDAY):
        yield factories.cast()


def written(cast: Cast, category: str = "") -> Export:
    catch_up()
    export = ask_export(query={"category": category}, reason="月度例会统计", by=cast.lead)
    write_export.func(key=export.pk, language="zh-hans")
    export.refresh_from_db()
    assert export.state == "done"
    return export


def states(*exports: Export) -> list[tuple[str, bool]]:
    """How each stands, and whether anything of it lies on the disk."""
    now = Export.objects.in_bulk([export.pk for export in exports])
    return [(now[export.pk].state, any(folder().glob(f"{export.token}*"))) for export in exports]


@pytest.mark.parametrize("end", ["sealed", "erased", "restricted"])
def test_a_file_with_the_case_goes_and_others_stay(
    cast: Cast, end: str, django_capture_on_commit_callbacks: Commits
) -> None:
    person = people.person("丁晓雨", "13912345601")
    case = factories.case(cast, parties=[("applicant", person)])
    factories.case(cast, category="contract", parties=[("applicant", people.person("卖家", "13900000002"))])
    held, both, free = written(cast, case.category), written(cast), written(cast, "contract")
    assert [export.rows for export in (held, both, free)] == [1, 2, 1]
    with django_capture_on_commit_callbacks(execute=True):
        if end == "sealed":
            set_sensitivity(case, to="sealed", reason="涉及同事", by=cast.leader)
        elif end == "erased":
            erase_everywhere(person)
        else:
            for path in settings.RESTRICTION:
                import_string(path)(person, [case.pk])
    assert states(held, both) == [("expired", False)] * 2
    assert states(free) == [("done", True)]
    with pytest.raises(WrongState):
        fetch_export(Export.objects.get(pk=held.pk), by=cast.lead)


def test_a_destroyed_file_is_in_no_list_and_a_dry_run_leaves_it(
    cast: Cast, django_capture_on_commit_callbacks: Commits
) -> None:
    condemned(cast)
    export = written(cast)
    with django_capture_on_commit_callbacks(execute=True):
        run_retention(execute=False)
    assert states(export) == [("done", True)]
    with django_capture_on_commit_callbacks(execute=True):
        run_retention(execute=True)
    assert states(export) == [("expired", False)]


def test_what_is_being_written_is_written_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [factories.case(cast, summary="丁晓雨说楼上漏水。") for _ in range(5)]
    catch_up()
    monkeypatch.setattr(work, "PIECE", 2)
    save, pieces = work._save, iter(range(99))

    def erased_meanwhile(export: Export, before: int) -> bool:
        if next(pieces) == 1:
            # Read before the erasure was committed, saved after it.
            Case.objects.filter(pk=cases[-1].pk).update(summary="█", title="█")
            withdraw([cases[-1].pk])
        return save(export, before)

    monkeypatch.setattr(work, "_save", erased_meanwhile)
    export = ask_export(query={}, reason="月度例会统计", by=cast.lead)
    write_export.func(key=export.pk, language="zh-hans")
    export.refresh_from_db()
    assert (export.state, export.rows) == ("done", 5)
    assert keys_of(export).stat().st_size == 5 * 8
    assert next(pieces) > 4, "begun again"


def test_set_back_while_it_is_bound_it_is_written_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = factories.case(cast)
    catch_up()
    bind, turns = work.xlsx.bind, []

    def erased_meanwhile(*given: Any, **more: Any) -> None:
        turns.append(1)
        if len(turns) == 1:
            withdraw([case.pk])
        bind(*given, **more)

    monkeypatch.setattr(work.xlsx, "bind", erased_meanwhile)
    export = ask_export(query={}, reason="月度例会统计", by=cast.lead)
    write_export.func(key=export.pk, language="zh-hans")
    export.refresh_from_db()
    assert (export.state, export.rows, len(turns)) == ("done", 1, 2)


def test_a_file_of_which_nobody_knows_what_stands_in_it_goes(
    cast: Cast, django_capture_on_commit_callbacks: Commits
) -> None:
    factories.case(cast)
    export = written(cast)
    keys_of(export).unlink()
    with django_capture_on_commit_callbacks(execute=True):
        assert withdraw([1]) == 1
    assert not file_of(export).exists()


def test_an_export_whose_job_is_gone_is_ended(cast: Cast) -> None:
    export = ask_export(query={}, reason="月度例会统计", by=cast.lead)
    waiting = ask_export(query={}, reason="月度例会统计", by=cast.lead)
    write_export.defer(key=waiting.pk, language="zh-hans")
    expire_exports()
    assert [state for state, _ in states(export, waiting)] == ["failed", "waiting"]


def test_every_way_in_which_words_end_is_told_of(cast: Cast) -> None:
    for registry in (settings.ERASURE, settings.RESTRICTION, settings.CASE_SEALED, settings.COPIES):
        assert [path for path in registry if "desk.exporting" in path], registry
