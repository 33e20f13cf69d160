"""The mapping: which column is what, as a YAML file that a street writes once. Plain Python."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

import yaml

from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid

FIELDS = (
    *("text", "key", "at", "applicant", "applicant_phone", "respondent", "respondent_phone"),
    *("place_text", "community", "category", "kind", "amount", "channel", "state"),
)
# Fields whose values may be put into ours by a table.
TABLES = ("community", "category", "kind", "channel")
# What may stand for every row that says nothing.
DEFAULTS = ("applicant", "community", "category", "kind", "channel")
PARTS = ("source", "columns", "formats", "assumed_time", "values", "defaults", "finished", "follow_up")
EVERY, NONE = "all", "none"
# What a hotline writes in front of an order that follows another one.
FOLLOW_UP = r"工单(?:编号|号)?[：:\s（(]*(?P<number>[0-9A-Za-z][0-9A-Za-z-]{7,39})"
QUOTED = r"工单内容[：:]?\s*"
MOST_CHARS = 64_000
_SOURCE = re.compile(r"[A-Za-z0-9._-]{1,40}")
AGAIN = N_("没有读取任何数据；改正映射文件后重新运行。")


@dataclass(frozen=True)
class OrderMapping:
    """A mapping that was checked. Columns are joined with a line break where a field has several."""

    source: str
    columns: Mapping[str, tuple[str, ...]]
    formats: tuple[str, ...] = ()
    assumed_time: time = time(12)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    # Every row, none, or those whose `state` is one of these.
    finished: str | tuple[str, ...] = EVERY
    number: re.Pattern[str] = field(default_factory=lambda: re.compile(FOLLOW_UP))
    quoted: re.Pattern[str] = field(default_factory=lambda: re.compile(QUOTED))

    def require_columns(self, found: Sequence[str]) -> None:
        """Raise `Invalid` for a column that the file does not have, naming those it has."""
        for name, wanted in self.columns.items():
            for column in wanted:
                if column not in found:
                    raise _wrong(
                        N_("文件里没有列“%(column)s”（映射的 %(field)s）。文件的列：%(found)s。%(near)s"),
                        column=column,
                        field=name,
                        found="、".join(found) or "—",
                        near=_near(column, found),
                    )


class _Plain(yaml.SafeLoader):
    """YAML in which nothing refers to anything: a few lines of references unfold to more than any memory."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(problem_mark=self.peek_event().start_mark)
        return super().compose_node(parent, index)


def read_mapping(text: str, *, is_pasted: bool = False) -> OrderMapping:
    """The mapping in a YAML text. Raises `Invalid` that says what is wrong and where.

    `is_pasted`: it comes from a page, so it has no patterns of its own, which could keep a process busy for ever.
    """
    if len(text) > MOST_CHARS:
        raise _wrong(N_("映射文件超过 %(limit)s 字。"), limit=MOST_CHARS)
    try:
        body = yaml.load(text, _Plain)  # noqa: S506 - a safe loader
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        raise _wrong(N_("映射文件第 %(line)s 行不是合格的 YAML。"), line=mark.line + 1 if mark else "?") from broken
    if not isinstance(body, dict):
        raise _wrong(N_("映射文件应当写明 source 和 columns。"))
    if is_pasted and "follow_up" in body:
        raise _wrong(N_("网页上的映射不能写 follow_up；要用自己的正则式，请管理员用 hetang import orders 导入。"))
    return mapping_of(body)


def mapping_of(body: Mapping[str, Any]) -> OrderMapping:
    """The mapping in what a YAML file or a form says. Raises `Invalid`."""
    _only(body, PARTS, N_("映射"))
    source = str(body.get("source", ""))
    if not _SOURCE.fullmatch(source):
        raise _wrong(
            N_("source 应当是 1 至 40 个字母、数字、点或短横，例如 hotline-2018；同一来源的同一编号只导入一次。")
        )
    columns = _columns(body.get("columns"))
    finished = _finished(body.get("finished", EVERY), columns)
    if finished != NONE and "at" not in columns:
        raise _wrong(N_("已办结的历史工单要写明时间列 at；没有时间的请写 finished: none。"))
    number, quoted = _follow_up(body.get("follow_up", {}))
    return OrderMapping(
        source=source,
        columns=columns,
        formats=_formats(body.get("formats", [])),
        assumed_time=_time(body.get("assumed_time", "12:00")),
        values=_values(body.get("values", {}), columns),
        defaults=_defaults(body.get("defaults", {})),
        finished=finished,
        number=number,
        quoted=quoted,
    )


def _columns(found: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(found, dict) or "text" not in found:
        raise _wrong(N_("columns 至少要写明 text（事情经过）是哪一列。"))
    _only(found, FIELDS, "columns")
    columns = {}
    for name, wanted in found.items():
        listed = wanted if isinstance(wanted, list) else [wanted]
        if not listed or not all(isinstance(column, str) and column.strip() for column in listed):
            raise _wrong(N_("columns 的 %(field)s 应当是一个列名，或一列列名。"), field=name)
        columns[name] = tuple(listed)
    return columns


def _formats(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(each, str) and "%" in each for each in found):
        raise _wrong(N_('formats 应当是一列日期格式，例如 ["%%Y-%%m-%%d"]。'))
    return tuple(found)


def _time(found: Any) -> time:
    # YAML reads 12:30 without quotes as a number of minutes.
    if isinstance(found, int) and 0 <= found < 24 * 60:
        return time(*divmod(found, 60))
    try:
        return time.fromisoformat(str(found))
    except ValueError:
        raise _wrong(N_('assumed_time 应当是一天里的时刻，例如 "12:00"。')) from None


def _values(found: Any, columns: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    if not isinstance(found, dict):
        raise _wrong(N_("values 应当按字段写明对照表。"))
    _only(found, TABLES, "values")
    tables = {}
    for name, table in found.items():
        if name not in columns:
            raise _wrong(N_("values 写了 %(field)s，columns 里却没有这一列。"), field=name)
        if not isinstance(table, dict):
            raise _wrong(N_("values 的 %(field)s 应当是对照表，例如 {电话: hotline}。"), field=name)
        tables[name] = {str(key): str(value) for key, value in table.items()}
    return tables


def _defaults(found: Any) -> dict[str, str]:
    if not isinstance(found, dict):
        raise _wrong(N_("defaults 应当按字段写明缺省值。"))
    _only(found, DEFAULTS, "defaults")
    return {name: str(value) for name, value in found.items()}


def _finished(found: Any, columns: Mapping[str, Any]) -> str | tuple[str, ...]:
    if found in (EVERY, NONE):
        return str(found)
    if not isinstance(found, list) or not found:
        raise _wrong(N_("finished 应当是 all、none，或 state 列里表示办结的一列值。"))
    if "state" not in columns:
        raise _wrong(N_("finished 写了办结的值，columns 里却没有 state 列。"))
    return tuple(map(str, found))


def _follow_up(found: Any) -> tuple[re.Pattern[str], re.Pattern[str]]:
    if not isinstance(found, dict):
        raise _wrong(N_("follow_up 应当写明 number 和 quoted 两个正则式。"))
    _only(found, ("number", "quoted"), "follow_up")
    patterns = []
    for name, usual in (("number", FOLLOW_UP), ("quoted", QUOTED)):
        try:
            pattern = re.compile(str(found.get(name, usual)))
        except re.error as broken:
            raise _wrong(N_("follow_up 的 %(field)s 不是合格的正则式：%(why)s。"), field=name, why=broken.msg) from None
        if name == "number" and "number" not in pattern.groupindex:
            raise _wrong(N_("follow_up 的 number 要有名为 number 的组：(?P<number>…)。"))
        patterns.append(pattern)
    return patterns[0], patterns[1]


def _only(found: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    names = list(known)
    for key in found:
        if key not in names:
            raise _wrong(
                N_("%(where)s里不认识“%(key)s”，可用：%(known)s。%(near)s"),
                where=where,
                key=key,
                known="、".join(names),
                near=_near(str(key), names),
            )


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"“{word}” → “{close[0]}”？" if close else ""


def _wrong(what: str, **params: Any) -> Invalid:
    return Invalid(what, then=AGAIN, **params)
