"""Sizes, writes in views, migrations, and what must never be committed."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from tooling import source

FILE_LINES, FUNCTION_LINES = 400, 60
MEASURED = {".py", ".html", ".css", ".js", ".sh"}
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.])/(?:work|farm|root|home/\w+)/",
    "a resolved address in a lock": r'"resolved":\s*"\w+:',
    "an index address": r"(?:registry|index|find-links)(?:[-_]url)?\s*[=:]\s*\S*\w+:" + "//",
    "a registry or download host": r"(?:py"
    + r"pi\.org|python"
    + r"hosted\.org|registry\.npm"
    + r"js|deb\."
    + r"debian\.org)",
    "a private key": "BEGIN [A-Z ]*PRIVATE" + " KEY",
}


def too_long(name: str, code: str) -> list[str]:
    """The file, and each of its functions, over the limit."""
    lines = code.count("\n")
    found = [f"{name}: {lines} lines"] if lines > FILE_LINES else []
    if name.endswith(".py"):
        for function in source.functions(ast.parse(code)):
            if source.length(function) > FUNCTION_LINES:
                found.append(f"{name}:{function.lineno} {function.name}: {source.length(function)} lines")
    return found


def writes(code: str) -> list[str]:
    """Calls that change rows."""
    calls = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    return [
        f"{call.lineno}: .{call.func.attr}("
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    ]


def is_view(path: Path) -> bool:
    return path.parts[0] == "hetang" and ("views" in path.parts or path.stem == "views" or path.stem.endswith("_views"))


def leaks(code: str) -> list[str]:
    """What of FORBIDDEN stands in a text, with its line."""
    return [
        f"line {code.count(chr(10), 0, match.start()) + 1}: {what}"
        for what, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, code)
    ]


def migration_faults(folder: str, names: Iterable[str], recorded: str) -> list[str]:
    """One `0001` per room until the first release, and `max_migration.txt` naming the last one: two branches that
    each add a migration then conflict in git instead of in production."""
    numbered = sorted(name for name in names if re.match(r"\d{4}_", name))
    faults = [f"{folder}: {name} — fold it into 0001" for name in numbered if not name.startswith("0001_")]
    if len({name for name in numbered if name.startswith("0001_")}) > 1:
        faults.append(f"{folder}: more than one 0001")
    last = numbered[-1] if numbered else ""
    if recorded.strip() != last:
        faults.append(f"{folder}: max_migration.txt says {recorded.strip()!r}, the last migration is {last!r}")
    return faults


def test_files_and_functions_are_short() -> None:
    measured = [p for p in source.tracked() if p.suffix in MEASURED and "migrations" not in p.parts]
    assert [line for path in measured for line in too_long(str(path), source.text(path))] == []


def test_long_files_and_functions_are_found() -> None:
    assert too_long("a.html", "x\n" * 401) == ["a.html: 401 lines"]
    assert too_long("a.py", "def f():\n" + "    x = 1\n" * 60) == ["a.py:1 f: 61 lines"]


def test_views_change_nothing_themselves() -> None:
    found = {str(p): lines for p in source.python_files("hetang") if is_view(p) and (lines := writes(source.text(p)))}
    assert found == {}, "a view asks an action to do it"


def test_writes_in_views_are_found() -> None:
    assert writes("case.save()\nCase.objects.filter(a=1).update(b=2)\nshow(case)") == ["1: .save(", "2: .update("]
    assert is_view(Path("hetang/faces/desk/views.py"))
    assert is_view(Path("hetang/faces/desk/views/case.py"))


def test_no_address_and_no_machine_path_is_committed() -> None:
    found = {}
    for path in source.tracked():
        try:
            lines = leaks(source.text(path))
        except UnicodeDecodeError:
            continue  # a picture
        if lines:
            found[str(path)] = lines
    assert found == {}


def test_addresses_and_machine_paths_are_found() -> None:
    for text in (
        "cd /wo" + "rk/main",
        '"resolved": "ht' + 'tps://x/y.tgz"',
        "index-url = ht" + "tp://x",
        "open('/ro" + "ot/.ssh/id')",
        "/ho" + "me/li/hetang",
    ):
        assert leaks(f"first\n{text}"), text
    assert leaks("/var/lib/hetang\n/usr/bin/chromium\n./work.md") == []


def test_migrations_are_one_line() -> None:
    folders: dict[str, dict[str, str]] = {}
    for path in source.tracked():
        if path.parent.name == "migrations":
            recorded = source.text(path) if path.name == "max_migration.txt" else ""
            folders.setdefault(str(path.parent), {})[path.stem] = recorded
    faults = [
        f for folder, names in folders.items() for f in migration_faults(folder, names, names.get("max_migration", ""))
    ]
    assert faults == []


def test_crooked_migrations_are_found() -> None:
    assert migration_faults("m", ["__init__", "0001_initial"], "0001_initial\n") == []
    assert len(migration_faults("m", ["0001_initial", "0002_more"], "0002_more")) == 1
    assert len(migration_faults("m", ["0001_initial", "0001_other"], "0001_other")) == 1
    assert migration_faults("m", ["0001_initial"], "") == [
        "m: max_migration.txt says '', the last migration is '0001_initial'"
    ]
