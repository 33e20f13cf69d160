"""The people of a case."""

from datetime import date

from django.db import models

from hetang.commons.people.api import Person
from hetang.ground.lib import crypto
from hetang.record.cases import capacity
from hetang.record.cases.models.case import Case

BORN = "born"


class Party(models.Model):
    """A person's or organisation's part in a case. Who helps or acts for a party stands beside the party `of`.

    One person may have several parts, as a party and as the guardian of another; their standing is the same in all.
    `declared` is what a court has declared of an adult's capacity. `credit_code` is an organisation's 18 characters.
    """

    class Role(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        RESPONDENT = "respondent", "被申请人"
        RELATIVE = "relative", "近亲属"
        REPRESENTATIVE = "representative", "代理人"
        GUARDIAN = "guardian", "法定代理人"

    class Identity(models.TextChoices):
        UNCHECKED = "", "未核对"
        PHONE = "phone", "电话核对"
        CARD = "card", "证件核对"
        KNOWN = "known", "工作人员熟识"

    class Kind(models.TextChoices):
        PERSON = "person", "自然人"
        ORGANISATION = "organisation", "单位"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=16, choices=Role.choices)
    relation = models.CharField(max_length=20, blank=True)
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="companions")
    identity = models.CharField(max_length=8, choices=Identity.choices, blank=True, default="")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERSON)
    credit_code = models.CharField(max_length=18, blank=True)
    # The date of birth under the person's own key, where it was told for this case; else the person's own holds.
    born_sealed = models.BinaryField(null=True)
    self_supporting = models.BooleanField(default=False)
    declared = models.CharField(max_length=8, blank=True, choices=[("limited", "限制"), ("none", "无")])

    class Meta:
        constraints = [
            # One parent may be a party and guard two children: each part once.
            models.UniqueConstraint(
                fields=["case", "person", "role", "of"], name="cases_party_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"

    @property
    def principal_id(self) -> int:
        """The party whose side this is: itself, or the one a relative or representative stands for."""
        return self.of_id or self.pk

    @property
    def born_on(self) -> date | None:
        """The date of birth as told in this case, else as the person's record knows it; None where nobody knows."""
        if self.person.is_erased:
            return None
        if self.born_sealed:
            return date.fromisoformat(crypto.unseal(bytes(self.person.key), bytes(self.born_sealed), BORN))
        return self.person.born_on

    @born_on.setter
    def born_on(self, value: date | None) -> None:
        sealed = crypto.seal(bytes(self.person.key), value.isoformat(), BORN) if value else None
        self.born_sealed = sealed

    def capacity_on(self, day: date) -> str:
        """`none`, `limited` or `full` on that day; an organisation acts through its representative.

        Who has a date of birth is no organisation, whatever was ticked.
        """
        born_on = self.born_on
        if self.kind == Party.Kind.ORGANISATION and born_on is None:
            return capacity.FULL
        return capacity.capacity(born_on, day, self.self_supporting, self.declared)
