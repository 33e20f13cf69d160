"""What cannot be read is answered with a sentence; what is wrong with one row is that row's."""

import csv
import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from hetang.flow.intake.importing import engine, tables
from hetang.flow.intake.importing.engine import begin_import, run_import
from hetang.flow.intake.importing.rejects import write_rejects
from hetang.flow.intake.models import ImportRun
from hetang.flow.intake.tests.importing.files import (
    HEADINGS,
    MAPPING,
    row,
    rows,
    text,
    write_bomb,
    write_csv,
    write_xlsx,
)
from hetang.ground.lib.refusals import Invalid
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast


def reasons(path: Path, cast: Cast) -> list[str]:
    run = run_import(begin_import(path, MAPPING, cast.street, by=cast.lead), path)
    into = io.StringIO()
    write_rejects(run, path, into)
    return [line[1] for line in csv.reader(io.StringIO(into.getvalue()))][1:]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"内容": ""}, "还没有写事情经过。"),
        ({"内容": "长" * 5001}, "事情经过超过 5000 字。"),
        ({"内容": "啊" * 300_000}, "事情经过超过 5000 字。"),
        ({"内容": "前\0后"}, "含有不能保存的字符（NUL，text）。"),
        ({"时间": "昨天"}, "“昨天”不是日期"),
        ({"时间": "2018-02-30"}, "“2018-02-30”不是日期"),
        ({"时间": "2099-01-01"}, "历史工单的时间还没有到。"),
        ({"时间": "0001-01-01"}, "应当在 1990 年以后"),
        ({"时间": "1989-12-31 10:00"}, "应当在 1990 年以后"),
        ({"时间": "9999-12-31 23:59"}, "应当在 1990 年以后"),
        ({"时间": ""}, "没有时间，已办结的工单无法存入。"),
        ({"电话": "12345678"}, "不像电话号码"),
        ({"社区": "没有社区"}, "街道里没有社区“没有社区”"),
        ({"渠道": "飞鸽"}, "不认识“飞鸽”（channel）"),
    ],
    ids=[
        "empty",
        "long",
        "megabyte",
        "nul",
        "no date",
        "no day",
        "future",
        "year one",
        "too old",
        "too far",
        "none",
        "phone",
        "community",
        "channel",
    ],
)
def test_a_row_is_rejected_with_its_reason_and_the_others_go_on(
    cast: Cast, tmp_path: Path, other: dict[str, str], reason: str
) -> None:
    (found,) = reasons(write_csv(tmp_path / "o.csv", [row(1), row(2, **other), row(3)]), cast)
    assert reason in found
    assert " / " in found, "in both languages"
    assert Case.objects.count() == 2


def test_odd_texts_are_kept_as_they_are(cast: Cast, tmp_path: Path) -> None:
    odd = ["\u202e反着写的字", "🙂🏘️👨‍👩‍👧", "=1+1", "第一行\n第二行，“引号”，逗号,和;分号", "e\u0301"]
    assert reasons(write_csv(tmp_path / "o.csv", [row(at, 内容=each) for at, each in enumerate(odd)]), cast) == []
    assert list(Case.objects.order_by("id").values_list("summary", flat=True)) == odd


def test_broken_signs_are_their_rows_fault(cast: Cast, tmp_path: Path) -> None:
    data = text(rows(3)).encode()
    at = data.index("第 1 件".encode())
    (tmp_path / "o.csv").write_bytes(data[:at] + b"\xff\xfe" + data[at:])
    (found,) = reasons(tmp_path / "o.csv", cast)
    assert "编码已损坏" in found


def test_a_formula_is_no_text_and_none_leaves_with_the_rejects(cast: Cast, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "o.xlsx", [row(1, 来电人="=HYPERLINK(1)"), row(2, 渠道="=cmd|' /C calc'!A0"), row(3)])
    found = reasons(tmp_path / "o.xlsx", cast)
    assert [("公式" in each) for each in found] == [True, True]
    path = write_csv(tmp_path / "o.csv", [row(5, 电话="12345678", 来电人="=1+1", 社区="+2", 渠道="@x")])
    run = run_import(begin_import(path, MAPPING, cast.street, by=cast.lead), path)
    into = io.StringIO()
    write_rejects(run, path, into)
    cells = list(csv.reader(io.StringIO(into.getvalue())))[1]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
    assert "'=1+1" in cells


def refuse(path: Path, cast: Cast, what: str) -> None:
    with refused(Invalid, what):
        run_import(begin_import(path, MAPPING, cast.street, by=cast.lead), path)


def test_files_that_are_none(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    for data, what in (
        (b"", "文件是空的，或第一行没有表头。"),
        (bytes(range(128, 256)) * 3000, "认不出文件的编码；请另存为 UTF-8 的 CSV 或 .xlsx。"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "这是旧的 .xls 文件。请在表格软件里另存为 .xlsx 或 CSV。"),
        (b"PK\x03\x04broken", "这不是 .xlsx 文件，或文件已损坏。"),
    ):
        path.write_bytes(data)
        refuse(path, cast, what)


def test_a_packed_file_that_was_cut_short_keeps_what_came_before(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(engine, "BATCH", 10)
    monkeypatch.setattr(tables, "SAMPLE_BYTES", 8192)
    listed = [
        row(at, 内容=f"{at}" + "".join(chr(0x4E00 + (at * 7919 + n * 104729) % 20000) for n in range(900)))
        for at in range(400)
    ]
    path = write_csv(tmp_path / "o.csv.gz", listed)
    path.write_bytes(path.read_bytes()[:-200_000])
    with pytest.raises(Invalid, match="压缩文件已损坏"):
        run_import(begin_import(path, MAPPING, cast.street, by=cast.lead), path)
    run = ImportRun.objects.get()
    assert run.state == "failed"
    assert run.rows_done == Case.objects.count()


def test_a_bomb_is_not_unpacked(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    refuse(write_bomb(tmp_path / "o.xlsx", 64 << 20), cast, tables.HUGE)
    (tmp_path / "o.csv.gz").write_bytes(gzip.compress(text(rows(1)).encode() + b" " * (80 << 20)))
    with pytest.raises(Invalid, match="异常庞大"):
        run_import(begin_import(tmp_path / "o.csv.gz", MAPPING, cast.street, by=cast.lead), tmp_path / "o.csv.gz")


def test_a_workbook_with_programs_or_entities_is_not_read(cast: Cast, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "macro.xlsx", rows(2))
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    refuse(path, cast, "文件里有宏、控件、嵌入对象或外部链接，没有读取。")
    path = write_xlsx(tmp_path / "entity.xlsx", rows(2))
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/more.xml", b"<!-- c --><!DOCTYPE x [<!ENTITY a 'b'>]><x/>")
    refuse(path, cast, tables.NOT_XLSX)


def test_a_quote_that_is_never_closed_is_named_by_its_line(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "o.csv"
    path.write_text(text(rows(2)) + '20180103999999,"没有配对' + "字" * (3 << 20), encoding="utf-8")
    with pytest.raises(Invalid, match="没有配对的引号"):
        run_import(begin_import(path, MAPPING, cast.street, by=cast.lead), path)


def test_a_large_file_is_read_without_large_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "large.csv"
    line = ",".join([*(["x" * 40] * (len(HEADINGS) - 1)), "y" * 400]) + "\n"
    with path.open("w", encoding="utf-8") as into:
        into.write(",".join(HEADINGS) + "\n")
        for _ in range(40):
            into.write(line * 1000)
    tracemalloc.start()
    with tables.open_table(path) as table:
        assert sum(1 for _ in table.rows) == 40_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


def test_a_workbook_of_another_program_is_read(cast: Cast, tmp_path: Path) -> None:
    """Telephones and numbers of orders as numbers, dates as dates."""
    path = write_xlsx(tmp_path / "o.xlsx", [row(1)])
    book = load_workbook(path)
    sheet = book.worksheets[0]
    import datetime as dt

    sheet["A2"], sheet["C2"], sheet["E2"] = 20180103000001, dt.datetime(2018, 1, 4, 9, 30), 13900000001.0
    book.save(path)
    assert reasons(path, cast) == []
    assert Case.objects.get().parties.get().person.phone == "13900000001"


def test_a_row_with_more_cells_than_headings_is_rejected(cast: Cast, tmp_path: Path) -> None:
    lines = text([row(1), row(2), row(3)]).splitlines()
    path = tmp_path / "o.csv"
    path.write_text("\n".join([lines[0], lines[1] + ",多出来的", lines[2] + ",,", lines[3]]), encoding="utf-8")
    (reason,) = reasons(path, cast)
    assert "这一行的格子比表头多。" in reason
    assert Case.objects.count() == 2


def test_a_workbook_whose_row_claims_a_huge_number_is_refused_at_once(cast: Cast, tmp_path: Path) -> None:
    path, other = write_xlsx(tmp_path / "o.xlsx", [row(1), row(2)]), tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as into:
        for part in packed.infolist():
            data = packed.read(part)
            into.writestr(part.filename, data.replace(b'<row r="3"', b'<row r="30000000"'))
            assert b'<row r="3"' in data or "sheet" not in part.filename
    with pytest.raises(Invalid) as refusal, tables.open_table(other) as table:
        list(table.rows)
    assert refusal.value.what == "工作表的行号异常，或中间有太多空行。"
