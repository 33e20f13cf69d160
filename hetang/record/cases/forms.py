"""Parsing of what people type on the case page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hetang.commons.people.api import NoNumber, normalise_phone, read_credit_code, read_id_number
from hetang.ground.lib import clock
from hetang.record.cases.models import Party


class PartyForm(forms.Form):
    """A further person of the case: a relative or representative beside a party, or another party."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    id_number = forms.CharField(
        label=_("身份证号"), max_length=24, required=False, help_text=_("需要制作文书或核对年龄时填写")
    )
    address = forms.CharField(label=_("住址"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("身份"),
        initial="relative",
        choices=[
            ("relative", _("近亲属")),
            ("representative", _("代理人")),
            ("guardian", _("法定代理人")),
            ("respondent", _("被申请人")),
            ("applicant", _("申请人")),
        ],
    )
    of = forms.ChoiceField(label=_("是谁的"), required=False, help_text=_("近亲属、代理人、法定代理人须选择"))
    relation = forms.CharField(label=_("关系"), max_length=20, required=False, help_text=_("例如：母亲"))

    def __init__(self, parties: Sequence[Party], data: Any = None) -> None:
        super().__init__(data)
        principals = {str(p.pk): p for p in parties if p.of_id is None}
        self.principals = principals
        field = self.fields["of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((key, p.person.name) for key, p in principals.items())]

    def clean_phone(self) -> str:
        """As it was typed, where it is a telephone number."""
        typed: str = self.cleaned_data["phone"]
        if typed.strip() and normalise_phone(typed) is None:
            raise forms.ValidationError(_("不像电话号码：手机 11 位，座机带区号，也可以先留空。"))
        return typed

    def clean_id_number(self) -> str:
        """In its 18 characters; what is wrong with it stands beside the field."""
        typed: str = self.cleaned_data["id_number"]
        try:
            return read_id_number(typed, clock.today()).number if typed.strip() else ""
        except NoNumber as wrong:
            raise forms.ValidationError(gettext(str(wrong))) from wrong

    def party_of(self) -> Party | None:
        """The chosen principal; None for a party in their own right."""
        if self.cleaned_data["role"] not in {"relative", "representative", "guardian"}:
            return None
        return self.principals.get(self.cleaned_data["of"])


class StandingForm(forms.Form):
    """What decides a party's capacity, or that it is an organisation."""

    kind = forms.ChoiceField(label=_("种类"), choices=[("person", _("自然人")), ("organisation", _("单位"))])
    born_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("按证件填写；留空就不改"),
    )
    self_supporting = forms.BooleanField(label=_("满十六周岁，靠自己的劳动收入生活"), required=False)
    declared = forms.ChoiceField(
        label=_("法院认定"),
        required=False,
        choices=[("", _("没有认定")), ("limited", _("限制民事行为能力")), ("none", _("无民事行为能力"))],
    )
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)

    def clean_credit_code(self) -> str:
        """In its 18 characters; what is wrong with it stands beside the field."""
        typed: str = self.cleaned_data["credit_code"]
        try:
            return read_credit_code(typed) if typed.strip() else ""
        except NoNumber as wrong:
            raise forms.ValidationError(gettext(str(wrong))) from wrong


class PoliceForm(forms.Form):
    """Which police station was told when, and the receipt."""

    station = forms.CharField(label=_("派出所"), max_length=60)
    receipt = forms.CharField(label=_("回执或接警编号"), max_length=40)
    reported_at = forms.DateTimeField(
        label=_("报告时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
