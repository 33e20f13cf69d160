"""Figures by day, folded from the journal. Nothing here is ever written by a page."""

from django.db import models


class Figure(models.Model):
    """How often (or how many fen) on one local day in one community; "" where the community is not known."""

    day = models.DateField()
    street = models.CharField(max_length=12, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")
    measure = models.CharField(max_length=24)
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["street", "measure", "day", "community"], name="insight_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.amount}"
