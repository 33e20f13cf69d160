"""The end of files: their keys first, in the transaction that asks; their bytes afterwards, from the disk."""

from collections.abc import Collection

from django.db import transaction

from hetang.commons.documents import incoming
from hetang.commons.documents.models import GoneFile, StoredFile, Upload
from hetang.commons.documents.store import files
from hetang.ground.lib import clock

FEW = 500


def erase_files(subject_kind: str, subject_keys: Collection[int]) -> int:
    """Destroy the keys and names of every file of these subjects; how many. What is left opens nothing.

    What is on its way goes too. Inside the transaction of the erasure: undone with it.
    """
    under_way = Upload.objects.filter(subject_kind=subject_kind, subject_key__in=subject_keys)
    tokens = list(under_way.values_list("token", flat=True))
    under_way.delete()
    kept = StoredFile.objects.filter(subject_kind=subject_kind, subject_key__in=subject_keys, erased_at=None)
    erased = kept.update(key=b"", name_sealed=b"", erased_at=clock.now(), preview=StoredFile.Preview.NONE)
    transaction.on_commit(lambda: _clear(tokens))
    return erased


def clear_gone_files() -> int:
    """Clear from the disk what was destroyed, by the note that the database made. Every minute (settings.OFTEN)."""
    gone = list(GoneFile.objects.order_by("id")[:FEW])
    for each in gone:
        files().remove(each.token)
        each.delete()
    return len(gone)


def _clear(tokens: list[str]) -> None:
    clear_gone_files()
    for token in tokens:
        incoming.clear(token)
