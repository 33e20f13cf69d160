"""How each person likes their lists, and the lists that they took away. Nothing of a case stands here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit

NAME_CHARS, QUERY_CHARS = 30, 400
# In place of a cursor: all rows are written.
WRITTEN = "written"


class SavedView(models.Model):
    """Filters under a name: somebody's own, or (with `unit`) shown to everybody who has a duty in that unit.

    `query` holds filters alone; what was typed into the search is never kept.
    """

    owner = models.ForeignKey(Account, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    name = models.CharField(max_length=NAME_CHARS)
    query = models.CharField(max_length=QUERY_CHARS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "unit", "name"], name="desk_view_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class ColumnSet(models.Model):
    """The columns of one list in the order in which a person wants them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    list = models.CharField(max_length=16)
    columns = ArrayField(models.CharField(max_length=16))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "list"], name="desk_columns_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.list}"


class Export(models.Model):
    """A list taken away as a file: who asked, for what (`query`: filters alone) and why, and how far it has come.

    `rows`, `cursor` and `spooled` (bytes) are saved together after each piece, so that a killed process goes on there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "正在导出"
        DONE = "done", "可以下载"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "没有完成"
        EXPIRED = "expired", "已过期"

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    query = models.CharField(max_length=QUERY_CHARS, blank=True)
    reason = models.CharField(max_length=120)
    names = models.BooleanField(default=False)
    # SHA-256 of what whoever asked saw, and by which duties.
    scope = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    cursor = models.CharField(max_length=24, blank=True)
    spooled = models.BigIntegerField(default=0)
    # What the file is called on our disk; its name outside says nothing about anybody.
    token = models.CharField(max_length=32)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["account", "-id"], name="desk_export_of")]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_cut(self) -> bool:
        """Whether there were more rows than one file takes."""
        return self.state == Export.State.DONE and self.cursor != WRITTEN

    @property
    def is_under_way(self) -> bool:
        """Whether rows are still to come."""
        return self.state in {Export.State.WAITING, Export.State.RUNNING}
