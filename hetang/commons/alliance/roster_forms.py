"""The forms of the rosters."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.places.api import Unit
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_, pick

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
_DATE: dict[str, Any] = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}
_MOMENT: dict[str, Any] = {"attrs": {"type": "datetime-local"}, "format": "%Y-%m-%dT%H:%M"}


def holders_of(unit: Unit, role: str) -> list[Account]:
    """Who may be put on this roster."""
    return [duty.account for duty in duty_holders(role, {unit.pk})]


class _People(forms.Form):
    """A form that names people of one roster."""

    people: tuple[str, ...] = ()

    def __init__(self, holders: list[Account], data: Any = None) -> None:
        super().__init__(data, initial={"since": clock.today(), "weekdays": [0, 1, 2, 3, 4]})
        self.known = {account.pk: account for account in holders}
        language = get_language() or "zh"
        for name in self.people:
            field = self.fields[name]
            named = [(pk, pick(account.name, language)) for pk, account in self.known.items()]
            field.choices = named if field.required else [("", "—"), *named]  # type: ignore[attr-defined]

    def person(self, name: str) -> Account | None:
        """Who was chosen."""
        return self.known.get(self.cleaned_data[name] or 0)


class ShiftForm(_People):
    """Every week on these days."""

    people = ("account",)
    account = forms.TypedChoiceField(label=gettext_lazy("谁"), coerce=int)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("星期"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(label=gettext_lazy("从几点"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=gettext_lazy("到几点"), widget=forms.TimeInput(attrs={"type": "time"}))
    since = forms.DateField(label=gettext_lazy("从哪天起"), widget=forms.DateInput(**_DATE))
    until = forms.DateField(
        label=gettext_lazy("到哪天止（含当日，可不填）"), required=False, widget=forms.DateInput(**_DATE)
    )

    def __init__(self, holders: list[Account], data: Any = None) -> None:
        super().__init__(holders, data)
        self.fields["weekdays"].choices = [(n, _(day)) for n, day in enumerate(WEEKDAYS)]  # type: ignore[attr-defined]


class ChangeForm(_People):
    """For some hours one in place of another."""

    people = ("out", "into")
    out = forms.TypedChoiceField(label=gettext_lazy("谁不值班"), coerce=int, required=False, empty_value=None)
    into = forms.TypedChoiceField(label=gettext_lazy("谁来值班"), coerce=int, required=False, empty_value=None)
    starts_at = forms.DateTimeField(label=gettext_lazy("从"), widget=forms.DateTimeInput(**_MOMENT))
    ends_at = forms.DateTimeField(label=gettext_lazy("到"), widget=forms.DateTimeInput(**_MOMENT))
