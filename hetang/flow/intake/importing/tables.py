"""Tables that anybody may have made, row by row: .csv, .csv.gz, .xlsx, in any common encoding. Plain Python.

Memory does not grow with the file. What could hurt (a bomb, a quote that is never closed, a file that is none) is
refused with a sentence; what is wrong with one row is that row's.
"""

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError  # noqa: S405 - only the error that openpyxl lets through

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from hetang.ground.lib import xlsx
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid

SAMPLE_BYTES = 1 << 20
MOST_FIELD = 2 << 20
MOST_COLUMNS = 200
MOST_UNPACKED = 4 << 30
# Of a workbook all texts lie in memory at once.
MOST_STRINGS = 256 << 20
MOST_RATIO = 250
# No sheet has more rows; and who leaves so many empty means none.
MOST_ROWS, MOST_EMPTY = 1 << 20, 20_000
BROKEN = "\ufffd"
FORMULA = "\0formula"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject|macrosheets|activex|embeddings|externallinks", re.IGNORECASE)
AGAIN = N_("没有导入任何一行；请换一个文件再试。")
HUGE = N_("文件解压后异常庞大，没有读取。")
NOT_XLSX = N_("这不是 .xlsx 文件，或文件已损坏。")
csv.field_size_limit(MOST_FIELD)


@dataclass(frozen=True)
class Row:
    """One row with its number in the file (the heading is row 1). A cell is a text, or what a workbook holds."""

    number: int
    cells: dict[str, Any]
    # Whether something stands beyond the last heading: then nobody knows which cell is which.
    is_too_long: bool = False


@dataclass(frozen=True)
class Table:
    """An open file: its columns, its encoding ("" for a workbook) and its rows, which are read once."""

    columns: list[str]
    encoding: str
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path, *, most: int = MOST_UNPACKED, is_checked: bool = False) -> Iterator[Table]:
    """The table in a file. Raises `Invalid` for one that cannot be read, or that unpacks to more than `most` bytes; also
    while its rows are read. `is_checked`: this very file was opened before, and nobody else writes where it lies."""
    with path.open("rb") as file:
        begin = file.read(4)
        file.seek(0)
        if begin[:2] == b"\x1f\x8b":
            with gzip.open(file) as unpacked:
                yield _csv(_Limited(unpacked, path.stat().st_size, most))
        elif begin == b"PK\x03\x04":
            if not is_checked:
                _require_harmless(file, most)
            yield _workbook(file)
        elif begin == b"\xd0\xcf\x11\xe0":
            raise _wrong(N_("这是旧的 .xls 文件。请在表格软件里另存为 .xlsx 或 CSV。"))
        else:
            yield _csv(file)


class _Limited(io.RawIOBase):
    """A packed stream that stops where it unpacks to more than anybody means."""

    def __init__(self, inner: Any, packed: int, most: int) -> None:
        self._inner, self._left = inner, min(most, max(packed * MOST_RATIO, 64 << 20))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error) as broken:
            raise _wrong(N_("压缩文件已损坏，或没有传完整。")) from broken
        self._left -= len(data)
        if self._left < 0:
            raise _wrong(HUGE)
        buffer[: len(data)] = data
        return len(data)


def _csv(file: Any) -> Table:
    buffered = io.BufferedReader(file, buffer_size=SAMPLE_BYTES) if isinstance(file, _Limited) else file
    sample = buffered.peek(SAMPLE_BYTES)[:SAMPLE_BYTES] if hasattr(buffered, "peek") else b""
    if len(sample) < SAMPLE_BYTES and not isinstance(file, _Limited):
        sample = file.read(SAMPLE_BYTES)
        file.seek(0)
    encoding = _encoding(sample)
    text = io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")
    first = sample.decode(encoding, errors="replace").splitlines()[:1]
    delimiter = max(",;\t", key=(first or [""])[0].count)
    reader = csv.reader(text, delimiter=delimiter)
    try:
        columns = _headings(next(reader, []))
    except csv.Error as broken:
        raise _unclosed(reader.line_num) from broken
    return Table(columns, encoding, _csv_rows(reader, columns))


def _csv_rows(reader: Any, columns: list[str]) -> Iterator[Row]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as broken:
            raise _unclosed(reader.line_num) from broken
        if cells is None:
            return
        if any(cells):
            yield _row(number, columns, cells)


def _row(number: int, columns: list[str], cells: list[Any]) -> Row:
    # Headings beyond MOST_COLUMNS are not read, nor is what stands under them.
    cells = [xlsx.from_text(cell) if isinstance(cell, str) else cell for cell in cells]
    surplus = cells[len(columns) :] if len(columns) < MOST_COLUMNS else ()
    return Row(number, dict(zip(columns, cells, strict=False)), any(cell not in ("", None) for cell in surplus))


def _unclosed(line: int) -> Invalid:
    return _wrong(N_("第 %(line)s 行附近有没有配对的引号，或一格超过 2 MB。"), line=line)


def _headings(cells: list[str]) -> list[str]:
    """The columns as they are called; of two with one name the second is told apart by its place."""
    names: list[str] = []
    for at, cell in enumerate(cells[:MOST_COLUMNS]):
        name = str(cell).strip().lstrip("\ufeff") or f"#{at + 1}"
        names.append(name if name not in names else f"{name}#{at + 1}")
    if not [name for name in names if not name.startswith("#")]:
        raise _wrong(N_("文件是空的，或第一行没有表头。"))
    return names


def _encoding(sample: bytes) -> str:
    """By the mark at the beginning, else by what the first megabyte can be. Raises `Invalid` for what is no text."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if not sample:
        return "utf-8"
    zeros = sample[:4096].count(0)
    if zeros > len(sample[:4096]) // 5:
        even = sample[:4096:2].count(0)
        return "utf-16-be" if even > zeros // 2 else "utf-16-le"
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        return encoding
    # A few broken signs make no other encoding: they are their rows' fault.
    bad = {name: sample.decode(name, errors="replace").count(BROKEN) for name in ("utf-8", "gb18030")}
    best = min(bad, key=lambda name: bad[name])
    if bad[best] > len(sample) // 100 + 3:
        raise _wrong(N_("认不出文件的编码；请另存为 UTF-8 的 CSV 或 .xlsx。"))
    return best


def _workbook(file: IO[bytes]) -> Table:
    try:
        # Formulas stay formulas: what a cell shows is only what somebody's program once put there.
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS)
        columns = _headings(["" if cell.value is None else str(cell.value) for cell in next(rows, ())])
    except Invalid:
        raise
    except _XLSX_ERRORS as broken:
        raise _wrong(NOT_XLSX) from broken
    return Table(columns, "", _sheet_rows(rows, columns))


_XLSX_ERRORS = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    OSError,
    EOFError,
    SyntaxError,
    AttributeError,
)


def _sheet_rows(rows: Iterator[Any], columns: list[str]) -> Iterator[Row]:
    number, empty = 1, 0
    while True:
        number += 1
        try:
            cells = next(rows, None)
        except _XLSX_ERRORS as broken:
            raise _wrong(NOT_XLSX) from broken
        if cells is None:
            return
        values = [_cell(cell) for cell in cells]
        if any(value not in ("", None) for value in values):
            empty = 0
            yield _row(number, columns, values)
        else:
            empty += 1
        # A row may claim any number, and all before it are then read as empty ones.
        if number > MOST_ROWS or empty > MOST_EMPTY:
            raise _wrong(N_("工作表的行号异常，或中间有太多空行。"))


def _cell(cell: Any) -> Any:
    if getattr(cell, "data_type", "") == "f":
        return FORMULA
    return "" if cell.value is None else cell.value


def _require_harmless(file: IO[bytes], most: int) -> None:
    """Raise `Invalid` for a bomb, programs, other files, or documents that define themselves. Every byte is unpacked
    once, so a size that the file understates is found out as well."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
                raise _wrong(NOT_XLSX)
            if any(_MACROS.search(name) for name in names):
                raise _wrong(N_("文件里有宏、控件、嵌入对象或外部链接，没有读取。"))
            left = most
            for part in parts:
                left -= _unpacked_size(packed, part, left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise _wrong(NOT_XLSX) from broken
    finally:
        file.seek(0)


def _unpacked_size(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    if "sharedstrings" in part.filename.lower():
        most = min(most, MOST_STRINGS)
    most = min(most, max(part.compress_size * MOST_RATIO, 4 << 20))
    size, tail = 0, b""
    with packed.open(part) as stream:
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > most:
                raise _wrong(HUGE)
            if _DOCTYPE.search(tail + piece):
                raise _wrong(NOT_XLSX)
            tail = piece[-32:]
    return size


def _wrong(what: str, **params: Any) -> Invalid:
    return Invalid(what, then=AGAIN, **params)
