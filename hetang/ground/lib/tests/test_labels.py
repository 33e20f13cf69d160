"""Labels and refusals without a page."""

import pytest

from hetang.ground.lib.labels import N_, pick
from hetang.ground.lib.refusals import NOTHING_CHANGED, Invalid, Missing, NotAllowed, Refused, WrongState


def test_a_label_follows_the_language() -> None:
    label = {"zh": "善贤驿站", "en": "Shanxian station"}
    assert pick(label, "zh-hans") == "善贤驿站"
    assert pick(label, "en") == "Shanxian station"


def test_a_label_without_english_stays_chinese() -> None:
    assert pick({"zh": "红茶议事", "en": ""}, "en") == "红茶议事"
    assert pick({"zh": "红茶议事"}, "en") == "红茶议事"


def test_a_plain_string_comes_back_as_it_is() -> None:
    assert pick(N_("待办"), "en") == "待办"


def test_a_refusal_says_that_nothing_was_changed() -> None:
    assert NotAllowed("不能派单。").safe == NOTHING_CHANGED


def test_a_refusal_reads_as_one_line() -> None:
    refused = WrongState("现在是“%(state)s”。", then="请刷新。", state="已结案")
    assert refused.text() == "现在是“已结案”。 没有任何改动。 请刷新。"
    assert str(refused) == refused.text()


def test_a_missing_list_is_part_of_the_line() -> None:
    assert Missing("还不能归档。", needs=["回访记录", "签名"]).text().endswith("回访记录、签名")


@pytest.mark.parametrize(("kind", "status"), [(NotAllowed, 403), (WrongState, 409), (Invalid, 422)])
def test_each_kind_has_its_status(kind: type[Refused], status: int) -> None:
    assert kind("不行。").status == status
    assert Missing("不行。", needs=[]).status == 422


def test_a_refusal_without_params_may_hold_a_percent_sign() -> None:
    assert "50%" in Invalid("比例不能超过 50%。").text()
