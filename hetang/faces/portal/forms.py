"""Parsing of what residents fill in."""

import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from hetang.commons.alliance.api import streets_served
from hetang.commons.people.api import normalise_phone
from hetang.commons.places.api import Place, places_of
from hetang.flow.intake.api import Report, Told
from hetang.ground.lib.errors import translated
from hetang.ground.lib.labels import N_, pick
from hetang.ground.lib.refusals import Invalid, Refused
from hetang.record.followup.api import SATISFACTION, SOLVED

TEXT_CHARS = 3000
# A form that was open for longer is made anew; a draft lives as long. Nobody fills in three pages in two seconds.
OLDEST_SECONDS, QUICKEST_SECONDS = 30 * 86_400, 2
SALT = "portal-form"
KINDS = {
    "dispute": N_("和别人有矛盾，想请人调解"),
    "request": N_("有困难，想请街道帮忙办"),
    "consultation": N_("有问题想问"),
    "hazard": N_("发现了安全隐患"),
}
REASONS = {
    "settled": N_("已经自己解决了"),
    "no_more": N_("不想再追究了"),
    "mistaken": N_("登记错了，或者重复登记"),
    "elsewhere": N_("要走其他途径，例如仲裁、起诉"),
    "other": N_("其他原因"),
}
STEPS = {
    1: ("kind", "text", "where", "place_text"),
    2: ("applicant", "applicant_phone", "respondent", "respondent_phone", "agreed"),
    3: (),
}
CARRIED = ("token", "notice", "website")


def new_token() -> str:
    """The mark of one form: what is sent twice under it is one matter."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_hex(16))


class FileForm(forms.Form):
    """Three steps in one form; each step shows its own fields and carries the others along."""

    kind = forms.ChoiceField(label=_("是什么事"), widget=forms.RadioSelect, initial="dispute")
    text = forms.CharField(
        label=_("发生了什么"),
        max_length=TEXT_CHARS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("照平常说话写就行：什么时候、和谁、什么事、您希望怎样。"),
        error_messages={"required": _("请写一写发生了什么，一句话也可以。")},
    )
    where = forms.ChoiceField(label=_("在哪个社区"), error_messages={"required": _("请选择；不清楚就选“不清楚”。")})
    place_text = forms.CharField(
        label=_("具体地点（可以不填）"), max_length=120, required=False, help_text=_("例如小区、楼号、店名。")
    )
    applicant = forms.CharField(
        label=_("怎么称呼您"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请写您的姓名。")},
    )
    applicant_phone = forms.CharField(
        label=_("您的电话"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("工作人员会打这个电话；以后查进展也用它。不会告诉对方。"),
        error_messages={"required": _("请写能打通的电话。")},
    )
    respondent = forms.CharField(
        label=_("对方是谁（可以不填）"), max_length=60, required=False, help_text=_("不知姓名可写称呼，如“卖家”")
    )
    respondent_phone = forms.CharField(
        label=_("对方电话（可以不填）"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    agreed = forms.BooleanField(
        label=_("我看过并同意上面的告知"),
        error_messages={"required": _("同意后才能在网上办；也可以打热线或到驿站来办。")},
    )
    notice = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.CharField(max_length=120, widget=forms.HiddenInput)
    # For programs that fill in whatever they find; people do not see it.
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.streets = {street.code: street for street in streets_served()}
        self.communities: dict[str, Place] = {}
        self._choices("kind", [(key, _(label)) for key, label in KINDS.items()])
        self._choices("where", [("", _("请选择")), *self._places(get_language() or "zh")])

    def _places(self, language: str) -> Iterable[tuple[str, Any]]:
        for code, street in self.streets.items():
            found = list(places_of(code, "community"))
            self.communities |= {place.code: place for place in found}
            options = [(place.code, pick(place.name, language)) for place in found]
            yield pick(street.name, language), [*options, (code, _("不清楚是哪个社区"))]

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _number(self, name: str) -> str:
        typed: str = self.cleaned_data[name].strip()
        if typed and normalise_phone(typed) is None:
            raise forms.ValidationError(_("这不像电话号码，请核对。"))
        return typed

    def clean_applicant_phone(self) -> str:
        """A number that can be rung."""
        return self._number("applicant_phone")

    def clean_respondent_phone(self) -> str:
        """A number, or none."""
        return self._number("respondent_phone")

    def faults_at(self, step: int) -> bool:
        """Whether something on this step's page is missing or wrong."""
        return any(name in self.errors for name in STEPS[step])

    def at(self, step: int) -> list[forms.BoundField]:
        """The fields that this step shows."""
        return [self[name] for name in STEPS[step]]

    def beside(self, step: int) -> list[tuple[str, str]]:
        """What the other steps said, to be carried along unseen."""
        shown = {*STEPS[step], *CARRIED}
        return [(name, str(self[name].value() or "")) for name in self.fields if name not in shown]

    @property
    def street_code(self) -> str:
        """The street that was chosen: who handles the data is named in its notice. The first one until then."""
        chosen = str(self["where"].value() or "")
        community = self.communities.get(chosen)
        code = community.street if community else chosen
        return code if code in self.streets else min(self.streets, default="")

    def said(self) -> list[tuple[Any, str]]:
        """What was filled in, to be looked over before it is sent."""
        data, language = self.cleaned_data, get_language() or "zh"
        place = self.communities.get(data["where"]) or self.streets[data["where"]]
        kind = KINDS[data["kind"]]
        named = {"kind": _(kind), "where": pick(place.name, language)}
        shown = [(self[name].label, str(named.get(name, data[name]))) for name in (*STEPS[1], *STEPS[2])]
        return [
            (label, value)
            for (label, value), name in zip(shown, (*STEPS[1], *STEPS[2]), strict=True)
            if value and name != "agreed"
        ]

    def submission(self) -> str:
        """The mark of this form. Raises `Invalid` for one that is no mark of ours, too old, or filled in by no person."""
        if self.cleaned_data["website"]:
            raise Invalid(N_("“网址”一栏要留空。"), then=N_("请清空它，再送出一次。"))
        signer = signing.TimestampSigner(salt=SALT)
        try:
            mark = signer.unsign(self.cleaned_data["token"], max_age=OLDEST_SECONDS)
        except signing.BadSignature:
            raise Invalid(N_("这张表放得太久了。"), then=N_("您写的都还在，请再按一次送出。")) from None
        if _is_fresh(signer, self.cleaned_data["token"]):
            raise Invalid(N_("送得太快了。"), then=N_("您写的都还在，请看一遍，再按一次送出。"))
        return mark

    def report(self, submission: str) -> Report:
        """What the resident filled in."""
        data = self.cleaned_data
        community = self.communities.get(data["where"])
        street = self.streets[community.street if community else data["where"]]
        return Report(
            text=data["text"],
            street=street,
            applicant=data["applicant"],
            applicant_phone=data["applicant_phone"],
            respondent=data["respondent"],
            respondent_phone=data["respondent_phone"],
            community=community,
            place_text=data["place_text"],
            kind=data["kind"],
            submission=submission,
        )

    def told(self) -> Told:
        """The wording that was shown, and agreed to."""
        return Told(version=self.cleaned_data["notice"], agreed=self.cleaned_data["agreed"])


def _is_fresh(signer: signing.TimestampSigner, token: str) -> bool:
    try:
        signer.unsign(token, max_age=QUICKEST_SECONDS)
    except signing.SignatureExpired:
        return False
    return QUICKEST_SECONDS > 0


class AskForm(forms.Form):
    """The code on the receipt and the number that is on record."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=30,
        help_text=_("在回执上，12 位字母和数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=_("登记时留的电话"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class CodeForm(forms.Form):
    """The six digits from the telephone."""

    code = forms.CharField(
        label=_("短信里的六位数字"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class RatingForm(forms.Form):
    """Whether it is solved, and how content somebody is."""

    solved = forms.ChoiceField(label=_("事情解决了吗"), widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(label=_("您满意吗"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("还想说的话（可以不填）"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, choices, left_out in (("solved", SOLVED, "unreached"), ("satisfaction", SATISFACTION, "refused")):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, _(label)) for key, label in choices.items() if key != left_out]


class WordsForm(forms.Form):
    """What somebody wants to add, or why it is not solved."""

    text = forms.CharField(
        label=_("想说的话"),
        max_length=TEXT_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("还没有写。")},
    )
    submission = forms.RegexField(r"[0-9a-f]{32}", widget=forms.HiddenInput)


class WithdrawalForm(forms.Form):
    """Why somebody withdraws, in their own words if they like."""

    why = forms.ChoiceField(
        label=_("为什么撤回"), widget=forms.RadioSelect, error_messages={"required": _("请选一项。")}
    )
    note = forms.CharField(
        label=_("还想说的话（可以不填）"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    own_will = forms.BooleanField(
        label=_("是我自己要撤回的，没有人逼我"),
        error_messages={"required": _("不是自愿的，请不要撤回，马上打热线或 110。")},
    )
    submission = forms.RegexField(r"[0-9a-f]{32}", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["why"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, _(label)) for key, label in REASONS.items()]

    def words(self) -> str:
        """The reason as staff read it."""
        label = REASONS[self.cleaned_data["why"]]
        with override("zh-hans"):
            reason = gettext(label)
        note = self.cleaned_data["note"].strip()
        return f"{reason}。{note}" if note else reason


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """What was refused, above the form."""
    form.add_error(None, " ".join(translated(text, refused.params) for text in (refused.what, refused.then) if text))
