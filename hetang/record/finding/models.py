"""What each case is found by. Folded from the journal and the case; never written by a page."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from hetang.record.cases.api import Case


class Entry(models.Model):
    """One case: the words of its texts, its facets (`facets.py`), the number of the event up to which it was read.

    No constraint on the case: an entry is dropped with its case, and the consumer puts in thousands at a time.
    """

    case = models.OneToOneField(
        Case, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="entry"
    )
    seq = models.PositiveIntegerField()
    words = SearchVectorField()
    facets = ArrayField(models.CharField(max_length=40, db_collation="C"))

    class Meta:
        indexes = [
            # Words and facets in one index: a word in one street is the meeting of two lists, whichever is shorter.
            # What came in last waits in a list of its own that every search reads: a short one.
            GinIndex(fields=["words", "facets"], name="finding_words_facets", gin_pending_list_limit=512),
        ]

    def __str__(self) -> str:
        return f"entry of {self.case_id}"


class Band(models.Model):
    """The days on which the cases of a wide band (`facets.WIDE`) were registered, so that a search for days begins
    where they are. What an importer brought in lies among newer keys: then the band reaches far back.

    It never becomes narrower: a search that looks into a band in vain is only slower. So it is not in a rebuild's tables.
    """

    number = models.BigIntegerField(primary_key=True)
    first_day = models.DateField()
    last_day = models.DateField()

    def __str__(self) -> str:
        return f"band {self.number}"
