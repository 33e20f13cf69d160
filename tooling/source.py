"""Reading the project's own source: files under version control, imports, functions. For checks and figures."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tooling.house import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported dotted name; `inside` a function, or only for the type checker (`typing_only`)."""

    importer: str
    imported: str
    line: int
    inside: bool
    typing_only: bool


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git knows or would add, relative to the checkout; what is ignored is not ours."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(sorted(Path(name) for name in set(listed.split("\0")) if name and (ROOT / name).is_file()))


def python_files(*tops: str) -> list[Path]:
    """Python files without migrations, relative to the checkout; only below `tops` where given."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and "migrations" not in path.parts and (not tops or path.parts[0] in tops)
    ]


def is_test(path: Path) -> bool:
    """True for tests and what only tests use."""
    return "tests" in path.parts or path.name == "conftest.py"


def text(path: Path) -> str:
    """Content of a file given relative to the checkout."""
    return (ROOT / path).read_text(encoding="utf-8")


def module_name(path: Path) -> str:
    """`hetang/record/cases/__init__.py` is `hetang.record.cases`."""
    words = path.with_suffix("").parts
    return ".".join(words[:-1] if words[-1] == "__init__" else words)


def project_modules() -> frozenset[str]:
    """Dotted names of all modules of the package, migrations left out."""
    return frozenset(module_name(path) for path in python_files("hetang"))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from `def` to the last one."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imports(source: str, importer: str, known: Iterable[str], *, is_package: bool = False) -> list[Import]:
    """Imports of `known` modules in `source`; `from a import b` counts as `a.b` where that is a module."""
    known = frozenset(known)
    found: list[Import] = []

    def visit(node: ast.AST, inside: bool, typing_only: bool) -> None:
        for child in ast.iter_child_nodes(node):
            guarded = typing_only or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))
            for name in _names(child, importer, is_package):
                target = name if name in known else name.rpartition(".")[0]
                if target in known:
                    found.append(Import(importer, target, child.lineno, inside, typing_only))  # type: ignore[attr-defined]
            visit(child, inside or isinstance(child, Function | ast.Lambda), guarded)

    visit(ast.parse(source), inside=False, typing_only=False)
    return found


def _names(node: ast.AST, importer: str, is_package: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = importer.split(".")[: None if is_package else -1]
            above = above[: len(above) - node.level + 1]
            base = ".".join([*above, *([base] if base else [])])
        return [f"{base}.{alias.name}" for alias in node.names]
    return []


@cache
def project_imports() -> tuple[Import, ...]:
    """Every import of one project module by another."""
    known = project_modules()
    return tuple(
        found
        for path in python_files("hetang")
        for found in imports(text(path), module_name(path), known, is_package=path.name == "__init__.py")
    )
