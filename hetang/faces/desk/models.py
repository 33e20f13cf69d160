"""How each person likes their lists: filters with a name, columns in an order. Nothing of a case stands here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit

NAME_CHARS, QUERY_CHARS = 30, 400


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
