"""The columns of a staff list and what may stand in them. Plain Python."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from hetang.ground.lib.labels import N_

SHEET = "人员"
# Key → (heading as it stands in the file, must be filled in, what to write).
COLUMNS: dict[str, tuple[str, bool, str]] = {
    "username": (
        "用户名",
        True,
        "登录用的名字：小写字母、数字，中间可用点和横线，最多 40 位。同一个人有几项职责就写几行。",
    ),
    "name_zh": ("姓名", True, "中文姓名，最多 40 字。"),
    "name_en": ("英文名", False, "可不填；英文界面显示用。"),
    "role": (
        "岗位",
        True,
        "热线话务员、驿站负责人、调解员、回访员、街道领导之一。管理员岗位不能批量导入，请在账号页办理。",
    ),
    "unit": ("单位", True, "单位代码（如 ST-Z1）或单位全称。"),
    "place": ("地点", False, "地点代码或全称；不填就是单位所在地。"),
    "since": ("起始日期", True, "Excel 日期，或写成 2026-03-09、2026/3/9、2026年3月9日、20260309。"),
    "until": ("截止日期", False, "最后一天，写法同上；不填就是没有截止。"),
}
DATES = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
EMPTY = N_("这一格必须填写")
NOT_A_DATE = N_("写成 2026-03-09 这样的日期")


@dataclass(frozen=True)
class Cell:
    """One cell: its address ("C7") and its text; dates as ISO, a formula as `formula`."""

    at: str
    text: str
    is_formula: bool = False


@dataclass(frozen=True)
class Line:
    """One row of the file with all its columns."""

    number: int
    cells: dict[str, Cell]

    def text(self, key: str) -> str:
        """The trimmed text of a column."""
        return self.cells[key].text

    def at(self, key: str) -> str:
        """The address of a column's cell."""
        return self.cells[key].at


def plain(value: object) -> str:
    """What stands in a cell as one line of text: dates as 2026-03-09, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).replace("\u3000", " ").split())


def day_of(text: str) -> date | None:
    """The date that a text writes, None for none or an impossible one."""
    for pattern in DATES:
        found = pattern.fullmatch(text.replace(" ", ""))
        if found:
            try:
                year, month, day = map(int, found.groups())
                return date(year, month, day)
            except ValueError:
                return None
    return None
