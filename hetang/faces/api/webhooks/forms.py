"""What an administrator fills in for an endpoint."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hetang.commons.accounts.api import Account
from hetang.faces.api.models import URL_CHARS
from hetang.faces.api.webhooks.guarding import read_url
from hetang.ground.lib.labels import pick


class EndpointForm(forms.Form):
    """Where to tell what the account sees."""

    account = forms.ChoiceField(label=_("账号"), help_text=_("推送这个账号能看到的案件；先给它建令牌"))
    url = forms.CharField(label=_("推送地址"), max_length=URL_CHARS, help_text=_("https 开头的完整地址"))

    def __init__(self, accounts: Sequence[Account], data: Any = None) -> None:
        super().__init__(data)
        self.accounts = {str(each.pk): each for each in accounts}
        language = get_language() or "zh"
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, pick(each.name, language)) for key, each in self.accounts.items()]

    def clean_url(self) -> str:
        """An address that may be an endpoint at all."""
        url: str = self.cleaned_data["url"].strip()
        if read_url(url) is None:
            raise forms.ValidationError(_("请写完整的 https 地址，不带用户名和 # 部分。"))
        return url

    def account_chosen(self) -> Account:
        """Whose cases are told."""
        return self.accounts[self.cleaned_data["account"]]
