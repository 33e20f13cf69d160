"""The alliance of a street: its stations, teams, services, brands and covenants."""

from django.db import models
from django.db.models import F, Q

from hetang.commons.accounts.api import ROLES, Account
from hetang.commons.places.api import Place, Unit


class Alliance(models.Model):
    """One street's alliance and its two hotlines."""

    street = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="alliance")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    motto_zh = models.CharField(max_length=120, blank=True)
    motto_en = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> dict[str, str]:
        """The {zh, en} label."""
        return {"zh": self.name_zh, "en": self.name_en}

    @property
    def motto(self) -> dict[str, str]:
        """The {zh, en} motto."""
        return {"zh": self.motto_zh, "en": self.motto_en}


class Hotline(models.Model):
    """A telephone line of the alliance: one gathers disputes, one answers needs."""

    class Purpose(models.TextChoices):
        DISPUTES = "disputes", "收集矛盾纠纷"
        NEEDS = "needs", "回应群众需求"

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="hotlines")
    number = models.CharField(max_length=20, unique=True)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> dict[str, str]:
        """The {zh, en} label."""
        return {"zh": self.name_zh, "en": self.name_en}


class Station(models.Model):
    """A 治理解纷驿站: a unit that takes in the cases of some communities."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="station")
    address_zh = models.CharField(max_length=120)
    address_en = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    communities = models.ManyToManyField(Place, related_name="stations")
    # Takes the cases whose community is not known yet.
    is_default = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"station {self.unit_id}"

    @property
    def address(self) -> dict[str, str]:
        """The {zh, en} address."""
        return {"zh": self.address_zh, "en": self.address_en or self.address_zh}


class Described(models.Model):
    """What teams, services and brands share: a name and what it is for, in both languages."""

    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    about_zh = models.TextField(blank=True)
    about_en = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> dict[str, str]:
        """The {zh, en} label."""
        return {"zh": self.name_zh, "en": self.name_en}

    @property
    def about(self) -> dict[str, str]:
        """The {zh, en} description."""
        return {"zh": self.about_zh, "en": self.about_en}


class Team(Described):
    """One of the alliance's teams, such as 矛调标兵队."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="team")


class Service(Described):
    """One of the eight services that the alliance offers in a street."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="services")
    key = models.CharField(max_length=24)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alliance", "key"], name="alliance_service_once")]


class Brand(Described):
    """A community's own way of working, such as 家园131; `unit` where a studio carries it."""

    key = models.CharField(max_length=40, unique=True)
    community = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="brands")
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, related_name="brands")
    # No longer carried on; it stays on record.
    is_active = models.BooleanField(default=True)


class Covenant(models.Model):
    """One version of a community's 居民公约: a draft until it was adopted, and from then on as it is.

    The newest that was adopted by today is in force. `record` says how: the meeting, and where it was filed.
    """

    community = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="covenants")
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    adopted_on = models.DateField(null=True)
    record = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "adopted_on"], name="alliance_covenant_once"),
            models.UniqueConstraint(
                fields=["community"], condition=Q(adopted_on=None), name="alliance_covenant_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def title(self) -> dict[str, str]:
        """The {zh, en} title."""
        return {"zh": self.title_zh, "en": self.title_en}

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.adopted_on is None


class Clause(models.Model):
    """One clause of a covenant and the case categories and topics that it fits. A trigger keeps it once it was adopted:
    settlements quote it by its id."""

    covenant = models.ForeignKey(Covenant, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField()
    text_zh = models.TextField()
    text_en = models.TextField()
    fits = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["covenant", "number"], name="alliance_clause_once")]

    def __str__(self) -> str:
        return f"{self.covenant_id} §{self.number}"

    @property
    def text(self) -> dict[str, str]:
        """The {zh, en} text."""
        return {"zh": self.text_zh, "en": self.text_en}


class Shift(models.Model):
    """Who is on duty every week in a unit, as what: days 0 (Monday) to 6, local times, over midnight where the end is
    not later. In force from `since` to `until`, both included."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="shifts")
    role = models.CharField(max_length=24, choices=list(ROLES.items()))
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="shifts")
    weekdays = models.JSONField(default=list)
    starts = models.TimeField()
    ends = models.TimeField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "role"], name="alliance_shift_unit")]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="alliance_shift_period")
        ]

    def __str__(self) -> str:
        return f"shift {self.pk} of {self.account_id}"


class ShiftChange(models.Model):
    """An exception to the weekly shifts: `into` in place of `out`; `out` alone is missing, `into` alone comes beside."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="shift_changes")
    role = models.CharField(max_length=24, choices=list(ROLES.items()))
    out = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    into = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "role", "ends_at"], name="alliance_shift_change_unit")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="alliance_shift_change_time"),
            models.CheckConstraint(
                condition=Q(out__isnull=False) | Q(into__isnull=False), name="alliance_shift_change_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}: {self.out_id} → {self.into_id}"
