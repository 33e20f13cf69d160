"""The figures of the house are counted right."""

from tooling import figures, source


def test_spread_is_median_p95_and_largest() -> None:
    assert figures.spread(range(1, 101)) == "50 / 96 / 100"
    assert figures.spread([7]) == "7 / 7 / 7"


def test_the_largest_cycle_is_found() -> None:
    assert figures.largest_cycle([("a", "b"), ("b", "c")]) == 0
    assert figures.largest_cycle([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("e", "d")]) == 3


def test_imports_are_resolved_relative_and_absolute() -> None:
    known = {"hetang.a.models", "hetang.a"}
    found = source.imports("from .models import X\nfrom hetang.a import models\nimport os", "hetang.a.actions", known)
    assert [(each.imported, each.line) for each in found] == [("hetang.a.models", 1), ("hetang.a.models", 2)]
    package = source.imports("from .models import X", "hetang.a", known, is_package=True)
    assert [each.imported for each in package] == ["hetang.a.models"]
