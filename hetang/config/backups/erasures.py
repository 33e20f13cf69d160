"""Who was erased since a backup was made: from the live database and from list files. Which rooms know that is said in
settings.RESTORING, since backups are of any database."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from hetang.config.backups.manifest import Manifest
from hetang.config.trouble import NOTHING_CHANGED, SetupError


def erased_since(had_tables: bool, manifest: Manifest, lists: Iterable[Path], *, without: bool) -> list[Any]:
    """Every entry that can be found. Raises SetupError: a list cannot be read, or nobody knows and not `without`."""
    if not settings.RESTORING:
        return []
    found, knows = _from_live() if had_tables else ([], False)
    for path in lists:
        found, knows = found + _from_file(path), True
    for path in settings.ERASED_LISTS:
        if path.exists():
            found, knows = found + _from_file(path), True
    if not knows and not without:
        raise _nobody_knows(manifest)
    return list(dict.fromkeys(found))


def keep_lists(entries: Iterable[Any]) -> None:
    """Put what was repeated on this home's own lists: the next restore may be here."""
    if settings.RESTORING:
        import_string(settings.RESTORING["keep"])(entries)


def _from_live() -> tuple[list[Any], bool]:
    """An empty database knows nobody; one that cannot be read (the reason for the restore, perhaps) is no source."""
    try:
        with transaction.atomic():
            found = list(import_string(settings.RESTORING["so_far"])())
    except DatabaseError:
        return [], False
    return found, bool(found)


def _from_file(path: Path) -> list[Any]:
    try:
        return list(import_string(settings.RESTORING["read"])(path))
    except (OSError, ValueError) as wrong:
        raise SetupError(
            (f"删除名单读不出：{wrong}。", f"The list of erased persons cannot be read: {wrong}."),
            NOTHING_CHANGED,
            ("请改正这一行，或换用另一份名单。", "Put that line right, or give another copy of the list."),
        ) from wrong


def _nobody_knows(manifest: Manifest) -> SetupError:
    return SetupError(
        (
            f"不知道 {manifest.made_at} 之后依法删除了谁的个人信息，恢复会使其复原。",
            f"Nobody here knows who was erased since {manifest.made_at}; the restore would bring them back.",
        ),
        NOTHING_CHANGED,
        (
            "请用 --erased 指定另存的删除名单（erased.jsonl）；确实没有人被删除时，加 --nobody-erased。",
            "Name the copy of the list (erased.jsonl) with --erased; where nobody was erased, add --nobody-erased.",
        ),
    )
