"""The page: hand in, look, start, follow, fetch what was rejected. The same engine as the command."""

import io
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from procrastinate.contrib.django.models import ProcrastinateJob

from hetang.commons.people.api import ExportLog
from hetang.flow.intake.importing import handing_in, tables, work
from hetang.flow.intake.importing.handing_in import delete_old_files, folder
from hetang.flow.intake.models import Contact, ImportRun
from hetang.flow.intake.tests.importing.files import MAPPING, row, rows, text, write_xlsx
from hetang.ground.lib import clock
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.rights.api import erase_everywhere


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    keys = Path(settings.HETANG_HOME)
    (tmp_path / "keys").symlink_to(keys / "keys") if (keys / "keys").exists() else None
    settings.HETANG_HOME = tmp_path


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, cast: Cast, data: bytes, name: str = "orders.csv") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("imports"), {"file": file, "street": cast.street.code})


def chosen(**other: str) -> dict[str, str]:
    columns = {"text": "内容", "key": "工单号", "at": "时间", "applicant": "来电人", "applicant_phone": "电话"}
    return {
        **{f"column_{name}": column for name, column in columns.items()},
        "source": "old",
        "finished": "all",
        "assumed_time": "12:00",
        "then": "start",
        **other,
    }


def run_the_job(run: ImportRun) -> ImportRun:
    assert ProcrastinateJob.objects.filter(task_name="intake.import", args={"key": run.pk}).exists()
    work.import_file(key=run.pk)
    run.refresh_from_db()
    return run


def test_a_file_is_handed_in_looked_at_started_and_followed(cast: Cast) -> None:
    client = client_of(cast.lead)
    answer = upload(client, cast, text(rows(30)).encode("gb18030"))
    run = ImportRun.objects.get()
    assert answer.url == reverse("import", args=[run.pk])
    page = client.get(answer.url).content.decode()
    assert "gb18030" in page
    assert '<option value="工单号" selected' in page
    assert "存为案件" in page
    assert "13900000003" not in page
    before = all_rows()
    again = client.post(answer.url, chosen(then="look")).content.decode()
    assert "后续来电，导入时查找原工单" in again
    assert changed(before) == {}
    assert client.post(answer.url, chosen()).status_code == 302
    assert "正在导入" in client.get(answer.url).content.decode()
    run = run_the_job(ImportRun.objects.get())
    assert (run.state, run.rows_done) == ("done", 30)
    assert Contact.objects.count() == 30 - run.counts["rejected"]
    report = client.get(answer.url).content.decode()
    assert "已导入" in report
    assert reverse("import-rejects", args=[run.pk]) in report
    rejects = client.get(reverse("import-rejects", args=[run.pk]))
    assert len(rejects.content.decode("utf-8-sig").splitlines()) == run.counts["rejected"] + 1
    assert ExportLog.objects.get().rows == run.counts["rejected"]
    assert reverse("import", args=[run.pk]) in client.get(reverse("imports")).content.decode()


def test_a_whole_mapping_may_be_pasted_and_its_mistake_is_told(cast: Cast) -> None:
    client = client_of(cast.lead)
    url = upload(client, cast, text([row(1)]).encode()).url
    wrong = client.post(url, chosen(yaml="source: a\ncolumns: {text: 没有}\nfinished: none"))
    assert wrong.status_code == 422
    assert "文件里没有列“没有”" in wrong.content.decode()
    right = "source: a\ncolumns: {text: 内容, at: 时间, channel: 渠道}\nvalues: {channel: {电话: letter}}"
    assert client.post(url, chosen(yaml=right)).status_code == 302
    run_the_job(ImportRun.objects.get())
    assert Contact.objects.get().channel == "letter"


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0" + b"\0" * 99, b"PK\x03\x04x"])
def test_a_file_that_is_none_is_told_and_not_kept(cast: Cast, data: bytes) -> None:
    client = client_of(cast.lead)
    before = all_rows()
    answer = upload(client, cast, data or b"\n")
    assert answer.status_code == 422
    assert changed(before) == {}
    assert not list(folder().iterdir())


def test_too_large_a_file_is_told_where_to_go(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(handing_in, "MOST_BYTES", 1 << 20)
    answer = upload(client_of(cast.lead), cast, text(rows(10)).encode() + b"x" * (2 << 20))
    assert answer.status_code == 422
    assert "hetang import orders" in answer.content.decode()
    assert not list(folder().iterdir())


def test_the_same_file_again_is_not_imported_twice(cast: Cast) -> None:
    client, data = client_of(cast.lead), text(rows(5)).encode()
    client.post(upload(client, cast, data).url, chosen())
    run_the_job(ImportRun.objects.get())
    second = client.post(upload(client, cast, data).url, chosen())
    assert second.status_code == 422
    assert "已经导入过" in second.content.decode()
    assert Contact.objects.count() == 5


def test_a_file_that_cannot_be_read_on_says_so_and_goes_on(cast: Cast) -> None:
    client = client_of(cast.lead)
    url = upload(client, cast, text(rows(5)).encode()).url
    client.post(url, chosen())
    run = ImportRun.objects.get()
    path = folder() / run.token
    whole = path.read_bytes()
    path.write_bytes(whole + b'"never closed' + b"x" * (3 << 20))
    run = run_the_job(run)
    assert run.state == "failed"
    assert "没有配对的引号" in client.get(url).content.decode()
    path.write_bytes(whole)
    assert client.post(reverse("import-going-on", args=[run.pk])).status_code == 302
    assert run_the_job(run).state == "done"


def test_files_go_after_three_days_and_the_report_stays(cast: Cast) -> None:
    client = client_of(cast.lead)
    begun = upload(client, cast, text(rows(20)).encode()).url
    client.post(begun, chosen())
    run_the_job(ImportRun.objects.get())
    upload(client, cast, text(rows(3)).encode())
    with clock.fixed_at(MONDAY + timedelta(days=4)):
        delete_old_files()
    assert not list(folder().iterdir())
    run = ImportRun.objects.get()
    assert (run.token, run.state) == ("", "done")
    assert "下载没有导入的行" not in client.get(begun).content.decode()


def test_pages_are_english_for_whom_english_is_set(cast: Cast) -> None:
    # A request leaves its language behind in this thread.
    with translation.override("en"):
        client = client_of(cast.lead)
        client.post(reverse("set-language"), {"language": "en"})
        url = upload(client, cast, text(rows(12)).encode()).url
        page = client.get(url).content.decode()
        assert "Start the import" in page
        client.post(url, chosen())
        run_the_job(ImportRun.objects.get())
        assert "Follow-up, original not in file" in client.get(url).content.decode() or "Kept as a case" in page


def test_whatever_breaks_an_import_ends_it_and_it_can_go_on(cast: Cast, monkeypatch: Any, caplog: Any) -> None:
    client = client_of(cast.lead)
    address = upload(client, cast, text(rows(3)).encode()).url
    client.post(address, chosen())

    def breaks(*_: Any) -> None:
        raise ZeroDivisionError("丁晓雨")

    with monkeypatch.context() as broken:
        broken.setattr(work, "run_import", breaks)
        run = run_the_job(ImportRun.objects.get())
    assert (run.state, run.ended_at is not None) == ("failed", True)
    assert "导入中断了" in client.get(address).content.decode()
    assert "ZeroDivisionError" in caplog.text
    assert "丁晓雨" not in caplog.text
    assert client.post(reverse("import-going-on", args=[run.pk])).status_code == 302
    assert run_the_job(run).state == "done"


def test_an_import_whose_job_is_gone_is_ended_and_its_file_deleted(cast: Cast) -> None:
    client = client_of(cast.lead)
    client.post(upload(client, cast, text(rows(3)).encode()).url, chosen())
    with clock.fixed_at(MONDAY + timedelta(days=4)):
        delete_old_files()
        assert ImportRun.objects.get().state == "running", "its job waits"
        ProcrastinateJob.objects.all().delete()
        delete_old_files()
    run = ImportRun.objects.get()
    assert (run.state, run.token, list(folder().iterdir())) == ("failed", "", [])


@pytest.mark.parametrize("end", ["erased", "sealed", "destroyed"])
def test_the_file_of_a_case_goes_with_its_words(
    cast: Cast, end: str, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    client = client_of(cast.lead)
    client.post(upload(client, cast, text(rows(30)).encode()).url, chosen())
    upload(client, cast, text(rows(3)).encode())
    run = run_the_job(ImportRun.objects.exclude(state="draft").get())
    case = Case.objects.filter(street=cast.street.code).order_by("pk").first()
    assert case is not None
    with django_capture_on_commit_callbacks(execute=True):
        if end == "erased":
            erase_everywhere(case.parties.get(role="applicant").person)
        elif end == "sealed":
            set_sensitivity(case, to="sealed", reason="涉及同事", by=cast.leader)
        else:
            for path in settings.COPIES:
                import_string(path)([case.pk])
    run.refresh_from_db()
    assert (run.state, run.token, len(list(folder().iterdir()))) == ("done", "", 1)
    assert client.get(reverse("import-rejects", args=[run.pk])).status_code == 409


def test_an_import_whose_file_is_gone_is_ended(cast: Cast) -> None:
    client = client_of(cast.lead)
    client.post(upload(client, cast, text(rows(3)).encode()).url, chosen())
    ImportRun.objects.update(token="")
    assert run_the_job(ImportRun.objects.get()).state == "failed"


def test_the_same_file_keeps_its_source_and_is_pointed_out(cast: Cast) -> None:
    client, data = client_of(cast.lead), text(rows(5)).encode()
    first = upload(client, cast, data).url
    page = client.get(first).content.decode()
    assert f'value="import-{cast.street.code}"' in page
    assert "以前导入过" not in page
    client.post(first, chosen(source="hotline-2018"))
    run_the_job(ImportRun.objects.get())
    kept = Contact.objects.count()
    again = upload(client, cast, data).url
    page = client.get(again).content.decode()
    assert 'value="hotline-2018"' in page
    assert "以前导入过，来源名称是“hotline-2018”" in page
    client.post(again, chosen(source="hotline-2018", assumed_time="11:00"))
    run = run_the_job(ImportRun.objects.latest("pk"))
    assert (run.state, Contact.objects.count()) == ("done", kept)


def test_a_file_in_which_no_column_can_be_the_matter_is_told_so(cast: Cast) -> None:
    client = client_of(cast.lead)
    page = client.get(upload(client, cast, "工单号,时间\n1,2018-01-01\n".encode()).url)
    assert "认不出哪一列是事情经过。" in page.content.decode()


def test_a_workbook_is_unpacked_once_and_no_page_does_it_again(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, look = client_of(cast.lead), Mock(side_effect=tables._require_harmless)
    monkeypatch.setattr(tables, "_require_harmless", look)
    data = write_xlsx(tmp_path / "o.xlsx", rows(5)).read_bytes()
    address = upload(client, cast, data, "o.xlsx").url
    for _ in range(3):
        assert "存为案件" in client.get(address).content.decode()
    client.post(address, chosen())
    assert look.call_count == 1
    monkeypatch.setattr(handing_in, "MOST_UNPACKED", 1000)
    assert "文件解压后异常庞大" in upload(client, cast, data, "o.xlsx").content.decode()


def test_a_file_that_no_import_names_is_swept_after_a_day(cast: Cast) -> None:
    upload(client_of(cast.lead), cast, text(rows(3)).encode())
    old, fresh = folder() / "old", folder() / "fresh"
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    os.utime(old, (0, time.time() - handing_in.STRAY_SECONDS - 60))
    with clock.fixed_at(MONDAY):
        delete_old_files()
    assert {path.name for path in folder().iterdir()} == {"fresh", ImportRun.objects.get().token}


def test_the_command_writes_what_was_rejected_for_its_own_user_alone(cast: Cast, tmp_path: Path) -> None:
    path, rejects, mapping = tmp_path / "o.csv", tmp_path / "rejects.csv", tmp_path / "map.yaml"
    path.write_text(text([row(1), row(2, 电话="12")]), encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    rejects.touch(mode=0o644)
    words = ["import", "orders", str(path), "--mapping", str(mapping), "--street", cast.street.code]
    call_command(*words, "--reject", str(rejects), "--by", cast.lead.username, stdout=io.StringIO())
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 2
    assert rejects.stat().st_mode & 0o777 == 0o600
