"""The list of traps names tests that exist."""

import re

from tooling.house import ROOT

LIST = ROOT / "docs" / "subsystems" / "traps.md"
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def missing(text: str) -> list[str]:
    """The tests named in `text` that are not there."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if not _is_there(path, name)]


def _is_there(path: str, name: str) -> bool:
    file = ROOT / path
    return file.is_file() and f"def {name}(" in file.read_text(encoding="utf-8")


def test_every_test_that_stands_before_a_trap_exists() -> None:
    text = LIST.read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) > 20
    assert missing(text) == []


def test_a_test_that_is_gone_is_found() -> None:
    assert missing("| x | `tests/architecture/test_traps.py::test_that_never_was` |") != []
