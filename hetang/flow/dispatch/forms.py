"""The form of a routing rule, and the matter that the simulator is asked about."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import duty_holders
from hetang.commons.places.api import places_of, units_of
from hetang.flow.dispatch.actions.route import Wanted
from hetang.flow.dispatch.models import RoutingRule
from hetang.flow.dispatch.routing import Matter
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_, pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
Choices = list[tuple[Any, str]]


class Several(forms.TypedMultipleChoiceField):
    """Tick boxes; nothing ticked says nothing."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def _date(label: Any, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class RuleForm(forms.Form):
    """One rule. Everything that is left empty says nothing."""

    name = forms.CharField(label=gettext_lazy("规则名称"), max_length=60)
    to = forms.ChoiceField(label=gettext_lazy("派给"))
    kinds = Several(label=gettext_lazy("事项类别"))
    categories = Several(label=gettext_lazy("纠纷类型"))
    communities = Several(label=gettext_lazy("社区"))
    units = Several(label=gettext_lazy("受理单位"), coerce=int)
    weekdays = Several(label=gettext_lazy("星期"), coerce=int)
    starts = _time(gettext_lazy("从几点"))
    ends = _time(gettext_lazy("到几点"))
    words = forms.CharField(
        label=gettext_lazy("文字里有（任一词）"), required=False, help_text=gettext_lazy("用空格分开；有一个就算符合。")
    )
    since = _date(gettext_lazy("从哪天起"))
    until = _date(gettext_lazy("到哪天止（含当日，可不填）"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    # What the rule names and nobody can be given any more.
    gone = ""

    def __init__(self, street: str, data: Any = None, rule: RoutingRule | None = None) -> None:
        super().__init__(data, initial=_initial(rule) if rule else {"since": clock.today()})
        units = list(units_of(street))
        language = get_language() or "zh"
        named = [(u.pk, pick(u.name, language)) for u in units]
        offered: dict[str, Choices] = {
            "to": _receivers(street, language),
            "kinds": [(key, _(table.title)) for key, table in KINDS.items()],
            "categories": [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("categories")],
            "communities": [(p.code, pick(p.name, language)) for p in places_of(street, "community")],
            "units": named,
            "weekdays": [(n, _(day)) for n, day in enumerate(WEEKDAYS)],
        }
        if rule and (kept := f"{rule.to_unit_id}:{rule.to_account_id or ''}") not in dict(offered["to"]):
            # Whom it named is there no more: shown as such, and saved only with somebody else.
            self.gone = kept
            offered["to"] = [(kept, _("%(who)s（现在不能派给）") % {"who": _named(rule, language)}), *offered["to"]]
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_to(self) -> str:
        """Nobody is sent to where there is nobody."""
        to: str = self.cleaned_data["to"]
        if to == self.gone:
            raise forms.ValidationError(_("原来指定的单位或同事现在不能派给，请另选。"))
        return to

    def wanted(self) -> Wanted:
        """What was filled in, as the action takes it."""
        data = self.cleaned_data
        unit, _sep, account = data["to"].partition(":")
        same = ("kinds", "categories", "communities", "units", "weekdays", "starts", "ends", "since", "until")
        return Wanted(
            name=data["name"].strip(),
            to_unit=int(unit),
            to_account=int(account) if account else None,
            words=list(dict.fromkeys(data["words"].replace("，", " ").replace("、", " ").split())),
            **{key: data[key] for key in same},
        )


def _receivers(street: str, language: str) -> Choices:
    """The street's units, each followed by its mediators."""
    units = list(units_of(street))
    people: dict[int, Choices] = {}
    for duty in duty_holders("mediator", {u.pk for u in units}):
        who = f"{pick(duty.unit.name, language)} · {pick(duty.account.name, language)}"
        people.setdefault(duty.unit_id, []).append((f"{duty.unit_id}:{duty.account_id}", who))
    return [row for u in units for row in [(f"{u.pk}:", pick(u.name, language)), *people.get(u.pk, [])]]


def _named(rule: RoutingRule, language: str) -> str:
    who = pick(rule.to_unit.name, language)
    return f"{who} · {pick(rule.to_account.name, language)}" if rule.to_account else who


def _initial(rule: RoutingRule) -> dict[str, Any]:
    same = ("name", "kinds", "categories", "communities", "units", "weekdays", "starts", "ends", "since", "until")
    values = {key: getattr(rule, key) for key in (*same, "version")}
    return {**values, "to": f"{rule.to_unit_id}:{rule.to_account_id or ''}", "words": " ".join(rule.words)}


class MatterForm(forms.Form):
    """A matter as somebody types it in for the simulator. Nothing of it is kept."""

    kind = forms.ChoiceField(label=gettext_lazy("事项类别"))
    category = forms.ChoiceField(label=gettext_lazy("纠纷类型"))
    community = forms.ChoiceField(label=gettext_lazy("社区"), required=False)
    unit = forms.TypedChoiceField(label=gettext_lazy("受理单位"), required=False, coerce=int, empty_value=None)
    at = forms.DateTimeField(
        label=gettext_lazy("登记时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(
        label=gettext_lazy("说的什么"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, street: str, data: Any = None) -> None:
        super().__init__(data, initial={"at": timezone.localtime(clock.now())})
        language = get_language() or "zh"
        offered: dict[str, Choices] = {
            "kind": [(key, _(table.title)) for key, table in KINDS.items()],
            "category": [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("categories")],
            "community": [("", "—"), *((p.code, pick(p.name, language)) for p in places_of(street, "community"))],
            "unit": [("", "—"), *((u.pk, pick(u.name, language)) for u in units_of(street))],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def matter(self) -> Matter:
        """What was typed, as the rules take it."""
        data = self.cleaned_data
        at: datetime = timezone.localtime(data["at"])
        return Matter(data["kind"], data["category"], data["community"], data["unit"], at, data["text"])
