"""Each mistake in a mapping has its own sentence."""

from datetime import time

import pytest

from hetang.flow.intake.importing.mapping import read_mapping
from hetang.flow.intake.tests.importing.files import HEADINGS, MAPPING
from hetang.ground.lib.refusals import Invalid

BASE = "source: a\ncolumns: {text: 内容, at: 时间}\n"


def test_a_whole_mapping_is_read() -> None:
    found = read_mapping(MAPPING + "assumed_time: 09:30\nformats: ['%d/%m/%Y']\ndefaults: {kind: dispute}\n")
    assert found.columns["text"] == ("内容",)
    assert found.values["channel"]["来信"] == "letter"
    assert found.assumed_time == time(9, 30)
    found.require_columns(HEADINGS)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [", "第 1 行不是合格的 YAML"),
        ("- a", "应当写明 source 和 columns"),
        ("columns: {text: a}", "source 应当是"),
        ("source: 有空格 的\ncolumns: {text: a}", "source 应当是"),
        ("source: a\ncolumns: {at: t}", "至少要写明 text"),
        ("source: a\ncolumns: [text]", "至少要写明 text"),
        ("source: a\ncolumns: {text: 5, at: t}", "text 应当是一个列名"),
        ("source: a\ncolumns: {text: a, phon: b}", "不认识“phon”"),
        (BASE + "colums: {}", "“colums” → “columns”？"),
        ("source: a\ncolumns: {text: a}", "要写明时间列 at"),
        (BASE + "formats: day", "formats 应当是"),
        (BASE + "assumed_time: noon", "assumed_time 应当是"),
        (BASE + "values: {channel: {a: b}}", "columns 里却没有这一列"),
        (BASE + "values: {phone: {a: b}}", "不认识“phone”"),
        (BASE + "values: 5", "values 应当按字段"),
        (BASE + "defaults: {text: b}", "不认识“text”"),
        (BASE + "finished: some", "finished 应当是"),
        (BASE + "finished: [已办结]", "没有 state 列"),
        (BASE + "follow_up: {number: '('}", "不是合格的正则式"),
        (BASE + "follow_up: {number: 'a+'}", "要有名为 number 的组"),
        (BASE + "follow_up: 5", "follow_up 应当写明"),
    ],
)
def test_a_mistake_is_named(text: str, what: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_mapping(text)
    assert what in caught.value.text()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (BASE + "follow_up: {number: '(?P<number>(a+)+$)'}", "网页上的映射不能写 follow_up"),
        ("a: &x [1]\n" + BASE + "formats: *x", "不是合格的 YAML"),
        (BASE + "#" * 64_000, "超过 64000 字"),
    ],
)
def test_what_could_keep_a_process_busy_is_not_pasted(text: str, what: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_mapping(text, is_pasted=True)
    assert what in caught.value.text()


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(Invalid) as caught:
        read_mapping(MAPPING).require_columns(["工单号", "内容 ", "时间", "来电人", "电话", "社区", "渠道"])
    assert "“内容”" in caught.value.text()
    assert "“内容” → “内容 ”？" in caught.value.text()
