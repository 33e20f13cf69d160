"""Sheets written row by row are read back as they were meant, and nothing in them is a formula."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hetang.ground.lib import xlsx


def read(tmp_path: Path, *rows: list[xlsx.Cell]) -> list[tuple[object, ...]]:
    spool, target = tmp_path / "rows", BytesIO()
    spool.write_bytes(b"".join(xlsx.row(cells) for cells in rows))
    xlsx.bind(spool, target, title='案件 [1]/"x"', widths=[12, 40])
    book = load_workbook(target, read_only=True)
    assert book.sheetnames == ['案件  1  "x"']
    return list(book.active.iter_rows(values_only=True))


def test_texts_numbers_and_days_come_back(tmp_path: Path) -> None:
    day = dt.date(2026, 3, 9)
    found = read(tmp_path, ["编号", 5, 2.5, day, None, ""], [" <b>&amp;\n二 ", 0])
    assert found[0][:3] == ("编号", 5, 2.5)
    assert found[0][3] == dt.datetime(2026, 3, 9)  # noqa: DTZ001 - how openpyxl gives a day
    assert found[1][:2] == (" <b>&amp;\n二 ", 0)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "＝1+1", "\r\n=1", "%x"]
)
def test_what_looks_like_a_formula_is_text(tmp_path: Path, text: str) -> None:
    ((found,),) = read(tmp_path, [text])
    assert str(found).startswith("'")


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\ud800b", "a\uffffb"])
def test_signs_that_xml_cannot_hold_are_left_out(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, [text]) == [("ab",)]


def test_emoji_and_signs_from_right_to_left_stay(tmp_path: Path) -> None:
    assert read(tmp_path, ["😀 \u202eabc"]) == [("😀 \u202eabc",)]


def test_a_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    ((found,),) = read(tmp_path, ["长" * 40_000])
    assert len(str(found)) == xlsx.LONGEST - 1


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        xlsx.row([dt.datetime(2026, 3, 9)])  # noqa: DTZ001 - the mistake itself
