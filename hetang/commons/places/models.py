"""Places and the units that work in them. No persons."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

CODE = 24


class Place(models.Model):
    """District ▸ street ▸ community ▸ grid ▸ estate or road and so on; `street` … are the codes above it, for fast scopes."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "区县"
        STREET = "street", "街道"
        COMMUNITY = "community", "社区"
        GRID = "grid", "网格"
        ESTATE = "estate", "小区"
        BUILDING = "building", "楼幢"
        MARKET = "market", "市场"
        ROAD = "road", "道路"

    code = models.CharField(max_length=CODE, unique=True, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    # What people call it besides: 善贤新村, 老菜场. Suggestions look for these too.
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    # Short ASCII letters of a street, used in case numbers.
    abbr = models.CharField(max_length=8, blank=True)
    district = models.CharField(max_length=12, blank=True, db_collation="C")
    street = models.CharField(max_length=12, blank=True, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["street", "kind"], name="places_street_kind")]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> dict[str, str]:
        """The {zh, en} label."""
        return {"zh": self.name_zh, "en": self.name_en}


class Unit(models.Model):
    """A member unit: centre, station, team, committee, studio or office. Duties and grants name it."""

    class Kind(models.TextChoices):
        CENTRE = "centre", "综治中心"
        STATION = "station", "治理解纷驿站"
        TEAM = "team", "队伍"
        COMMITTEE = "committee", "调委会"
        STUDIO = "studio", "工作室"
        OFFICE = "office", "科室"

    code = models.CharField(max_length=CODE, unique=True, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> dict[str, str]:
        """The {zh, en} label."""
        return {"zh": self.name_zh, "en": self.name_en}
