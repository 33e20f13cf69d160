"""Workbooks that go out: the template, the report, the list of initial passwords."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from hetang.commons.accounts.models import Account
from hetang.commons.accounts.stafflist.columns import COLUMNS, SHEET
from hetang.commons.accounts.stafflist.plan import Plan

# What a spreadsheet takes for the beginning of a formula when the text is copied or saved as CSV.
LEADS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTH = 22


def template() -> bytes:
    """An empty staff list and a sheet that explains it. In Chinese: the headings are what is read back."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    _fill(sheet, [heading + ("*" if must else "") for heading, must, _text in COLUMNS.values()], [])
    explained = [(heading, "必填" if must else "可不填", text) for heading, must, text in COLUMNS.values()]
    notes = book.create_sheet("填写说明")
    _fill(notes, ["列", "是否必填", "怎样填写"], explained)
    notes.column_dimensions["C"].width = 90
    notes.append([])
    for line in (
        "只读取“人员”这一页。先上传检查，不会改动任何数据；全部没有错误后才能确认导入。",
        "有一行有错，整个文件都不导入：改好后重新上传即可，已经导入过的行会显示“没有变化”。",
        "表里没有的人和职责保持不变；离岗请填截止日期或在账号页停用。",
    ):
        notes.append([line])
    return _bytes(book)


def report(plan: Plan) -> bytes:
    """What the check found, row by row, in the reader's language."""
    headings = [_("行"), _("用户名"), _("姓名"), _("结果"), _("单元格"), _("怎样改")]
    rows: list[Sequence[Any]] = []
    for row in plan.rows:
        start = [row.number, row.username, row.name_zh, _(row.status_label)]
        rows += [[*start, fault.at, _(fault.what) % fault.params] for fault in row.faults] or [[*start, "", ""]]
    return _book(headings, rows)


def initial_passwords(people: Iterable[tuple[Account, str]]) -> bytes:
    """Names and initial passwords, for handing out; nowhere else do they stand in clear."""
    headings = [_("用户名"), _("姓名"), _("初始密码（首次登录必须修改）")]
    return _book(headings, [[account.username, account.name_zh, code] for account, code in people])


def _book(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    _fill(sheet, headings, rows)
    return _bytes(book)


def _fill(sheet: Any, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet.append(list(headings))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(cell.column)].width = WIDTH
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(number, column), value)


def _write(cell: Any, value: Any) -> None:
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = safe(str(value))
    cell.data_type = "s"  # openpyxl makes a formula of a text that begins with "="


def safe(text: str) -> str:
    """A text that no spreadsheet reads as a formula: an apostrophe before what could begin one."""
    return f"'{text}" if text.startswith(LEADS) else text


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
