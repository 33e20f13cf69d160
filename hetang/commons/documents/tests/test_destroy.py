"""The end of a file: its key first, its bytes after."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.documents.actions.destroy import clear_gone_files, erase_files
from hetang.commons.documents.content import read
from hetang.commons.documents.models import GoneFile, StoredFile, Upload
from hetang.commons.documents.queries import rows_of_files
from hetang.commons.documents.tests import samples
from hetang.commons.documents.tests.factories import SUBJECT, sent, taken
from hetang.commons.documents.work import make_previews
from hetang.ground.lib.labels import ERASED
from hetang.ground.lib.refusals import WrongState

KIND, KEY = SUBJECT


def lying(home: Path) -> list[str]:
    return sorted(p.name for part in ("files", "uploads") for p in (home / part).rglob("*") if p.is_file())


def test_erased_files_open_with_no_key_and_leave_the_disk(
    sender: Account, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file, other = taken(sender), taken(sender, subject=("case", 8))
        sent(samples.png(), sender)
    make_previews(file.pk)
    assert len(lying(home)) == 5
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_files(KIND, [KEY]) == 1
    file.refresh_from_db()
    assert (bytes(file.key), bytes(file.name_sealed), file.name) == (b"", b"", ERASED)
    with pytest.raises(WrongState):
        list(read(file))
    assert lying(home) == [other.token]
    assert (GoneFile.objects.count(), Upload.objects.count()) == (0, 1)
    assert b"".join(read(other)) == samples.jpeg()


def test_an_erasure_that_is_undone_leaves_everything(sender: Account, home: Path) -> None:
    file = taken(sender)

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        erase_files(KIND, [KEY])
        raise Undo
    clear_gone_files()
    assert b"".join(read(StoredFile.objects.get(pk=file.pk))) == samples.jpeg()


def test_rows_that_retention_deletes_are_noted_by_the_database(sender: Account, home: Path) -> None:
    file = taken(sender)
    for rows in rows_of_files(KIND, [KEY]):
        rows._raw_delete(rows.db)
    assert list(GoneFile.objects.values_list("token", flat=True)) == [file.token]
    assert clear_gone_files() == 1
    assert file.token not in lying(home)


def test_erased_once_they_are_not_erased_again(sender: Account) -> None:
    taken(sender)
    assert (erase_files(KIND, [KEY]), erase_files(KIND, [KEY])) == (1, 0)
    assert GoneFile.objects.count() == 1
