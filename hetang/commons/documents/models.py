"""Files that were taken, files still on their way, and what has to go from the disk."""

import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from hetang.commons.accounts.api import Account
from hetang.commons.documents.sniffing import TYPES
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import ERASED

TOKEN_CHARS = 32
# What a file's key seals: its content, copies of it for the page, and its name.
CONTENT, NAME = "file", "file-name"
COPIES = ("small", "view")


def new_token() -> str:
    """128 random bits."""
    return secrets.token_hex(TOKEN_CHARS // 2)


class StoredFile(models.Model):
    """A file as it was received, sealed under a key of its own. It belongs to the row `subject_kind`, `subject_key`.

    Whoever empties `key` destroys it wherever it lies; a trigger then notes its token for being cleared away.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", "照片"
        SOUND = "sound", "录音"
        VIDEO = "video", "视频"
        PDF = "pdf", "PDF"
        OFFICE = "office", "办公文档"

    class Preview(models.TextChoices):
        NONE = "none", "没有"
        WAITING = "waiting", "等待生成"
        MADE = "made", "已生成"
        FAILED = "failed", "不能生成"

    class Algorithm(models.TextChoices):
        SHA256 = "sha256", "SHA-256"
        SM3 = "sm3", "SM3"

    token = models.CharField(max_length=TOKEN_CHARS, unique=True, db_collation="C")
    subject_kind = models.CharField(max_length=12)
    subject_key = models.BigIntegerField()
    key = models.BinaryField()
    name_sealed = models.BinaryField()
    kind = models.CharField(max_length=8, choices=Kind)
    media_type = models.CharField(max_length=80, choices=[(each, each) for each in TYPES])
    size = models.BigIntegerField()
    # Of the content as it was received, in hexadecimal.
    algorithm = models.CharField(max_length=8, choices=Algorithm)
    digest = models.CharField(max_length=64)
    # Which scanner found it clean; "" where none is set up.
    scanned_by = models.CharField(max_length=12, blank=True)
    preview = models.CharField(max_length=8, choices=Preview, default=Preview.NONE)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # The same content is kept once for one subject, however often it is sent.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "algorithm", "digest"],
                condition=Q(erased_at=None),
                name="documents_content_once",
            ),
            models.CheckConstraint(condition=Q(size__gte=0), name="documents_file_size"),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_key", "id"], name="documents_of_subject")]

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def name(self) -> str:
        """What whoever sent it called it."""
        if self.erased_at is not None:
            return ERASED
        return crypto.unseal(bytes(self.key), bytes(self.name_sealed), NAME)

    @property
    def is_picture(self) -> bool:
        """Whether it can be looked at as a picture."""
        return self.kind == self.Kind.PHOTO


class Upload(models.Model):
    """A file on its way, by tus: what came so far lies sealed in `<home>/uploads/`. Only who began it goes on with it."""

    class State(models.TextChoices):
        RECEIVING = "receiving", "接收中"
        DONE = "done", "已收下"
        REFUSED = "refused", "没有收下"

    token = models.CharField(max_length=TOKEN_CHARS, unique=True, db_collation="C")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=12)
    subject_key = models.BigIntegerField()
    key = models.BinaryField()
    name_sealed = models.BinaryField()
    # What the room wants to know when the file is taken: keys of its rows, never a text.
    given = models.JSONField(default=dict)
    # Sent from a page that needs no account: `account` is the desk through which many send, `given` says who it is.
    outside = models.BooleanField(default=False)
    size = models.BigIntegerField()
    # Bytes in clear that are here, and how long the sealed part is in which they lie.
    offset = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVING)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="uploads")
    # Why it was refused: message ids and what fills them, for whoever asks again.
    refusal = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(offset__lte=F("size")), name="documents_upload_offset")]
        indexes = [
            models.Index(fields=["expires_at"], name="documents_expiry"),
            models.Index(fields=["account", "subject_key"], condition=Q(state="receiving"), name="documents_under_way"),
            # Whole, and nobody came to have it taken.
            models.Index(
                fields=["begun_at"], condition=Q(state="receiving", offset=F("size")), name="documents_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def name(self) -> str:
        """What the file is called."""
        return crypto.unseal(bytes(self.key), bytes(self.name_sealed), NAME)

    @property
    def is_whole(self) -> bool:
        """Whether every byte is here."""
        return self.offset == self.size

    def is_past(self, now: datetime) -> bool:
        """Whether nobody goes on with it any more."""
        return self.expires_at <= now


class GoneFile(models.Model):
    """A file whose key was destroyed or whose row is gone: its bytes are cleared away from the disk (a trigger writes this)."""

    token = models.CharField(max_length=TOKEN_CHARS, unique=True, db_collation="C")

    def __str__(self) -> str:
        return f"gone file {self.pk}"
