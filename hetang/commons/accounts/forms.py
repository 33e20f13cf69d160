"""What people type to come in, to look after their account, to administer others'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hetang.commons.accounts.models import SCOPES
from hetang.commons.accounts.models.token import NAME_CHARS
from hetang.commons.accounts.passwords import LONGEST
from hetang.commons.accounts.rules import ROLES
from hetang.commons.places.api import Place, Unit

DAY = {"type": "date"}
TOKEN_DAYS = (7, 30, 90, 180, 365)


def _password(label: Any, complete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, strip=False, max_length=1000, widget=widget, **options)


class SignInForm(forms.Form):
    """User name and password, in the field's words; `unsent` carries a form that was sent too late."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username", "autocapitalize": "none"}),
    )
    password = _password(_("密码"), "current-password")
    unsent = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The second step of signing in."""

    code = forms.CharField(
        label=_("验证码"),
        help_text=_("手机验证器上的六位数字；手机不在身边时，输入一个恢复码。"),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class EnrolForm(forms.Form):
    """The first code of a new authenticator."""

    code = forms.CharField(
        label=_("手机上显示的六位数字"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class PasswordForm(forms.Form):
    """Changing one's own password."""

    # These names keep what is typed here out of every page that shows what had been typed.
    old_password = _password(_("现在的密码"), "current-password")
    new_password = _password(_("新密码"), "new-password")
    again_password = _password(_("再输入一次新密码"), "new-password")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        new = data.get("new_password", "")
        if new and data.get("again_password") and new != data["again_password"]:
            self.add_error("again_password", _("两次输入的新密码不一样。"))
        if len(new) > LONGEST:
            self.add_error("new_password", _("新密码太长。"))
        return data


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("用户名"), max_length=40, help_text=_("小写字母和数字，中间可用点、横线。登录时不分大小写。")
    )
    name_zh = forms.CharField(label=_("姓名"), max_length=40)
    name_en = forms.CharField(label=_("英文名"), max_length=60, required=False)


class ReasonForm(forms.Form):
    """Why an administrator does something to somebody's account."""

    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("供审计时核对，写一句话即可。"))


class TokenForm(forms.Form):
    """A key for a program that acts as this account."""

    name = forms.CharField(label=_("用途"), max_length=NAME_CHARS, help_text=_("哪个程序、做什么用"))
    scopes = forms.MultipleChoiceField(label=_("范围"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("有效期"), coerce=int, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(key, _(label)) for key, label in SCOPES.items()]  # type: ignore[attr-defined]
        days = [(n, ngettext_lazy("%(n)d 天", "%(n)d 天", n) % {"n": n}) for n in TOKEN_DAYS]
        self.fields["days"].choices = days  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    """A duty to be given. The units are those within the administrator's reach."""

    role = forms.ChoiceField(label=_("岗位"))
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), empty_label=_("请选择"))
    place = forms.ModelChoiceField(
        label=_("地点"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("单位所在地"),
    )
    since = forms.DateField(label=_("起始日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    until = forms.DateField(
        label=_("截止日期（最后一天）"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    )

    def __init__(self, streets: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, places = Unit.objects.filter(is_active=True), Place.objects.filter(kind__in=("street", "community"))
        if "" not in streets:
            units, places = units.filter(place__street__in=streets), places.filter(street__in=streets)
        self.fields["unit"].queryset = units.order_by("code")  # type: ignore[attr-defined]
        self.fields["place"].queryset = places.order_by("code")  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("请选择")), *((key, _(label)) for key, label in ROLES.items())]  # type: ignore[attr-defined]


class StaffListForm(forms.Form):
    """A staff list to be checked."""

    file = forms.FileField(
        label=_("人员名单（.xlsx）"),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )
