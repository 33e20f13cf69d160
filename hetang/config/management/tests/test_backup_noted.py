"""A backup takes everybody's data along, so it is written down like any other export."""

from pathlib import Path

import pytest
from django.core.management import call_command

from hetang.commons.people.api import ExportLog
from hetang.config.backups.save import Saved
from hetang.config.management.commands import backup

pytestmark = pytest.mark.django_db


def test_a_backup_notes_itself_among_the_exports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(backup, "save", lambda *_: Saved(files=7, keys=2, size_bytes=9, digest="ab" * 32))
    call_command("backup", str(tmp_path / "b"), "--keys", str(tmp_path / "k"))
    noted = ExportLog.objects.get()
    assert (noted.account, noted.what, noted.filter, noted.rows, noted.digest) == (
        None,
        "backup",
        "with keys",
        7,
        "ab" * 32,
    )
    assert noted.operator
