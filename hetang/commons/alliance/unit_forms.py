"""The forms of units and stations."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hetang.commons.alliance.models import Station
from hetang.commons.places.api import Place, Unit, places_of
from hetang.ground.lib.labels import N_, pick

# The names of the model are for Django; these are for pages.
KINDS = {
    Unit.Kind.CENTRE.value: N_("综治中心"),
    Unit.Kind.STATION.value: N_("治理解纷驿站"),
    Unit.Kind.TEAM.value: N_("队伍"),
    Unit.Kind.COMMITTEE.value: N_("调委会"),
    Unit.Kind.STUDIO.value: N_("工作室"),
    Unit.Kind.OFFICE.value: N_("科室"),
}


class NameForm(forms.Form):
    """What a unit is called."""

    name_zh = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("名称（英文）"), max_length=80, required=False)


class UnitForm(NameForm):
    """A new unit."""

    kind = forms.ChoiceField(label=_("种类"), choices=[(key, _(text)) for key, text in KINDS.items()])
    field_order = ("kind", "name_zh", "name_en")


class StationForm(forms.Form):
    """Where a station is and whose cases it takes in."""

    address_zh = forms.CharField(label=_("地址"), max_length=120)
    address_en = forms.CharField(label=_("地址（英文）"), max_length=160, required=False)
    phone = forms.CharField(label=_("电话"), max_length=20, required=False)
    communities = forms.MultipleChoiceField(
        label=_("接收这些社区的案件"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_default = forms.BooleanField(label=_("社区不明的案件也由这里接收"), required=False)

    def __init__(self, street: str, station: Station | None, data: Any = None) -> None:
        super().__init__(data, initial=_values(station))
        self.known: dict[str, Place] = {p.code: p for p in places_of(street, Place.Kind.COMMUNITY)}
        language = get_language() or "zh"
        field = self.fields["communities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, pick(p.name, language)) for code, p in self.known.items()]

    def wanted(self) -> dict[str, Any]:
        """As `set_station` takes it."""
        return {**self.cleaned_data, "communities": [self.known[code] for code in self.cleaned_data["communities"]]}


def _values(station: Station | None) -> dict[str, Any]:
    if station is None:
        return {}
    names = ("address_zh", "address_en", "phone", "is_default")
    codes = [p.code for p in station.communities.all()]
    return {**{name: getattr(station, name) for name in names}, "communities": codes}
