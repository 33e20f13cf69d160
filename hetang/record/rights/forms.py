"""Parsing of what people type about consents and requests."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Party
from hetang.record.rights.rules import BASES, CAPACITIES, CHANNELS, KINDS, MEANS, WORDS_CHARS


def _choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _of(labels: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [(key, _(label)) for key, label in labels.items()]


class ConsentForm(forms.Form):
    """Who was told which notice, how, on which basis, and who agreed for a child."""

    party = forms.ChoiceField(label=_("谁"))
    notice = forms.ChoiceField(label=_("告知内容"))
    means = forms.ChoiceField(label=_("方式"))
    basis = forms.ChoiceField(label=_("依据"), initial="consent")
    guardian = forms.ChoiceField(label=_("监护人"), required=False, help_text=_("未满十四周岁的须选择其法定代理人"))

    def __init__(self, parties: Sequence[Party], data: Any = None) -> None:
        super().__init__(data)
        self.parties = {str(p.pk): p for p in parties}
        people = [(key, p.person.name) for key, p in self.parties.items()]
        language = get_language() or "zh"
        _choices(self, "party", people)
        # Somebody may guard several children of the case: the choice says whose guardian.
        names = {p.pk: p.person.name for p in parties}
        guardians = [
            (str(p.pk), f"{names[p.pk]}（{names[p.of_id]}）")
            for p in parties
            if p.of_id and p.role == Party.Role.GUARDIAN
        ]
        _choices(self, "guardian", [("", "—"), *guardians])
        _choices(self, "notice", [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("notices")])
        _choices(self, "means", _of(MEANS))
        _choices(self, "basis", _of(BASES))

    def chosen(self, name: str) -> Party | None:
        """The party chosen in the field of this name."""
        return self.parties.get(self.cleaned_data.get(name) or "")


class AskingForm(forms.Form):
    """Somebody asks about their own data: who, what, how they came. Found by case and name, or by name and number."""

    kind = forms.ChoiceField(label=_("请求"), widget=forms.RadioSelect, choices=_of(KINDS))
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(
        label=_("登记过的电话"), max_length=30, required=False, help_text=_("电话和案件编号填一项即可，用来找到这个人")
    )
    case = forms.CharField(label=_("案件编号"), max_length=24, required=False)
    capacity = forms.ChoiceField(label=_("谁来提出"), choices=_of(CAPACITIES))
    channel = forms.ChoiceField(label=_("来源"), choices=_of(CHANNELS))
    words = forms.CharField(
        label=_("请求人的说明"), required=False, max_length=WORDS_CHARS, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """One of number and case is needed to find the person."""
        data = super().clean() or {}
        if not data.get("phone", "").strip() and not data.get("case", "").strip():
            self.add_error("phone", _("请填写登记过的电话，或者案件编号。"))
        return data


class DecisionForm(forms.Form):
    """Granted, in part or refused, and on which legal ground."""

    decision = forms.ChoiceField(
        label=_("决定"),
        widget=forms.RadioSelect,
        choices=[("granted", _("同意")), ("partly", _("部分同意")), ("refused", _("不予办理"))],
    )
    ground = forms.ChoiceField(
        label=_("法定理由"), required=False, help_text=_("部分同意或者不予办理时须选择，并告知请求人")
    )

    def __init__(self, kind: str, data: Any = None) -> None:
        super().__init__(data)
        language = get_language() or "zh"
        fitting = [e for e in rulepacks.entries("request_grounds") if kind in e["kinds"]]
        _choices(self, "ground", [("", "—"), *((e["key"], pick(e["label"], language)) for e in fitting)])
