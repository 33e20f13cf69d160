"""Files to import, with invented rows."""

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

MAPPING = """\
source: old-system
columns: {key: 工单号, text: 内容, at: 时间, applicant: 来电人, applicant_phone: 电话, community: 社区, channel: 渠道}
values: {channel: {电话: hotline, 来信: letter}}
finished: all
"""
HEADINGS = ["工单号", "内容", "时间", "来电人", "电话", "社区", "渠道"]


def row(at: int, **other: Any) -> dict[str, Any]:
    """One good order; `other` replaces cells by their headings."""
    told = {
        "工单号": f"20180103{at:06d}",
        "内容": f"第 {at} 件：楼上住户夜里装修，声音很大，影响休息。",
        "时间": f"2018-01-{at % 28 + 1:02d} 10:{at % 60:02d}",
        "来电人": f"来电人{at}" if at % 3 else "",
        "电话": f"139{at:08d}" if at % 2 else "",
        "社区": "蔡马社区" if at % 5 else "",
        "渠道": "电话",
    }
    return told | other


def rows(count: int) -> list[dict[str, Any]]:
    """Orders of which some follow others, some cannot be imported."""
    found = [row(at) for at in range(count)]
    for at in range(10, count, 10):
        found[at]["内容"] = f"来电催办（工单编号：20180103{at - 3:06d}），至今没有人联系。"
    for at in range(15, count, 20):
        found[at]["内容"] = f"来电反馈\n工单内容：{found[at - 4]['内容']}"
    for at in range(17, count, 20):
        found[at]["内容"] = f"催办工单号：20991231{at // 40:06d} 没有回音，不在文件里。"
    for at in range(7, count, 25):
        found[at]["电话"] = "12345678"
    for at in range(9, count, 50):
        found[at]["内容"] = " "
    return found


def text(listed: Sequence[dict[str, Any]], delimiter: str = ",") -> str:
    """As CSV."""
    into = io.StringIO()
    writer = csv.DictWriter(into, HEADINGS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(listed)
    return into.getvalue()


def write_csv(path: Path, listed: Sequence[dict[str, Any]], encoding: str = "utf-8") -> Path:
    """A CSV, packed where the name says so."""
    data = text(listed).encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_xlsx(path: Path, listed: Sequence[dict[str, Any]]) -> Path:
    """A workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工单")
    sheet.append(HEADINGS)
    for each in listed:
        sheet.append([each[name] for name in HEADINGS])
    book.save(path)
    return path


def write_bomb(path: Path, size: int) -> Path:
    """A workbook with one part that unpacks to `size` zeros."""
    write_xlsx(path, rows(1))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/media/zeros.xml", "w") as into:
        for _ in range(size >> 20):
            into.write(b" " * (1 << 20))
    return path
