"""The forms of an import."""

from collections.abc import Sequence
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext_lazy as _

from hetang.commons.places.api import Place
from hetang.flow.intake.importing.guessing import body_of, guess_columns
from hetang.flow.intake.importing.mapping import EVERY, NONE

COLUMNS = {
    "text": _("事情经过"),
    "key": _("工单编号"),
    "at": _("时间"),
    "applicant": _("来电人"),
    "applicant_phone": _("来电号码"),
    "respondent": _("对方"),
    "respondent_phone": _("对方电话"),
    "place_text": _("地点"),
    "community": _("所在社区"),
    "amount": _("涉及金额（元）"),
}


class FileForm(forms.Form):
    """The file, and into which street."""

    file = forms.FileField(label=_("文件"), widget=forms.FileInput(attrs={"accept": ".csv,.gz,.xlsx"}))
    street = forms.ChoiceField(label=_("街道"))

    def __init__(self, streets: Sequence[Place], language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["street"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(place.code, place.name[language]) for place in streets]


class MappingForm(forms.Form):
    """Which column is what. `yaml`, where it is filled in, holds in place of all the rest."""

    source = forms.CharField(
        label=_("来源名称"),
        max_length=40,
        help_text=_("字母、数字、短横，例如 hotline-2018；同一来源的同一编号只导入一次。"),
    )
    finished = forms.ChoiceField(
        label=_("这些工单"),
        choices=[(EVERY, _("都已办结，存为历史")), (NONE, _("还要办理，今天登记"))],
        help_text=_("存为历史的不再计时，也不进今天的统计。"),
    )
    assumed_time = forms.TimeField(
        label=_("日期没有时刻的，按"), initial="12:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    yaml = forms.CharField(
        label=_("映射文件"), required=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("另有对照表、日期格式时，把整个映射文件（YAML）贴在这里，上面的选择就不用了。"),
    )  # fmt: skip

    def __init__(self, columns: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guessed = guess_columns(columns)
        for name, label in COLUMNS.items():
            choices = [("", _("没有这一列")), *((column, column) for column in columns)]
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=label, choices=choices, required=name == "text", initial=guessed.get(name, "")
            )

    def column_fields(self) -> list[Any]:
        """The fields that name columns."""
        return [self[f"column_{name}"] for name in COLUMNS]

    def mapping(self) -> str:
        """The mapping as a YAML text, from what was chosen or as it was pasted."""
        data = self.cleaned_data
        if data["yaml"].strip():
            return str(data["yaml"])
        columns = {name: data[f"column_{name}"] for name in COLUMNS}
        body = body_of(data["source"], columns, data["finished"], f"{data['assumed_time']:%H:%M}")
        return yaml.safe_dump(body, allow_unicode=True, sort_keys=False)
