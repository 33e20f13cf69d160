"""A copy of the demo street that a test may spoil."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import hetang

SHANGTANG = Path(hetang.__file__).parents[1] / "demo" / "shangtang"


@pytest.fixture
def street(tmp_path: Path, settings: Any) -> Path:
    """The demo street's folder, copied, in a demo installation."""
    settings.DEMO = True
    settings.HETANG_HOME = tmp_path / "home"
    folder = tmp_path / "shangtang"
    shutil.copytree(SHANGTANG, folder)
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file and return the number of its line. The text must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return text.count("\n", 0, at) + 1
