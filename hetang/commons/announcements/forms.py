"""Parsing of an announcement."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hetang.commons.announcements.actions import Notice
from hetang.commons.announcements.models import TEXT_CHARS, TITLE_CHARS, Announcement
from hetang.ground.lib import clock

_DAY: dict[str, Any] = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class NoticeForm(forms.Form):
    """What is said, to whom, from when until when."""

    audience = forms.ChoiceField(label=_("说给谁"), choices=[(k, _(v)) for k, v in Announcement.Audience.choices])
    title_zh = forms.CharField(label=_("标题"), max_length=TITLE_CHARS)
    text_zh = forms.CharField(
        label=_("内容"),
        max_length=TEXT_CHARS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("不写任何居民的姓名、电话和住址。"),
    )
    is_urgent = forms.BooleanField(label=_("紧急，排在最前"), required=False)
    since = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(**_DAY))
    until = forms.DateField(label=_("到哪天止（含当日）"), widget=forms.DateInput(**_DAY))
    title_en = forms.CharField(label=_("标题（英文）"), max_length=120, required=False)
    text_en = forms.CharField(
        label=_("内容（英文）"), max_length=TEXT_CHARS * 2, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None) -> None:
        today = clock.today()
        super().__init__(data, initial={"since": today, "until": today + timedelta(days=7)})

    def notice(self) -> Notice:
        """What was typed."""
        return Notice(**self.cleaned_data)
