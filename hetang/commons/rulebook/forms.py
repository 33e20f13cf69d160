"""Parsing of a rule that is proposed."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hetang.commons.rulebook.reading import MOST_BYTES
from hetang.commons.rulebook.succession import NOTE_CHARS


class ProposalForm(forms.Form):
    """A file, or the text itself; the file counts where both are there."""

    file = forms.FileField(
        label=_("YAML 文件"), required=False, help_text=_("也可以不上传文件，直接在下面修改。选了文件就以文件为准。")
    )
    text = forms.CharField(
        label=_("内容"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )
    note = forms.CharField(
        label=_("为什么改"),
        max_length=NOTE_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("复核的人先看这一句。"),
    )

    def clean(self) -> dict[str, object]:
        """`found`: the text that counts."""
        data = super().clean() or {}
        file = data.get("file")
        if file is not None:
            raw = file.read(MOST_BYTES + 1)
            if len(raw) > MOST_BYTES:
                self.add_error("file", gettext("文件太大，规则包最多 256 KB。"))
            try:
                data["text"] = raw.decode("utf-8")
            except UnicodeDecodeError:
                self.add_error("file", gettext("文件不是 UTF-8 编码。"))
        if not (data.get("text") or "").strip() and not self.errors:
            self.add_error("text", gettext("请上传文件，或填写内容。"))
        return data


class AnswerForm(forms.Form):
    """Why a proposal is not taken."""

    answer = forms.CharField(label=_("不采用的理由"), max_length=NOTE_CHARS, widget=forms.Textarea(attrs={"rows": 2}))
