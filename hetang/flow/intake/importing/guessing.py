"""A first mapping from a file's headings, for somebody to put right. Plain Python."""

import re
from collections.abc import Sequence
from typing import Any

# In the order in which columns are given away: what is surest first.
_NAMES = (
    ("key", r"^(?:工单|流水|受理|诉求)?(?:编?号|单号)$|工单号|工单编号|^id$|number"),
    (
        "applicant_phone",
        r"(?:来电|联系|申请人|反映人).*(?:电话|号码|手机)|^(?:电话|手机|手机号|联系方式)$|phone|mobile",
    ),
    ("applicant", r"来电人|申请人|反映人|市民姓名|^姓名$|^caller$"),
    ("respondent_phone", r"(?:被|对方).*(?:电话|号码)"),
    ("respondent", r"被(?:反映|投诉|申请)(?:人|对象|单位)|^对方$"),
    ("at", r"(?:受理|来电|登记|创建|诉求).*(?:时间|日期)|^(?:时间|日期|time|date)$"),
    ("text", r"(?:工单|诉求|反映|事项|来电)?(?:内容|描述|经过|详情)|^text$|content"),
    ("place_text", r"地址|地点|位置|区域|^region$|address"),
    ("amount", r"金额"),
    ("state", r"状态|办理情况"),
)


def guess_columns(columns: Sequence[str]) -> dict[str, str]:
    """{field: column} by what columns are usually called; `text` is the first that is left where none is called so."""
    free, found = list(columns), {}
    for field, pattern in _NAMES:
        named = next((column for column in free if re.search(pattern, column.strip(), re.IGNORECASE)), None)
        if named is not None:
            found[field] = named
            free.remove(named)
    if "text" not in found and free:
        found["text"] = free[0]
    return found


def body_of(source: str, columns: dict[str, str], finished: Any, assumed_time: str) -> dict[str, Any]:
    """What a mapping file would say."""
    body: dict[str, Any] = {"source": source, "columns": {name: column for name, column in columns.items() if column}}
    return body | {"finished": finished, "assumed_time": assumed_time}
