"""How good and how quick suggestions are, on real orders: `python -m tests.performance.words [FOLDER]`.

Prints figures only. The orders carry another city's tree of matters; those of its leaves that say the same as one of
our 18 kinds are compared, the others left out. Half of the orders (by their number) may be looked at while words are
chosen, the other half is the one that counts.
"""

import csv
import gzip
import os
import re
import statistics
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import django

ORDERS = "hotline_orders.csv.gz"
# Their leaf → our kind. Where theirs could be several of ours, all of them are right.
SAME = (
    ("拖欠工资", {"migrant_wages", "other_labour"}),
    ("劳动争议|劳动保护|劳动人事|工资奖金|工伤", {"other_labour", "migrant_wages"}),
    ("物业|电梯", {"property_management"}),
    ("噪音|噪声|油烟|施工扰民|夜间施工|扬尘|污水|污染|焚烧", {"pollution", "neighbour"}),
    ("集体土地|其他土地|耕地|土地资源", {"forest_land", "housing_site", "expropriation"}),
    ("宅基地|房屋产权|房产信息|居改非|房屋权属|私宅|住房保障", {"housing_site", "property_management"}),
    ("拆迁|征收管理|土地征用", {"expropriation", "forest_land"}),
    ("医院医疗|医疗医保", {"medical"}),
    ("交通事故", {"traffic"}),
    ("商品质量|市场物价|工商监管|经营性收费", {"other_consumption", "e_commerce"}),
)


def main() -> int:
    """Exit code 0; 1 where the orders are not there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hetang.config.settings")
    django.setup()
    path = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HETANG_REAL_TEXTS", "../shared/data")) / ORDERS
    if not path.exists():
        print(f"{path} is not there: nothing was measured")
        return 1
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print(report(rows))
    return 0


def report(rows: list[dict[str, str]]) -> str:
    """The figures as a table."""
    from hetang.ground.words.api import suggest
    from tests.performance.lexicon import shipped

    lexicons, found, seconds = shipped(), [], []
    for row in rows:
        base = date.fromisoformat(row["time"])
        begun = time.perf_counter()
        found.append(suggest(row["text"], lexicons, base))
        seconds.append(time.perf_counter() - begun)
    quick = statistics.quantiles(seconds, n=100)
    lines = [
        f"{len(rows)} orders; median {statistics.median(seconds) * 1e3:.2f} ms, p95 {quick[94] * 1e3:.2f} ms, p99 {quick[98] * 1e3:.2f} ms",
        "",
        "| half | compared | something said | first right | among three | right where ≥ 0.5 |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, part in (("looked at", 0), ("counts", 1)):
        lines.append(_line(name, [(r, f) for at, (r, f) in enumerate(zip(rows, found, strict=True)) if at % 2 == part]))
    fields = Counter(field for listed in found for field in {s.field for s in listed})
    lines += ["", ", ".join(f"{name} {count / len(rows):.0%}" for name, count in fields.most_common())]
    return "\n".join(lines)


def _line(name: str, pairs: list[tuple[dict[str, str], list[Any]]]) -> str:
    compared = said = first = three = sure = sure_right = 0
    for row, found in pairs:
        right = next((keys for leaf, keys in SAME if re.search(leaf, f"{row['L2']}/{row['L3']}")), None)
        if right is None:
            continue
        ours = [s for s in found if s.field == "category"]
        compared += 1
        said += bool(ours)
        first += bool(ours) and ours[0].value in right
        three += any(s.value in right for s in ours)
        if ours and ours[0].confidence >= 0.5:
            sure += 1
            sure_right += ours[0].value in right
    share = [said / compared, first / compared, three / compared, sure_right / max(1, sure)]
    return f"| {name} | {compared} | {' | '.join(f'{s:.0%}' for s in share)} ({sure}) |"


if __name__ == "__main__":
    sys.exit(main())
