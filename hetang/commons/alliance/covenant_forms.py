"""The forms of covenants and brands."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hetang.commons.alliance.covenant_keeping import MOST_CHARS, RECORD_CHARS, topics
from hetang.commons.places.api import Place, Unit, places_of, units_of
from hetang.ground.lib.labels import pick


class TitleForm(forms.Form):
    """What a draft is called."""

    title_zh = forms.CharField(label=_("名称"), max_length=80)
    title_en = forms.CharField(label=_("名称（英文）"), max_length=120, required=False)


class ClauseForm(forms.Form):
    """One clause, and to which disputes it is shown."""

    text_zh = forms.CharField(label=_("条文"), max_length=MOST_CHARS, widget=forms.Textarea(attrs={"rows": 3}))
    text_en = forms.CharField(
        label=_("条文（英文）"), max_length=MOST_CHARS, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    fits = forms.MultipleChoiceField(
        label=_("适用于这些纠纷"),
        help_text=_("办这类案件时，这一条会提示给承办人，可以写进协议。"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["fits"]
        assert isinstance(field, forms.MultipleChoiceField)
        language = get_language() or "zh"
        field.choices = [(key, pick(label, language)) for key, label in topics().items()]


class AdoptionForm(forms.Form):
    """When and how it was adopted."""

    adopted_on = forms.DateField(label=_("通过日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    record = forms.CharField(
        label=_("怎样通过的"),
        help_text=_("例如：2026 年 11 月 20 日居民代表会议，到会 58 人，53 人同意；已报街道备案。不写个人姓名。"),
        max_length=RECORD_CHARS,
    )


class BrandForm(forms.Form):
    """A community's brand."""

    community = forms.ChoiceField(label=_("社区"))
    name_zh = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("名称（英文）"), max_length=80, required=False)
    about_zh = forms.CharField(
        label=_("介绍"), max_length=MOST_CHARS, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    about_en = forms.CharField(
        label=_("介绍（英文）"), max_length=MOST_CHARS, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit = forms.ChoiceField(label=_("由哪个单位承担"), required=False)

    def __init__(
        self, street: str, data: Any = None, initial: dict[str, Any] | None = None, *, is_new: bool = True
    ) -> None:
        super().__init__(data, initial=initial)
        language = get_language() or "zh"
        self.places: dict[str, Place] = {p.code: p for p in places_of(street, Place.Kind.COMMUNITY)}
        self.units: dict[str, Unit] = {str(u.pk): u for u in units_of(street)}
        where, who = self.fields["community"], self.fields["unit"]
        assert isinstance(where, forms.ChoiceField)
        assert isinstance(who, forms.ChoiceField)
        where.choices = [(code, pick(p.name, language)) for code, p in self.places.items()]
        who.choices = [("", "—"), *((key, pick(u.name, language)) for key, u in self.units.items())]
        if not is_new:
            del self.fields["community"]

    def wanted(self) -> dict[str, Any]:
        """As `add_brand` and `change_brand` take it, the community aside."""
        values = {key: value for key, value in self.cleaned_data.items() if key != "community"}
        return {**values, "unit": self.units.get(values["unit"])}
