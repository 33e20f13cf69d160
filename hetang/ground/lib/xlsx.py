"""Writing .xlsx row by row: rows as text to be kept in a spool, and a workbook around the spool. Plain Python.

openpyxl's own streaming writer cannot go on after a killed process; a spool of finished rows can. Every text is an
inline string, which no program calculates.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

Cell = str | int | float | dt.date | None
LONGEST = 32_767  # characters of a cell, the format's own limit
CHUNK = 1 << 20
# What begins so is calculated by a program that reads the text again, as a .csv for instance.
_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@|%＝＋－＠]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = dt.date(1899, 12, 30)
_BOLD, _DAY = 1, 2
_NAME = "http" + "://schemas.openxmlformats.org/"
_MAIN = f"{_NAME}spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_NAME}package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_NAME}package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{_NAME}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_NAME}package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{_NAME}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
    f' Type="{_NAME}officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
    '<border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def row(cells: Iterable[Cell], *, bold: bool = False) -> bytes:
    """One row as it stands in a sheet."""
    return f"<row>{''.join(_cell(cell, bold) for cell in cells)}</row>".encode()


def plain(text: str) -> str:
    """`text` without signs that XML cannot hold, cut to what a cell holds, with ' before what looks like a formula."""
    return as_text(_NO_XML.sub("", text)[: LONGEST - 1])


def as_text(text: str) -> str:
    """`text` with ' before it where a spreadsheet program would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def from_text(text: str) -> str:
    """`text` without the ' that `as_text`, or another program with the same care, has put before it."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


def bind(spool: Path, target: BinaryIO, *, title: str, widths: Sequence[int]) -> None:
    """A workbook with one sheet, `title`, of the rows in `spool`. Reads a piece at a time."""
    name = escape(re.sub(r"[\[\]:*?/\\]", " ", title)[:31], {'"': "&quot;"})
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_NAME}officeDocument/2006/relationships"><sheets>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for path, text in _PARTS.items():
            archive.writestr(path, _HEAD + text)
        archive.writestr(
            "xl/workbook.xml", f'{_HEAD}{book}<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet, spool.open("rb") as rows:
            columns = "".join(
                f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, 1)
            )
            frozen = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
            head = f'{_HEAD}<worksheet xmlns="{_MAIN}">{frozen}</sheetViews><cols>{columns}</cols><sheetData>'
            sheet.write(head.encode())
            while piece := rows.read(CHUNK):
                sheet.write(piece)
            sheet.write(b"</sheetData></worksheet>")


def _cell(value: Cell, bold: bool) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, dt.datetime):
        raise TypeError("say a moment as text: a cell knows no time zone")
    if isinstance(value, dt.date):
        return f'<c s="{_DAY}"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    style = f' s="{_BOLD}"' if bold else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(plain(value))}</t></is></c>'
