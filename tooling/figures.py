"""The figures of the house, printed: `.venv/bin/python -m tooling.figures`. What they should be: docs/decisions."""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles

from tooling import house, source


def spread(values: Iterable[int]) -> str:
    """`median / p95 / max`."""
    ordered = sorted(values)
    if len(ordered) < 2:
        return " / ".join(str(v) for v in ordered * 3) or "–"
    return f"{median(ordered):.0f} / {quantiles(ordered, n=20)[-1]:.0f} / {ordered[-1]}"


def largest_cycle(edges: Iterable[tuple[str, str]]) -> int:
    """Number of modules in the largest set that reach one another (Tarjan, without recursion); 0 when acyclic."""
    graph: dict[str, list[str]] = {}
    for start, end in edges:
        graph.setdefault(start, []).append(end)
        graph.setdefault(end, [])
    sizes = [0]
    done: set[str] = set()
    for first in reversed(_by_finish(graph)):
        size = _flood(first, _reversed(graph), done)
        sizes.append(size if size > 1 else 0)
    return max(sizes)


def _by_finish(graph: dict[str, list[str]]) -> list[str]:
    """Nodes in the order a depth-first walk leaves them."""
    order: list[str] = []
    seen: set[str] = set()
    for root in graph:
        stack = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(after, False) for after in graph[node] if after not in seen]
    return order


def _reversed(graph: dict[str, list[str]]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {node: [] for node in graph}
    for start, ends in graph.items():
        for end in ends:
            turned[end].append(start)
    return turned


def _flood(first: str, graph: dict[str, list[str]], done: set[str]) -> int:
    """How many nodes not yet `done` are reached from `first`; marks them."""
    stack, size = [first], 0
    while stack:
        node = stack.pop()
        if node not in done:
            done.add(node)
            size += 1
            stack += graph[node]
    return size


def _lines(paths: Iterable[Path]) -> list[int]:
    return [source.text(path).count("\n") for path in paths]


def table() -> list[tuple[str, str]]:
    """Name and value of every figure."""
    package = [path for path in source.python_files("hetang") if not source.is_test(path)]
    tests = [path for path in source.python_files("hetang", "tests") if source.is_test(path)]
    filled = [path for path in package if source.text(path).strip()]
    functions = [source.length(f) for path in package for f in source.functions(ast.parse(source.text(path)))]
    found = [each for each in source.project_imports() if each.importer != each.imported]
    top = [(each.importer, each.imported) for each in found if not each.inside]
    plan = house.read()
    built = {room for module in source.project_modules() if (room := plan.room_of(module)) in plan.height}
    code_lines, test_lines = sum(_lines(package)), sum(_lines(tests))
    return [
        ("文件行数（中位 / p95 / 最大）", spread(_lines(filled))),
        ("函数行数（中位 / p95 / 最大）", spread(functions)),
        (
            "最大导入环（顶层 → 含函数内）",
            f"{largest_cycle(top)} → {largest_cycle((e.importer, e.imported) for e in found)}",
        ),
        ("测试 : 代码", f"{test_lines / max(code_lines, 1):.2f}（{test_lines} : {code_lines} 行）"),
        ("房间（已建 / 图上）", f"{len(built)} / {len(plan.height)}"),
        ("文件、函数", f"{len(filled)}、{len(functions)}"),
    ]


def main() -> int:
    """Print the table."""
    for name, value in table():
        print(f"{name}：{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
