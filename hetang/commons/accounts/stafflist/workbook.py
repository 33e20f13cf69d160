"""Reading an .xlsx that anybody may have made: first as a zip file that may be a bomb, then as a table."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from hetang.commons.accounts.policy import StaffListLimits
from hetang.commons.accounts.stafflist.columns import COLUMNS, SHEET, Cell, Line, plain
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid

MOST_PARTS, MOST_COLUMNS, MOST_RATIO = 200, 40, 200
MACROS = re.compile(r"vbaproject|macrosheets|activex|embeddings|externallinks|/ctrlprops/", re.IGNORECASE)
AGAIN = N_("请下载模板，把内容以“值”粘贴进去，另存为 .xlsx 后再上传。")
# An entity or a document type has no place in a workbook and is how an XML bomb begins.
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
UTF_16 = re.compile(rb"\xff\xfe|\xfe\xff|<\0|\0<")
CHARTS = re.compile(r"/?xl/chartsheets/", re.IGNORECASE)
HUGE = N_("文件解压后异常庞大，没有读取。")
NOT_XLSX = N_("这不是 .xlsx 文件，或文件已损坏。")


def read_lines(data: bytes, limits: StaffListLimits) -> list[Line]:
    """The filled rows of the sheet. Raises `Invalid` for a file that is dangerous, broken or not a staff list."""
    require_harmless(data, limits)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        # Only tables: a page of another kind may bear the name too.
        sheet = next((s for s in book.worksheets if s.title == SHEET), None) or book.worksheets[0]
        # A file may lie about its own size; the rows themselves are counted.
        sheet.reset_dimensions()
        return _lines(sheet.iter_rows(max_col=MOST_COLUMNS), limits)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, OSError) as broken:
        raise Invalid(NOT_XLSX, then=AGAIN) from broken
    except (SyntaxError, AttributeError) as broken:  # what XML parsers raise, and openpyxl where a part is missing
        raise Invalid(NOT_XLSX, then=AGAIN) from broken


def require_harmless(data: bytes, limits: StaffListLimits) -> None:
    """Raise `Invalid` for a file that is too big, packed too tightly, carries programs or other files."""
    if len(data) > limits.most_bytes:
        size = limits.most_bytes // 1_000_000
        raise Invalid(N_("文件太大，最多 %(size)d MB。"), then=N_("请分成几个文件。"), size=size)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _require_size(parts, limits)
            _require_plain(packed, parts, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise Invalid(NOT_XLSX, then=AGAIN) from broken


def _require_size(parts: list[zipfile.ZipInfo], limits: StaffListLimits) -> None:
    unpacked = sum(part.file_size for part in parts)
    tight = any(part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts if part.file_size > 100_000)
    if len(parts) > MOST_PARTS or unpacked > limits.most_unpacked_bytes or tight:
        raise Invalid(HUGE, then=AGAIN)


def _require_plain(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: StaffListLimits) -> None:
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Invalid(NOT_XLSX, then=AGAIN)
    kinds = packed.read("[Content_Types].xml")
    if any(MACROS.search(name) for name in names) or b"macroEnabled" in kinds:
        raise Invalid(N_("文件里有宏、控件、嵌入对象或外部链接，没有读取。"), then=AGAIN)
    if any(CHARTS.match(name) for name in names):
        raise Invalid(N_("文件里有图表页，没有读取。"), then=AGAIN)
    left = limits.most_unpacked_bytes
    for part in parts:
        content = _read(packed, part, left)
        left -= len(content)
        if _has_doctype(part.filename, content):
            raise Invalid(NOT_XLSX, then=AGAIN)


def _read(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """Every byte is unpacked once here, so a size that the file understates is found out as well."""
    with packed.open(part) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise Invalid(HUGE, then=AGAIN)
    return content


def _has_doctype(name: str, content: bytes) -> bool:
    """Whether a document type stands anywhere: any amount of comment may come before it, and any part may be XML.

    UTF-16 would hide it: refused where XML is expected, and where a part begins as XML in UTF-16 does.
    """
    if DOCTYPE.search(content):
        return True
    if name.lower().endswith((".xml", ".rels", ".vml")):
        return b"\0" in content
    return UTF_16.match(content) is not None


def _lines(rows: Iterator[Any], limits: StaffListLimits) -> list[Line]:
    positions = _headings(next(rows, ()))
    found = []
    for number, row in enumerate(rows, start=2):
        if number > limits.most_rows * 2 + 1:
            raise _too_many(limits)
        cells = {key: _cell(row, position, number) for key, position in positions.items()}
        if any(cell.text for cell in cells.values()):
            found.append(Line(number, cells))
        if len(found) > limits.most_rows:
            raise _too_many(limits)
    if not found:
        raise Invalid(N_("表里没有人员。"), then=N_("从第二行起填写，一行一项职责。"))
    return found


def _too_many(limits: StaffListLimits) -> Invalid:
    return Invalid(N_("行数太多，最多 %(rows)d 行。"), then=N_("请分成几个文件。"), rows=limits.most_rows)


def _headings(first: Any) -> dict[str, int]:
    """Column key → position, by the headings: their order is free, other columns are ignored."""
    texts = [plain(cell.value).rstrip("*＊ ") for cell in first]
    missing = [heading for heading, must, _ in COLUMNS.values() if must and heading not in texts]
    doubled = [heading for heading, _, _ in COLUMNS.values() if texts.count(heading) > 1]
    if missing or doubled:
        raise Invalid(
            N_("第一行的表头不对：%(headings)s。"),
            then=N_("表头要与模板一致，每个只出现一次。"),
            headings="、".join(missing + doubled),
        )
    return {key: texts.index(heading) if heading in texts else -1 for key, (heading, _, _) in COLUMNS.items()}


def _cell(row: Any, position: int, number: int) -> Cell:
    if position < 0:
        return Cell("", "")
    at = f"{get_column_letter(position + 1)}{number}"
    if position >= len(row):
        return Cell(at, "")
    cell = row[position]
    if getattr(cell, "data_type", "") == "f":
        return Cell(at, "=", is_formula=True)
    return Cell(at, plain(cell.value)[:200])
