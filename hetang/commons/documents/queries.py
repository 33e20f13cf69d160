"""Which files and uploads there are."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from hetang.commons.accounts.api import Account
from hetang.commons.documents.models import StoredFile, Upload
from hetang.ground.lib import clock

# So long whoever sent it has to come and have it taken themselves.
PATIENCE = timedelta(minutes=1)


def upload_of(token: str, account: Account, subject_kind: str, subject_key: int) -> Upload | None:
    """The upload that `account` began for this subject; nobody finds somebody else's."""
    rows = Upload.objects.filter(account=account, subject_kind=subject_kind, subject_key=subject_key)
    return rows.filter(token=token).first()


def uploads_from(desk: Account, subject_kind: str, subject_key: int, given: Mapping[str, int]) -> tuple[int, int]:
    """How many files whoever `given` names has on the way from outside, through `desk`, for this subject; their bytes."""
    rows = Upload.objects.filter(account=desk, subject_kind=subject_kind, subject_key=subject_key, outside=True)
    rows = rows.filter(given=dict(given), state=Upload.State.RECEIVING, expires_at__gt=clock.now())
    found = rows.aggregate(files=Count("pk"), size=Sum("size"))
    return found["files"], found["size"] or 0


def waiting_uploads(subject_kind: str) -> QuerySet[Upload]:
    """Uploads that are whole and were not taken: the line broke at the end, or the scanner was silent."""
    rows = Upload.objects.filter(subject_kind=subject_kind, state=Upload.State.RECEIVING, offset=F("size"))
    return rows.filter(begun_at__lt=clock.now() - PATIENCE).select_related("account").order_by("id")


def rows_of_files(subject_kind: str, subject_keys: Collection[int]) -> list[QuerySet[Any]]:
    """What goes with these subjects, in the order in which it can go. The database notes what to clear from the disk."""
    of_subjects = {"subject_kind": subject_kind, "subject_key__in": subject_keys}
    return [Upload.objects.filter(**of_subjects), StoredFile.objects.filter(**of_subjects)]
