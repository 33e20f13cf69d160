"""Sums of money in a text. Plain Python."""

import re
from collections.abc import Iterator
from decimal import Decimal

from hetang.ground.lib.labels import N_
from hetang.ground.words.numerals import NUMBER, number
from hetang.ground.words.suggestion import Suggestion

_SUM = re.compile(
    rf"(?:(?P<sign>[¥￥]|人民币)\s{{0,3}}(?P<signed>{NUMBER})|(?P<amount>{NUMBER})\s{{0,3}}(?P<about>多|几|来)?\s{{0,3}}(?P<unit>万元|亿元|元|块钱|块|圆))(?![/／每])"
)
# What says that a sum is the one that people quarrel about.
_CUES = re.compile(
    r"(?:欠|退|赔|损失|押金|定金|工资|工钱|货款|借|被骗|骗走|付了|交了|缴纳|预付|充值|总共|一共|共计|合计)[^。；;\n]{0,8}$"
)
_EACH = re.compile(r"(?:每[人天月年次平户]|一个月|单价|时薪)[^。；;，,\n]{0,4}$")
MOST = Decimal(10**11)


def find_sums(text: str) -> Iterator[Suggestion]:
    """Sums as `amount` in yuan, at most two decimals. A price by the metre or a wage by the month counts less."""
    for found in _SUM.finditer(text):
        value = number(found["signed"] or found["amount"])
        if value is None:
            continue
        value *= {"万元": 10_000, "亿元": 100_000_000}.get(found["unit"] or "", 1)
        # Before it is rounded: what is too large cannot be.
        if not 0 < value <= MOST or not (value := value.quantize(Decimal("0.01"))):
            continue
        before = text[max(0, found.start() - 14) : found.start()]
        sure = 0.9 if _CUES.search(before) else 0.6
        sure -= 0.3 if _EACH.search(before) else 0
        sure -= 0.1 if found["about"] else 0
        shown = f"{value:,.2f}".removesuffix(".00")
        label = {"zh": f"{shown} 元", "en": f"¥{shown}"}
        plain = f"{value:.2f}".removesuffix(".00")
        yield Suggestion("amount", plain, label, round(sure, 2), N_("文字里有“%(word)s”"), found.start(), found.end())
