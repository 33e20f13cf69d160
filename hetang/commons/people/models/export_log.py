"""Who took data out of the house."""

from django.db import models

from hetang.commons.accounts.api import Account


class ExportLog(models.Model):
    """An export: by whom (`account`, or the machine's user at the console), what, under which filter, how much.

    `digest` is the SHA-256 of what was written, so that a file found later can be told to be it.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    operator = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=40)
    filter = models.CharField(max_length=400, blank=True)
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return f"{self.what}, {self.rows} rows, {self.at:%Y-%m-%d}"
