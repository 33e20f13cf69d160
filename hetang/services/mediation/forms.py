"""Parsing of the settlement."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hetang.ground.lib.money import fen
from hetang.record.cases.api import Party
from hetang.record.followup.api import Promise
from hetang.services.mediation.rules import FORMS

ROWS = 3


class PromiseForm(forms.Form):
    """One promise: who owes what to whom by when."""

    debtor = forms.ChoiceField(label=_("谁"), required=False)
    creditor = forms.ChoiceField(label=_("向谁"), required=False)
    amount = forms.CharField(label=_("付多少（元）"), required=False, max_length=20)
    act = forms.CharField(label=_("或者做什么"), required=False, max_length=200)
    due_on = forms.DateField(label=_("最迟哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(
        self, parties: Sequence[Party], today: date, data: Any = None, prefix: str = "", amount_fen: int | None = None
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.today = today
        self.parties = {str(p.pk): p for p in parties}
        choices = [(key, p.person.name) for key, p in self.parties.items()]
        for name in ("debtor", "creditor"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        # Most often the other side owes the applicant something today.
        self.initial = {
            "debtor": next((str(p.pk) for p in parties if p.role == "respondent"), ""),
            "creditor": next((str(p.pk) for p in parties if p.role == "applicant"), ""),
            "due_on": today.isoformat(),
            "amount": f"{Decimal(amount_fen) / 100:f}" if amount_fen else "",
        }

    @property
    def is_blank(self) -> bool:
        """Neither a sum nor an act was written."""
        data = self.cleaned_data
        return not (data.get("amount") or data.get("act"))

    def clean(self) -> dict[str, Any]:
        """A sum or an act, not both; a sum in whole fen; a date."""
        data = self.cleaned_data
        if data.get("amount") and data.get("act"):
            self.add_error("act", _now("每项约定写一件事：付多少钱，或者做什么事。"))
        if data.get("amount") or data.get("act"):
            for name in ("debtor", "creditor"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _now("请写明谁向谁履行。"))
        if data.get("amount"):
            try:
                data["amount_fen"] = fen(data["amount"])
            except ValueError:
                self.add_error("amount", _now("请写金额，例如 500 或 500.50。"))
        return data

    def promise(self) -> Promise:
        """The promise as the record takes it."""
        data = self.cleaned_data
        return Promise(
            debtor=self.parties[data["debtor"]],
            creditor=self.parties[data["creditor"]],
            due_on=data["due_on"] or self.today,
            amount_fen=data.get("amount_fen"),
            act=data["act"],
        )


class SettlementForm(forms.Form):
    """The form of the settlement and what it rests on; the promises are forms of their own."""

    form = forms.ChoiceField(
        label=_("协议形式"), choices=[(k, _(v)) for k, v in FORMS.items()], widget=forms.RadioSelect, initial="oral"
    )
    paper_complete = forms.BooleanField(label=_("书面协议已由各方当事人和调解员签名，并加盖调委会印章"), required=False)
    grounds = forms.MultipleChoiceField(
        label=_("引用的公约和法律条文"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("经过和理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, grounds: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["grounds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(grounds)


def promise_forms(
    parties: Sequence[Party], today: date, data: Any = None, amount_fen: int | None = None
) -> list[PromiseForm]:
    """The rows of the settlement form; the sum in dispute (fen) stands in the first."""
    return [
        PromiseForm(parties, today, data, prefix=f"p{i}", amount_fen=None if i else amount_fen) for i in range(ROWS)
    ]
