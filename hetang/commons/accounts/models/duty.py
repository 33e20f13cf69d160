"""What somebody who signs in is there for."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import BigIntegerRangeField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from hetang.commons.accounts.models.account import Account
from hetang.commons.accounts.rules import ADMIN_ROLES, ROLES
from hetang.commons.places.api import Place, Unit


class DutyQuery(models.QuerySet["Duty"]):
    """Duties by day."""

    def in_force(self, day: date) -> "DutyQuery":
        """Duties that hold on `day`; one that waits for its confirmation does not."""
        return self.current(day).filter(since__lte=day, pending=False)

    def current(self, day: date) -> "DutyQuery":
        """Duties that hold on `day` or will, the unconfirmed among them, none that was taken back before it held."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), withdrawn=False)


def _points(low: object, high: object) -> Func:
    return Func(low, high, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class Duty(models.Model):
    """Account × role × unit × place, from a day until another."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="duties")
    role = models.CharField(max_length=24, choices=list(ROLES.items()))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="duties")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    # A weighty duty (pack `security`) that the security administrator has not confirmed yet.
    pending = models.BooleanField(default=False)
    # An administrator's duty that is to end; it holds until the security administrator confirms that too.
    ending = models.BooleanField(default=False)
    # Taken back before it held. Kept, because it was on record.
    withdrawn = models.BooleanField(default=False)

    objects = DutyQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "unit", "since"], condition=Q(withdrawn=False), name="accounts_duty_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="accounts_duty_period"
            ),
            # An administrator's duty takes the whole of its third range and so overlaps every other duty of the
            # account in that time; an ordinary one takes only its own point and overlaps nothing but such a duty.
            ExclusionConstraint(
                name="accounts_administers_only",
                condition=Q(withdrawn=False),
                expressions=[
                    (_points(F("account_id"), F("account_id")), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("since"),
                            F("until"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Case(
                            When(
                                role__in=sorted(ADMIN_ROLES),
                                then=Func(
                                    Value(None),
                                    Value(None),
                                    function="int8range",
                                    output_field=BigIntegerRangeField(),
                                ),
                            ),
                            default=_points(F("id"), F("id")),
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} @ {self.unit_id}"
