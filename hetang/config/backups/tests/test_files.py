"""Files come and go while a backup is made."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from hetang.config.backups import save
from hetang.config.home import Home


def test_a_file_that_is_destroyed_meanwhile_or_not_yet_written_does_not_stop_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    (home.files / "ab").mkdir(parents=True)
    for name in ("abkept", "abgone", "abcoming.part"):
        (home.files / "ab" / name).write_bytes(b"sealed")
    copy = shutil.copy2

    def while_one_goes(source: str, target: str) -> Any:
        (home.files / "ab" / "abgone").unlink(missing_ok=True)
        return copy(source, target)

    monkeypatch.setattr(shutil, "copy2", while_one_goes)
    save._copy_home(home, tmp_path / "backup")
    assert [each.name for each in (tmp_path / "backup").rglob("*") if each.is_file()] == ["abkept"]
