"""What was imported: each file once, each row with what became of it."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Place
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Case


class ImportRun(models.Model):
    """One file under one mapping into one street. `rows_done` moves in the transaction that stores the rows.

    `counts` by `ImportedRow.Fate`, and `assumed`: rows whose date had no hour. `mapping` as it was given, for the
    record. No row of the file is kept here: those that were rejected are read again from the file.
    """

    class State(models.TextChoices):
        DRAFT = "draft", N_("还没有开始")
        RUNNING = "running", N_("正在导入")
        DONE = "done", N_("已导入")
        FAILED = "failed", N_("文件读不下去")

    street = models.ForeignKey(Place, on_delete=models.PROTECT)
    # Of a file that was handed in on a page: under which name it lies in the home folder, "" once it is gone.
    token = models.CharField(max_length=32, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=40)
    # SHA-256 of the file, and of the mapping as it was read.
    file_digest = models.CharField(max_length=64)
    mapping_digest = models.CharField(max_length=64)
    mapping = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    failure = models.JSONField(default=dict)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["street", "-id"], name="intake_import_of_street")]
        constraints = [
            models.UniqueConstraint(fields=["street", "file_digest", "mapping_digest"], name="intake_import_once")
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether its page has to look again."""
        return self.state == self.State.RUNNING


class ImportedRow(models.Model):
    """A row and its fate. `order_number` is the source's own; `proof` a keyed digest of the words, by which one that
    quotes it is known."""

    class Fate(models.TextChoices):
        CASE = "case", N_("已存为案件")
        LINKED = "linked", N_("后续来电，已并入原工单")
        LOOSE = "loose", N_("后续来电，原工单不在文件里")
        KNOWN = "known", N_("以前已经导入")
        REJECTED = "rejected", N_("没有导入")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=8, choices=Fate)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    street = models.CharField(max_length=12, db_collation="C")
    order_number = models.CharField(max_length=40, blank=True, db_collation="C")
    proof = models.BigIntegerField(null=True)
    # {"what": message id, "params": {…}} of a rejected row: names of fields and what stands in the way, no person.
    reason = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="intake_imported_once")]
        indexes = [
            models.Index(
                fields=["street", "order_number"], condition=~Q(order_number=""), name="intake_imported_number"
            ),
            models.Index(fields=["street", "proof"], condition=Q(proof__isnull=False), name="intake_imported_proof"),
            models.Index(fields=["run", "number"], condition=Q(fate="rejected"), name="intake_imported_rejected"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"
