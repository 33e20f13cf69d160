"""`hetang packs`: what a careful administrator sees before a rule takes effect, and what is refused."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

pytestmark = pytest.mark.django_db
TEXT = """\
name: return_reasons
version: 2
effective_on: 2026-04-01
basis: 本街道规定
entries:
- key: not_ours
  label: {zh: 不属于本人或本驿站职责, en: Not within my or the station's remit}
- key: moved
  label: {zh: 当事人已搬离, en: The party has moved away}
"""


@pytest.fixture(autouse=True)
def cast(settings: Any) -> Iterator[Cast]:
    settings.DEMO = True
    with clock.fixed_at(MONDAY):
        yield factories.cast()
    rulepacks.forget()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "return_reasons.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def said(*words: Any, **options: Any) -> str:
    out = StringIO()
    call_command("packs", *words, stdout=out, **options)
    return out.getvalue()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(path: Path, says: str, *options: str) -> None:
    """The import must fail with this reason and change no row."""
    before = all_rows()
    with pytest.raises(CommandError, match=says):
        said("import", str(path), "--yes", *options)
    assert changed(before) == {}


def test_the_list_marks_what_is_in_force(file: Path) -> None:
    said("import", str(file), "--yes")
    shown = said("list")
    assert "* return_reasons 1" in shown
    assert "  return_reasons 2  2026-04-01  本街道规定" in shown
    with clock.fixed_at(datetime(2026, 4, 1, tzinfo=UTC)):
        assert "* return_reasons 2" in said("list")


def test_what_is_exported_comes_back_without_a_difference(tmp_path: Path) -> None:
    for name in ("deadlines", "calendars", "statutes", "categories"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(said("export", name), encoding="utf-8")
        assert "格式正确" in said("check", str(path))
        assert "没有差别" in said("diff", str(path))
        assert "已经装入" in said("import", str(path))


def test_an_unknown_pack_gets_the_list() -> None:
    for words in (("export", "deadline"), ("export", "deadlines", "--version", "7")):
        with pytest.raises(CommandError, match="return_reasons"):
            said(*words)


def test_a_check_names_every_fault_by_line_and_place(file: Path) -> None:
    edit(file, "key: moved", "key: Moved!")
    edit(file, ", en: The party has moved away", "")
    out = StringIO()
    with pytest.raises(CommandError, match="2 places"):
        call_command("packs", "check", str(file), stdout=out)
    assert "return_reasons.yaml:8 entries › 1 › key" in out.getvalue()
    assert "return_reasons.yaml:9 entries › 1 › label" in out.getvalue()
    assert "缺少“en”" in out.getvalue()


def test_an_import_shows_the_difference_in_words_and_tells_it(file: Path) -> None:
    shown = said("import", str(file), "--yes")
    assert "新增 new  条目 › 当事人已搬离（moved）" in shown
    assert "删去 gone  条目 › 手头案件过多，无法及时办理（busy）" in shown
    assert "第 2 版自 2026-04-01 起生效" in shown
    event = Event.objects.get(stream_kind="rule_pack")
    assert (event.verb, event.body["name"], event.body["version"]) == ("load", "return_reasons", 2)
    assert event.body["effective_on"] == "2026-04-01"
    assert "已经装入，没有改动" in said("import", str(file))


def test_without_a_yes_nothing_is_loaded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = all_rows()
    with pytest.raises(CommandError, match="--yes"):
        said("import", str(file))
    assert changed(before) == {}


def test_a_lower_or_equal_version_with_other_content_is_refused(file: Path) -> None:
    edit(file, "version: 2", "version: 1")
    refused(file, "内容却不同；请把版本号改为 2")
    edit(file, "version: 1", "version: 3")
    said("import", str(file), "--yes")
    edit(file, "version: 3", "version: 2")
    refused(file, "版本号应当更大")


def test_a_file_with_a_fault_is_refused(file: Path) -> None:
    edit(file, "entries:", "entires:")
    refused(file, r"return_reasons\.yaml:5")


def test_a_day_that_has_passed_needs_a_word_from_when_it_holds(file: Path) -> None:
    edit(file, "2026-04-01", "2026-03-01")
    refused(file, "已经过去")
    refused(file, "已经过去", "--from", "2026-03-08")
    said("import", str(file), "--yes", "--from", "2026-03-09")
    assert rulepacks.pack("return_reasons").version == 2
    assert rulepacks.pack("return_reasons").effective_on == date(2026, 3, 9)


def test_a_newer_version_does_not_hold_before_the_older_one(file: Path) -> None:
    said("import", str(file), "--yes")
    edit(file, "version: 2", "version: 3")
    refused(file, "不能比它更早", "--from", "2026-03-20")


def test_open_cases_keep_their_deadlines_and_the_administrator_is_told(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "deadlines.yaml"
    path.write_text(said("export", "deadlines"), encoding="utf-8")
    edit(path, "version: 1", "version: 2")
    edit(path, "effective_on: 2025-01-01", "effective_on: 2026-04-01")
    edit(path, "amount: 30", "amount: 20")
    factories.case(cast)
    shown = said("import", str(path), "--yes")
    assert "调解（mediation） › 期限：30 → 20" in shown
    assert "在办的 1 件案件仍按登记时的版本" in shown


def test_the_status_warns_of_a_year_without_holidays(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.HETANG_HOME = tmp_path
    out = StringIO()
    call_command("status", stdout=out)
    assert "日历 calendar: 2024、2025、2026" in out.getvalue()
    assert "警告" not in out.getvalue()
    with clock.fixed_at(datetime(2026, 12, 25, 2, tzinfo=UTC)):
        case = factories.case(cast)
        factories.put(case, "in_progress", assignee=cast.mediator, clock_name="archive")
        call_command("status", stdout=out)
    assert "2027 年放假安排尚未装入，1 个时限为暂定" in out.getvalue()


def test_a_calendar_may_reach_back_and_moves_what_was_provisional(tmp_path: Path) -> None:
    path = tmp_path / "calendars.yaml"
    document = yaml.safe_load(said("export", "calendars"))
    document["version"] = 2
    document["years"]["2027"] = {"holidays": ["2027-01-01"], "workdays": []}
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    assert "新增 new  年份 › 2027" in said("diff", str(path))
    assert "已装入" in said("import", str(path), "--yes")
    assert rulepacks.calendar().knows(date(2027, 1, 1))
    assert "0 deadlines moved" in said("recompute")
