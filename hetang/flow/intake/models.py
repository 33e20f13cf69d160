"""A contact: somebody rang, came, wrote or was visited. Contacts lead to cases."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Hotline
from hetang.commons.people.api import Person
from hetang.record.cases.api import Case


class Contact(models.Model):
    """One contact as the operator took it. `submission` makes a form sent twice one registration.

    `text` is what was said beyond the case's summary: the first contact's words are the summary, kept once.
    """

    class Channel(models.TextChoices):
        HOTLINE = "hotline", "热线电话"
        WALK_IN = "walk_in", "来访"
        VISIT = "visit", "走访"
        WEB = "web", "网上"

    channel = models.CharField(max_length=12, choices=Channel.choices)
    hotline = models.ForeignKey(Hotline, on_delete=models.PROTECT, null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    text = models.TextField(blank=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    submission = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def words(self) -> str:
        """What was said."""
        return self.text or self.case.summary
