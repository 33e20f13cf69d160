"""Reading a file that anybody may have made: what is dangerous is refused before it is opened."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from hetang.commons.accounts.policy import Policy, StaffListLimits
from hetang.commons.accounts.stafflist.columns import SHEET, day_of, plain
from hetang.commons.accounts.stafflist.files import safe, template
from hetang.commons.accounts.stafflist.workbook import read_lines
from hetang.commons.accounts.tests.workbooks import HEADINGS, LINA, repacked, saved, table, workbook
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks.tests.factories import shipped

LIMITS: StaffListLimits = Policy.of(shipped("security")).staff_list
BROKEN = "这不是 .xlsx 文件，或文件已损坏。"
PROGRAMS = "文件里有宏、控件、嵌入对象或外部链接，没有读取。"
HUGE = "文件解压后异常庞大，没有读取。"


def same(name: str, content: bytes) -> bytes:
    return content


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_lines(data, LIMITS)
    return refused.value.what


def test_rows_are_read_with_the_address_of_each_cell() -> None:
    (line,) = read_lines(workbook(LINA, ["", None, " "]), LIMITS)
    assert (line.number, line.text("name_zh"), line.at("role"), line.at("since")) == (2, "李娜", "D2", "G2")


def test_headings_may_stand_in_any_order_beside_others() -> None:
    order = [*reversed(HEADINGS), "备注"]
    (line,) = read_lines(workbook([*reversed(LINA), "随便"], headings=order), LIMITS)
    assert [line.text(key) for key in ("username", "name_zh", "unit")] == ["lina", "李娜", "蔡马驿站"]


def test_the_template_is_read_back_as_an_empty_list_and_explains_every_column() -> None:
    assert refusal(template()) == "表里没有人员。"
    assert [heading.rstrip("*") for heading in table(template())[0]] == HEADINGS


def test_dates_come_as_excel_dates_or_as_text() -> None:
    for value in (dt.date(2026, 3, 9), dt.datetime(2026, 3, 9, 8), "2026-03-09", "2026/3/9", "2026年3月9日", 20260309):
        (line,) = read_lines(workbook([*LINA[:6], value, ""]), LIMITS)
        assert day_of(line.text("since")) == dt.date(2026, 3, 9), value
    assert [day_of(text) for text in ("2026-02-30", "9.3.2026", "明天", "")] == [None] * 4
    assert plain(12.0) == "12"


def test_a_formula_is_seen_and_not_computed() -> None:
    (line,) = read_lines(workbook([*LINA[:1], '=HYPERLINK("http:evil")', *LINA[2:]]), LIMITS)
    assert line.cells["name_zh"].is_formula
    assert "evil" not in line.text("name_zh")


@pytest.mark.parametrize(
    "data",
    [b"", b"username,name", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04 cut off"],
    ids=["empty", "csv", "old xls", "cut off"],
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert refusal(data) == BROKEN


def test_a_zip_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("letter.txt", "hello")
    assert refusal(out.getvalue()) == BROKEN


@pytest.mark.parametrize(
    "part",
    [
        "xl__vbaProject.bin",
        "xl__embeddings__o.bin",
        "xl__externalLinks__e1.xml",
        "xl__activeX__a.xml",
        "xl__macrosheets__s.xml",
    ],
)
def test_programs_and_foreign_parts_are_refused(part: str) -> None:
    assert refusal(repacked(workbook(LINA), same, **{part: b"x"})) == PROGRAMS


def test_a_macro_workbook_under_another_name_is_refused() -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")

    assert refusal(repacked(workbook(LINA), change)) == PROGRAMS


def test_bombs_are_refused_without_being_unpacked() -> None:
    assert refusal(repacked(workbook(LINA), same, **{"xl__media__zeros.bin": b"\0" * 40_000_000})) == HUGE
    many = {f"xl__part{n}.xml": b"<a/>" for n in range(250)}
    assert refusal(repacked(workbook(LINA), same, **many)) == HUGE


def test_an_xml_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"<worksheet", bomb + b"<worksheet") if "sheet1" in name else content

    assert refusal(repacked(workbook(LINA), change)) == BROKEN


@pytest.mark.parametrize("space", [b"<!--" + b"x" * 5000 + b"-->", b" " * 5000], ids=["comment", "spaces"])
def test_a_document_type_far_from_the_beginning_is_refused(space: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"<worksheet", space + b"<!DOCTYPE x><worksheet") if "sheet1" in name else content

    assert refusal(repacked(workbook(LINA), change)) == BROKEN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_in_a_part_of_any_name_is_refused(encoding: str) -> None:
    part = "<!DOCTYPE x><a/>".encode(encoding)
    assert refusal(repacked(workbook(LINA), same, xl__sheet=part)) == BROKEN
    assert refusal(repacked(workbook(LINA), same, **{"xl__sheet.XML": part})) == BROKEN


def test_a_chart_in_place_of_the_table_is_refused() -> None:
    book = Workbook()
    book.create_chartsheet(SHEET)
    data = saved(book)
    assert refusal(data) == "文件里有图表页，没有读取。"

    def renamed(name: str, content: bytes) -> bytes:
        return content.replace(b"chartsheets", b"others")

    with zipfile.ZipFile(io.BytesIO(repacked(data, renamed))) as old:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name.replace("chartsheets", "others"), old.read(name))
    assert refusal(out.getvalue()) in {BROKEN, "第一行的表头不对：%(headings)s。"}


def test_a_file_of_more_than_two_megabytes_or_two_thousand_rows_is_refused() -> None:
    assert refusal(b"x" * 2_000_001) == "文件太大，最多 %(size)d MB。"
    assert refusal(workbook(*[LINA] * 2001)) == "行数太多，最多 %(rows)d 行。"


def test_wrong_headings_are_named() -> None:
    with pytest.raises(Invalid) as refused:
        read_lines(
            workbook(LINA, headings=["用户名", "姓名", "英文名", "职位", "单位", "地点", "起始日期", "姓名"]), LIMITS
        )
    assert refused.value.params["headings"] == "岗位、姓名"


@pytest.mark.parametrize("content", [b"<worksheet", b"", b"\0\0"])
def test_a_sheet_that_breaks_off_is_refused(content: bytes) -> None:
    def change(name: str, old: bytes) -> bytes:
        return content if "sheet1" in name else old

    assert refusal(repacked(workbook(LINA), change)) in {BROKEN, "第一行的表头不对：%(headings)s。"}


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@sum", "\t=1"])
def test_nothing_that_goes_out_can_be_read_as_a_formula(text: str) -> None:
    assert safe(text) == "'" + text
    assert safe("陈=调解") == "陈=调解"
