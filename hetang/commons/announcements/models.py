"""What a street tells its staff or its residents for some days."""

from django.db import models
from django.db.models import F, Q

from hetang.commons.accounts.api import Account
from hetang.ground.lib.labels import N_

TITLE_CHARS, TEXT_CHARS = 60, 1000


class Announcement(models.Model):
    """A few sentences, shown from `since` to `until` (both included) unless taken back. Never altered: who read it read this."""

    class Audience(models.TextChoices):
        STAFF = "staff", N_("工作人员")
        RESIDENTS = "residents", N_("居民")
        EVERYBODY = "everybody", N_("工作人员和居民")

    street = models.CharField(max_length=12, db_collation="C")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    title_zh = models.CharField(max_length=TITLE_CHARS)
    title_en = models.CharField(max_length=120, blank=True)
    text_zh = models.TextField(max_length=TEXT_CHARS)
    text_en = models.TextField(max_length=TEXT_CHARS * 2, blank=True)
    is_urgent = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["street", "-until"], name="announcements_street")]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="announcements_days")]

    def __str__(self) -> str:
        return f"announcement {self.pk}"

    @property
    def title(self) -> dict[str, str]:
        """The {zh, en} title; in Chinese where there is no English."""
        return {"zh": self.title_zh, "en": self.title_en or self.title_zh}

    @property
    def text(self) -> dict[str, str]:
        """The {zh, en} text."""
        return {"zh": self.text_zh, "en": self.text_en or self.text_zh}
