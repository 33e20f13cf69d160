"""A list taken away: asked with a reason, written in pieces, masked, noted, called off, expired."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from hetang.commons.accounts.api import Duty
from hetang.commons.people.api import ExportLog
from hetang.faces.desk.exporting import work
from hetang.faces.desk.exporting.actions import AT_ONCE, ask_export, cancel_export, fetch_export
from hetang.faces.desk.exporting.files import expire_exports, file_of, folder, spool_of
from hetang.faces.desk.exporting.work import write_export
from hetang.faces.desk.models import Export
from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

WHY = "月度例会统计"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(MONDAY):
        yield factories.cast()


def asked(cast: Cast, who: str = "lead", **other: Any) -> Export:
    words: dict[str, Any] = {"query": {"state": "registered"}, "reason": WHY, **other}
    return ask_export(**words, by=getattr(cast, who))


def written(export: Export) -> list[tuple[Any, ...]]:
    catch_up()
    write_export.func(key=export.pk, language="zh-hans")
    export.refresh_from_db()
    assert export.state == "done"
    book = load_workbook(BytesIO(file_of(export).read_bytes()), read_only=True)
    return list(book.active.iter_rows(values_only=True))


def test_the_list_is_written_as_it_is_seen_and_noted(cast: Cast) -> None:
    cases = [factories.case(cast) for _ in range(3)]
    factories.put(factories.case(cast), "voided")
    export = asked(cast)
    rows = written(export)
    assert [row[0] for row in rows] == ["编号", *(case.number for case in reversed(cases))]
    assert not spool_of(export).exists()
    log = ExportLog.objects.get()
    assert (log.account, log.what, log.rows, log.digest) == (cast.lead, "cases", 3, export.digest)
    assert WHY in log.filter


def test_names_are_masked_unless_asked_for_and_allowed(cast: Cast) -> None:
    factories.case(cast, summary="丁晓雨说楼上漏水，号码13912345601。")
    text = str(written(asked(cast)))
    assert "丁晓雨" not in text
    assert "丁*" in text
    assert "丁晓雨" in str(written(asked(cast, names=True)))
    assert "丁晓雨" not in str(written(asked(cast, "leader", names=True))), "a leader is not shown names on the page"
    assert "13912345601" not in str(written(asked(cast, names=True)))


def test_nothing_is_taken_away_that_is_not_seen(cast: Cast) -> None:
    case = factories.case(cast)
    set_sensitivity(case, to="sensitive", reason="涉未成年人", by=cast.lead)
    assert len(written(asked(cast, "operator", query={}))) == 1
    assert len(written(asked(cast, "other_lead", query={}))) == 1
    assert len(written(asked(cast, "lead", query={}))) == 2


def test_a_formula_in_a_text_is_a_text(cast: Cast) -> None:
    factories.case(cast, summary="=HYPERLINK(1)")
    rows = written(asked(cast))
    assert "'=HYPERLINK(1)" in rows[1]


@pytest.mark.parametrize("reason", [" ", "长" * 121])
def test_without_a_reason_nothing_happens(cast: Cast, reason: str) -> None:
    with refused(Invalid, "请写明导出的用途，不超过 120 个字。"):
        asked(cast, reason=reason)


@pytest.mark.parametrize("who", ["mediator", "follow_up_operator"])
def test_who_may_not_is_refused(cast: Cast, who: str) -> None:
    with refused(NotAllowed, "导出只对话务员、驿站负责人和街道领导开放。"):
        asked(cast, who)


def test_two_at_a_time(cast: Cast) -> None:
    for _ in range(AT_ONCE):
        asked(cast)
    with refused(WrongState, "您已有两个导出在进行。"):
        asked(cast)


def test_a_killed_job_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [factories.case(cast) for _ in range(7)]
    catch_up()
    export = asked(cast)
    monkeypatch.setattr(work, "PIECE", 2)
    pieces = iter(range(99))
    save = work._save

    def dies(one: Export, before: int) -> bool:
        if next(pieces) == 2:
            # Rows are in the spool and were not saved yet: what SIGKILL leaves behind.
            raise KeyboardInterrupt
        return save(one, before)

    monkeypatch.setattr(work, "_save", dies)
    with pytest.raises(KeyboardInterrupt):
        write_export.func(key=export.pk, language="zh-hans")
    export.refresh_from_db()
    assert (export.state, export.rows) == ("running", 4)
    assert spool_of(export).stat().st_size > export.spooled
    rows = written(export)
    assert [row[0] for row in rows[1:]] == [case.number for case in reversed(cases)]


def test_killed_while_it_is_bound_no_row_comes_twice_and_it_is_noted_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [factories.case(cast) for _ in range(5)]
    catch_up()
    export = asked(cast)
    monkeypatch.setattr(work, "PIECE", 2)
    note = work.note_export

    def dies(*given: Any) -> None:
        note(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(work, "note_export", dies)
        with pytest.raises(KeyboardInterrupt):
            write_export.func(key=export.pk, language="zh-hans")
    rows = written(export)
    assert [row[0] for row in rows[1:]] == [case.number for case in reversed(cases)]
    assert ExportLog.objects.get().rows == 5


def test_without_filters_the_texts_come_with_the_rows(
    cast: Cast,
) -> None:
    asks = []
    for more in (1, 10):
        for _ in range(more):
            factories.case(cast)
        catch_up()
        export = asked(cast, query={})
        with CaptureQueriesContext(connection) as counted:
            write_export.func(key=export.pk, language="zh-hans")
        asks.append(len(counted))
    assert asks[1] <= asks[0], "no question for each text"


def test_who_has_other_duties_now_does_not_get_the_file(cast: Cast) -> None:
    factories.case(cast)
    export = asked(cast)
    written(export)
    Duty.objects.filter(account=cast.lead).update(role="mediator")
    cast.fresh()
    with refused(NotAllowed, "您的职责已有变动，这份导出不能再下载。"):
        fetch_export(export, by=cast.lead)
    Duty.objects.filter(account=cast.lead).update(role="station_lead", unit=cast.other_station)
    cast.fresh()
    with refused(NotAllowed, "您的职责已有变动，这份导出不能再下载。"):
        fetch_export(export, by=cast.lead)


def test_who_changes_duties_while_it_is_written_gets_nothing(cast: Cast) -> None:
    factories.case(cast)
    export = asked(cast)
    Duty.objects.filter(account=cast.lead).update(unit=cast.other_station)
    with pytest.raises(PermissionError):
        write_export.func(key=export.pk, language="zh-hans")
    assert Export.objects.get().state == "failed"


def test_called_off_it_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.case(cast)
    export = asked(cast)
    cancel_export(export, by=cast.lead)
    write_export.func(key=export.pk, language="zh-hans")
    with refused(WrongState, "这次导出已经结束。"):
        cancel_export(export, by=cast.lead)
    with refused(WrongState, "这份导出还不能下载。"):
        fetch_export(Export.objects.get(), by=cast.lead)
    second = asked(cast)
    save = work._save
    monkeypatch.setattr(work, "_save", lambda one, before: bool(cancel_export(one, by=cast.lead)) and save(one, before))
    write_export.func(key=second.pk, language="zh-hans")
    second.refresh_from_db()
    assert second.state == "cancelled"
    assert list(folder().glob(f"{second.token}*")) == []
    assert not ExportLog.objects.exists()


def test_a_link_expires_and_the_file_goes(cast: Cast) -> None:
    factories.case(cast)
    export, stray = asked(cast), folder() / "stray.xlsx"
    written(export)
    stray.write_bytes(b"x")
    with clock.fixed_at(MONDAY + timedelta(hours=25)):
        assert expire_exports() == 1
    assert not file_of(export).exists()
    assert not stray.exists()
    export.refresh_from_db()
    assert export.state == "expired"


def test_a_file_past_its_time_is_not_handed_out(cast: Cast) -> None:
    export = asked(cast)
    written(export)
    export.refresh_from_db()
    with clock.fixed_at(MONDAY + timedelta(hours=25)), pytest.raises(WrongState):
        fetch_export(export, by=cast.lead)
    assert not file_of(export).exists()


def test_who_lost_the_duty_takes_nothing_more_away(cast: Cast) -> None:
    factories.case(cast)
    export = asked(cast)
    cast.lead.duties.update(role="mediator")
    with pytest.raises(PermissionError):
        write_export.func(key=export.pk, language="zh-hans")
    export.refresh_from_db()
    assert export.state == "failed"
    assert not Path(spool_of(export)).exists()


def test_the_pages_from_asking_to_fetching(cast: Cast, client: Client) -> None:
    case = factories.case(cast)
    client.force_login(cast.lead)
    assert client.post(f"{reverse('export-new')}?state=registered", {"reason": ""}).status_code == 422
    answer = client.post(f"{reverse('export-new')}?state=registered&x=1", {"reason": WHY})
    export, job = Export.objects.get(), ProcrastinateJob.objects.get()
    assert export.query == "state=registered"
    assert (job.task_name, job.args) == ("desk.export", {"key": export.pk, "language": "zh-hans"})
    assert "排队中" in client.get(answer["Location"]).content.decode()
    written(export)
    assert "可以下载" in client.get(answer["Location"]).content.decode()
    file = client.get(reverse("export-file", args=[export.pk]))
    assert file["Cache-Control"] == "no-store"
    assert case.number in str(list(load_workbook(BytesIO(b"".join(file))).active.values))
    assert "月度例会统计" in client.get(reverse("exports")).content.decode()
    client.force_login(cast.leader)
    assert client.get(reverse("export-file", args=[export.pk])).status_code == 404
    assert client.get(answer["Location"]).status_code == 404


def test_a_request_that_is_rolled_back_was_never_made(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write_export.defer(key=asked(cast).pk, language="zh-hans")
        raise ZeroDivisionError
    assert not ProcrastinateJob.objects.exists()
    assert not Export.objects.exists()
    assert not Case.objects.exists()


def test_one_writer_at_a_time(cast: Cast) -> None:
    factories.case(cast)
    export = asked(cast)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [work.WRITERS, export.pk])
    try:
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
            write_export.func(key=export.pk, language="zh-hans")
        export.refresh_from_db()
        assert export.state == "waiting"
    finally:
        other.close()
    assert len(written(export)) == 2


def test_a_list_with_an_end_says_so_and_each_fetching_is_noted(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        factories.case(cast)
    monkeypatch.setattr(work, "PIECE", 2)
    whole, export = asked(cast), asked(cast)
    assert len(written(whole)) == 4
    monkeypatch.setattr(work, "MOST_ROWS", 2)
    assert len(written(export)) == 3
    client.force_login(cast.lead)
    words = "还有更早的案件没有写进来"
    assert words in client.get(reverse("export", args=[export.pk])).content.decode()
    assert words not in client.get(reverse("export", args=[whole.pk])).content.decode()
    for _ in range(2):
        assert b"".join(client.get(reverse("export-file", args=[export.pk])))
    fetched = ExportLog.objects.filter(what="cases: file")
    assert [(log.account, log.rows, log.digest) for log in fetched] == [(cast.lead, 2, export.digest)] * 2
