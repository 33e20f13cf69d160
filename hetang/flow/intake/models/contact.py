"""A contact: somebody rang, came, wrote or was visited. Most lead to a case; some end with being told where to turn."""

import json
from typing import Any

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Hotline
from hetang.commons.knowledge.api import Article
from hetang.commons.people.api import Person
from hetang.ground.lib import crypto
from hetang.record.cases.api import Case

WORDS, MORE = "words", "more"


class Contact(models.Model):
    """One contact as the operator took it. `submission` makes a form sent twice one registration.

    `text` is what was said beyond the case's summary: the first contact's words are the summary, kept once. A contact
    without a case holds its text with numbers masked, and the words as they were told under a key of its own, for the
    day on which it becomes a case after all. `triage`: why it was not made a case (pack `triage`), `told` what was
    said. `more`: what else was on the form (JSON), sealed under the same key, for that day.
    `verb` is what was done with the form and `digest` a keyed digest of what was sent: the same sending again is the same
    contact, another under the same `submission` is none. `alike`: the number of the case of which the operator thought
    that it is the same matter, told by somebody else.
    """

    class Channel(models.TextChoices):
        HOTLINE = "hotline", "热线电话"
        WALK_IN = "walk_in", "来访"
        WEB = "web", "网上"
        QR = "qr", "扫码"
        LETTER = "letter", "来信"
        MEDIA = "media", "媒体"
        VISIT = "visit", "走访"
        PATROL = "patrol", "巡查"
        TRANSFER = "transfer", "上级转办"

    channel = models.CharField(max_length=12, choices=Channel.choices)
    hotline = models.ForeignKey(Hotline, on_delete=models.PROTECT, null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    text = models.TextField(blank=True)
    key = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    more = models.BinaryField(null=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="contacts")
    alike = models.CharField(max_length=24, blank=True, db_collation="C")
    # Told something new about a case that is closed: a lead decides whether it is taken up again.
    news = models.BooleanField(default=False)
    triage = models.CharField(max_length=24, blank=True)
    told = models.TextField(blank=True)
    # To whom an emergency was handed over (a key of the pack's channels); the moment is `at`.
    handed_to = models.CharField(max_length=24, blank=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="+")
    # What a sender above gave along: its own number, who sent it, by when it is to be answered.
    reference = models.CharField(max_length=40, blank=True, db_collation="C")
    sender = models.CharField(max_length=60, blank=True)
    sender_due_at = models.DateTimeField(null=True)
    district = models.CharField(max_length=12, db_collation="C", default="")
    street = models.CharField(max_length=12, db_collation="C", default="")
    community = models.CharField(max_length=16, blank=True, db_collation="C")
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()
    submission = models.CharField(max_length=40, unique=True)
    verb = models.CharField(max_length=40, blank=True)
    digest = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["street", "id"], condition=Q(case=None), name="intake_contact_closed"),
            models.Index(fields=["street", "id"], condition=Q(news=True), name="intake_contact_news"),
            models.Index(fields=["street", "reference"], condition=~Q(reference=""), name="intake_contact_reference"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(case=None) | ~Q(triage=""), name="intake_contact_ends_somewhere"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def words(self) -> str:
        """What was said, numbers masked or marked."""
        return self.text or (self.case.summary if self.case else "")

    @property
    def told_words(self) -> str:
        """What was said as it was told, for opening a case of it."""
        if not self.sealed or not self.key:
            return self.text
        return crypto.unseal(bytes(self.key), bytes(self.sealed), WORDS)

    @property
    def told_more(self) -> dict[str, Any]:
        """What else was on the form, by field of a report."""
        if not self.more or not self.key:
            return {}
        found: dict[str, Any] = json.loads(crypto.unseal(bytes(self.key), bytes(self.more), MORE))
        return found

    def seal_words(self, words: str) -> None:
        """Keep `words` under a key of this contact's own."""
        self.key = self.key or crypto.new_key()
        self.sealed = crypto.seal(bytes(self.key), words, WORDS)

    def seal_more(self, more: dict[str, Any]) -> None:
        """Keep what else was on the form under the same key."""
        self.key = self.key or crypto.new_key()
        self.more = crypto.seal(bytes(self.key), json.dumps(more, ensure_ascii=False), MORE)
