"""What import-linter does not say: where an import stands, and what a pure module may reach."""

import ast
import re
from pathlib import Path

from grimp import ImportGraph

from tooling import contracts, house, source

HOUSE = house.read()
# These names say nothing about what is inside, so everything ends up inside.
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?)$")
PURE = {"rules", "lifecycle"}
NOT_PURE = {"django", "psycopg", "jinja2"}


def hidden(found: list[source.Import] | tuple[source.Import, ...]) -> list[str]:
    return [f"{i.importer}:{i.line} imports {i.imported} inside a function" for i in found if i.inside]


def typing_ties(found: list[source.Import] | tuple[source.Import, ...]) -> list[str]:
    ties = []
    for each in found:
        user, used = HOUSE.room_of(each.importer), HOUSE.room_of(each.imported)
        if each.typing_only and user and used and not HOUSE.may_use(user, used):
            ties.append(f"{each.importer}:{each.line} needs {each.imported} for typing")
    return ties


def signal_receivers(code: str) -> list[int]:
    """Lines that connect a function to a signal, by decorator or by hand."""
    lines = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, source.Function):
            decorators = (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)
            lines += [d.lineno for d in decorators if getattr(d, "id", getattr(d, "attr", "")) == "receiver"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect":
            owner = ast.unparse(node.func.value)
            lines += [node.lineno] if re.search(r"(^|\.)(pre|post|m2m|request|got|user|connection)_\w+$", owner) else []
    return sorted(lines)


def reaches(module: str, edges: dict[str, set[str]], code: dict[str, str]) -> set[str]:
    """Outside packages of NOT_PURE that importing `module` would load, through project modules as well."""
    seen, todo, met = set(), [module], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo += edges.get(name, set())
        met |= {word for word in _outside(code.get(name, "")) if word in NOT_PURE}
    return met


def _outside(code: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


def test_no_import_hides_in_a_function() -> None:
    assert hidden(source.project_imports()) == []


def test_an_import_in_a_function_is_found() -> None:
    code = "def late():\n    from hetang.record.cases import api\n    import hetang.record.cases.api"
    found = source.imports(code, "hetang.commons.people.actions", {"hetang.record.cases.api"})
    assert [i.line for i in found if i.inside] == [2, 3]
    assert len(hidden(found)) == 2


def test_no_import_for_typing_points_up() -> None:
    assert typing_ties(source.project_imports()) == []


def test_an_import_for_typing_that_points_up_is_found() -> None:
    code = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ...record.cases.models import Case"
    found = source.imports(code, "hetang.commons.people.models", {"hetang.record.cases.models"})
    assert typing_ties(found) == ["hetang.commons.people.models:3 needs hetang.record.cases.models for typing"]


def test_doors_are_used() -> None:
    graph = ImportGraph()
    for importer, imported in (
        ("hetang.flow.dispatch.actions", "hetang.record.cases.models"),
        ("hetang.flow.dispatch.actions", "hetang.record.cases.api"),
        ("hetang.flow.dispatch.actions", "hetang.flow.dispatch.models"),
        ("hetang.flow.dispatch.actions", "hetang.ground.lib.clock"),
        ("hetang.flow.dispatch.tests.test_assign", "hetang.record.cases.tests.factories"),
        ("hetang.flow.dispatch.actions", "hetang.record.cases.tests.factories"),
    ):
        graph.add_import(importer=importer, imported=imported, line_number=3, line_contents="")
    assert contracts.trespasses(graph, HOUSE) == [
        "hetang.flow.dispatch.actions:3 -> hetang.record.cases.models",
        "hetang.flow.dispatch.actions:3 -> hetang.record.cases.tests.factories",
    ]


def test_no_signal_receivers() -> None:
    found = {
        str(path): lines for path in source.python_files("hetang") if (lines := signal_receivers(source.text(path)))
    }
    assert found == {}


def test_signal_receivers_are_found() -> None:
    code = "@receiver(post_save)\ndef f(): ...\n@signals.receiver\ndef g(): ...\n"
    code += "signals.post_save.connect(f)\nsocket.connect(a)"
    assert signal_receivers(code) == [1, 3, 5]


def test_module_names_say_something() -> None:
    assert [str(path) for path in source.python_files() if _says_nothing(path)] == []


def test_names_that_say_nothing_are_found() -> None:
    for name in ("hetang/x/utils.py", "hetang/x/case_helpers.py", "hetang/common/a.py", "hetang/x/manager.py"):
        assert _says_nothing(Path(name)), name
    assert not _says_nothing(Path("hetang/commons/people/actions.py"))


def _says_nothing(path: Path) -> bool:
    return any(EMPTY_NAMES.search(word) for word in path.with_suffix("").parts)


def test_rules_know_no_django() -> None:
    code = {source.module_name(path): source.text(path) for path in source.python_files("hetang")}
    edges: dict[str, set[str]] = {}
    for each in source.project_imports():
        edges.setdefault(each.importer, set()).add(each.imported)
    pure = [module for module in code if module.rpartition(".")[2] in PURE]
    assert {module: met for module in pure if (met := reaches(module, edges, code))} == {}


def test_rules_that_reach_django_through_another_module_are_found() -> None:
    code = {"a.rules": "from a import clock", "a.clock": "from django.conf import settings"}
    assert reaches("a.rules", {"a.rules": {"a.clock"}}, code) == {"django"}
