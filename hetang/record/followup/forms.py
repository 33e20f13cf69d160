"""Parsing of follow-up and performance forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hetang.ground.lib.money import fen
from hetang.record.cases.api import Party
from hetang.record.followup.rules import SATISFACTION, SOLVED


class FollowUpForm(forms.Form):
    """Who was asked, whether it is solved, how content they are."""

    party = forms.ChoiceField(label=_("回访了谁"))
    solved = forms.ChoiceField(label=_("是否解决"), widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(label=_("满意程度"), widget=forms.RadioSelect, required=False)
    note = forms.CharField(
        label=_("说了什么"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, parties: Sequence[Party], data: Any = None) -> None:
        super().__init__(data)
        self.parties = {str(p.pk): p for p in parties}
        for name, choices in (
            ("party", [(key, p.person.name) for key, p in self.parties.items()]),
            ("solved", [(key, _(label)) for key, label in SOLVED.items()]),
            ("satisfaction", [(key, _(label)) for key, label in SATISFACTION.items()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def chosen_party(self) -> Party:
        """The party that was asked."""
        return self.parties[self.cleaned_data["party"]]


class PerformanceForm(forms.Form):
    """A part payment (in yuan), or nothing for the whole."""

    amount = forms.CharField(label=_("本次金额（元，留空为全部）"), required=False, max_length=20)
    note = forms.CharField(label=_("备注"), required=False, max_length=200)

    def clean_amount(self) -> int | None:
        """Fen, or None for the whole."""
        text = self.cleaned_data["amount"].strip()
        if not text:
            return None
        try:
            return fen(text)
        except ValueError as error:
            raise forms.ValidationError(_("请写金额，例如 500 或 500.50。")) from error
