"""Parsing of what is written into the knowledge base."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hetang.commons.accounts.api import Account, colleagues_of
from hetang.commons.knowledge.actions.terms import Terms
from hetang.commons.knowledge.actions.write import Wording
from hetang.commons.knowledge.models import Article, Edition
from hetang.commons.knowledge.rules import ANSWER_CHARS, BASIS_CHARS, QUESTIONS_CHARS, TITLE_CHARS
from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordingForm(forms.Form):
    """What an article says."""

    title_zh = forms.CharField(label=_("问题"), max_length=TITLE_CHARS, help_text=_("别人会怎么问，一句话。"))
    questions = forms.CharField(
        label=_("还会怎么问"),
        max_length=QUESTIONS_CHARS,
        required=False,
        widget=_long(3),
        help_text=_("每行一种问法、一个同义词，来电人的话里出现就会提示这个条目。"),
    )
    answer_zh = forms.CharField(label=_("答复"), max_length=ANSWER_CHARS, widget=_long(6))
    basis = forms.CharField(label=_("依据"), max_length=BASIS_CHARS, required=False, widget=_long(2))
    title_en = forms.CharField(label=_("问题（英文）"), max_length=200, required=False)
    answer_en = forms.CharField(label=_("答复（英文）"), max_length=ANSWER_CHARS, required=False, widget=_long(3))

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(**{name: self.cleaned_data[name] for name in WordingForm.base_fields})


class TermsForm(forms.Form):
    """Who answers for an article and when it holds."""

    category = forms.ChoiceField(label=_("类型"), required=False)
    owner = forms.ChoiceField(label=_("责任人"), help_text=_("由他审定和复审。"))
    valid_from = forms.DateField(label=_("生效日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(
        label=_("失效日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("长期有效的留空。"),
    )
    review_on = forms.DateField(label=_("复审日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, street: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        language = get_language() or "zh"
        self.colleagues: dict[str, Account] = {str(a.pk): a for a in colleagues_of(frozenset({street}))}
        categories = [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("categories")]
        for name, choices in (
            ("category", [("", _("不分类型")), *categories]),
            ("owner", [(key, pick(a.name, language)) for key, a in self.colleagues.items()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def terms(self) -> Terms:
        """Who answers for it and when it holds."""
        data = self.cleaned_data
        days = {name: data[name] for name in ("valid_from", "valid_until", "review_on")}
        return Terms(owner=self.colleagues[data["owner"]], category=data["category"], **days)

    @staticmethod
    def initial_of(article: Article) -> dict[str, Any]:
        """The terms that hold."""
        names = ("category", "valid_from", "valid_until", "review_on")
        return {"owner": str(article.owner_id), **{name: getattr(article, name) for name in names}}


class ArticleForm(TermsForm, WordingForm):
    """A new article: its words, who answers for it and when it holds."""


def waiting(article: Article, edition: Edition | None) -> dict[str, Any]:
    """What an edit begins with: the wording that waits, else the one that holds."""
    shown = edition or article.current
    return {name: getattr(shown, name) for name in WordingForm.base_fields} if shown else {}
