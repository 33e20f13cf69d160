"""The people of a case."""

from django.db import models

from hetang.commons.people.api import Person
from hetang.record.cases.models.case import Case


class Party(models.Model):
    """A person's part in a case. A relative or representative stands beside the party `of`."""

    class Role(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        RESPONDENT = "respondent", "被申请人"
        RELATIVE = "relative", "近亲属"
        REPRESENTATIVE = "representative", "代理人"

    class Identity(models.TextChoices):
        UNCHECKED = "", "未核对"
        PHONE = "phone", "电话核对"
        CARD = "card", "证件核对"
        KNOWN = "known", "工作人员熟识"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=16, choices=Role.choices)
    relation = models.CharField(max_length=20, blank=True)
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="companions")
    identity = models.CharField(max_length=8, choices=Identity.choices, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_party_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"

    @property
    def principal_id(self) -> int:
        """The party whose side this is: itself, or the one a relative or representative stands for."""
        return self.of_id or self.pk
