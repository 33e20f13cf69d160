"""How often residents' pages were used, without saying by whom."""

from django.db import models


class Tally(models.Model):
    """Uses of one `subject` under one limit in the window that began at `since`.

    The subject is a keyed digest of a telephone number, a network or nothing (everybody together): equal ones are
    counted together, and nobody can read out of it who it was. Rows go a day after their window.
    """

    limit = models.CharField(max_length=16, db_collation="C")
    subject = models.BinaryField(max_length=16)
    since = models.DateTimeField()
    uses = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "subject"], name="people_tally_once")]

    def __str__(self) -> str:
        return f"{self.limit} {self.uses}"
