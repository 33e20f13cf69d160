"""Parsing of the operator's form."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hetang.commons.alliance.api import hotlines_of
from hetang.commons.places.api import places_of
from hetang.flow.intake.models import Contact
from hetang.ground.lib.labels import pick
from hetang.ground.lib.money import fen
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS, Case


class ReportForm(forms.Form):
    """One free-text field is enough; the rest helps."""

    text = forms.CharField(
        label=_("事情经过"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("照来电人的话写，一句也行。"),
    )
    applicant = forms.CharField(label=_("来电人"), max_length=60)
    applicant_phone = forms.CharField(label=_("来电号码"), max_length=30, required=False)
    respondent = forms.CharField(
        label=_("对方"), max_length=60, required=False, help_text=_("不知姓名可写称呼，如“卖家”")
    )
    respondent_phone = forms.CharField(label=_("对方电话"), max_length=30, required=False)
    amount = forms.CharField(label=_("涉及金额（元）"), max_length=20, required=False)
    community = forms.ChoiceField(label=_("所在社区"), required=False)
    place_text = forms.CharField(label=_("地点"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("纠纷类型"), required=False, help_text=_("可留空，按文字自动归类"))
    kind = forms.ChoiceField(label=_("事项类别"), initial=Case.Kind.DISPUTE, required=False)
    channel = forms.ChoiceField(label=_("来源"), initial=Contact.Channel.HOTLINE)
    hotline = forms.ChoiceField(label=_("热线"), required=False)
    submission = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, street: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        language = get_language() or "zh"
        self.communities = {p.code: p for p in places_of(street, "community")}
        self.hotlines = {str(h.pk): h for h in hotlines_of(street)}
        categories = [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("categories")]
        self._choices(
            "community", [("", _("不清楚")), *((c, pick(p.name, language)) for c, p in self.communities.items())]
        )
        self._choices("hotline", [(k, f"{h.number} {pick(h.name, language)}") for k, h in self.hotlines.items()])
        self._choices("category", [("", _("自动归类")), *categories])
        self._choices("kind", [(key, _(table.title)) for key, table in KINDS.items()])
        self._choices("channel", [(value, _(label)) for value, label in Contact.Channel.choices])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_amount(self) -> int | None:
        """Fen, or None."""
        text = self.cleaned_data["amount"].strip()
        if not text:
            return None
        try:
            amount = fen(text)
        except ValueError as error:
            raise forms.ValidationError(_("请写金额，例如 500 或 500.50。")) from error
        if not 0 <= amount <= 10**13:
            raise forms.ValidationError(_("金额太大或小于零，请核对。"))
        return amount
