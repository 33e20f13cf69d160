"""Parsing of an appraisal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hetang.flow.archive.rules import DECISIONS


class AppraisalForm(forms.Form):
    """Keep longer or destroy, why, and what the archive authority said."""

    decision = forms.ChoiceField(
        label=_("鉴定意见"), widget=forms.RadioSelect, choices=[(key, _(label)) for key, label in DECISIONS.items()]
    )
    keep_until = forms.DateField(
        label=_("继续保管到"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("继续保管时填写"),
    )
    approval = forms.CharField(
        label=_("档案主管部门批准文号"), required=False, max_length=60, help_text=_("销毁时填写")
    )
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
