"""Parsing of the operator's form."""

import secrets
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hetang.commons.alliance.api import hotlines_of
from hetang.commons.people.api import normalise_phone
from hetang.commons.places.api import Place, places_of
from hetang.flow.intake.actions.register import REFERENCE_CHARS, SENDER_CHARS, Report
from hetang.flow.intake.models import Contact
from hetang.flow.intake.rules import usual_kind
from hetang.ground.lib.errors import translated
from hetang.ground.lib.labels import pick
from hetang.ground.lib.money import fen
from hetang.ground.lib.refusals import Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS

TEXT_CHARS = 5000
# Of these stands nothing in a draft: they belong to one sending of the form.
NOT_KEPT = frozenset({"submission", "csrfmiddlewaretoken", "then"})

# What an emergency takes of the form.
EMERGENCY_FIELDS = ("text", "applicant", "applicant_phone", "place_text", "channel", "hotline", "submission")
# Refusals of a registration by the field that they are about; others stand above the form.
REFUSED_AT = {
    "还没有写事情经过。": "text",
    "事情经过超过 %(limit)s 字。": "text",
    "“%(phone)s”不像电话号码。": "applicant_phone",
    "约定了回电，却没有号码。": "applicant_phone",
    "身份证号的最后一位与前面不符，请逐位核对。": "applicant_id_number",
    "身份证号应为 18 位（旧证 15 位），最后一位可以是 X。": "applicant_id_number",
    "出生日期还没有到。": "applicant_born_on",
    "来件写明的时限已经过了。": "sender_due_on",
    "来件单位或编号太长。": "reference",
    "还没有写答复内容。": "answer",
    "约定的回电时间已经过了。": "call_back_at",
    "还没有选转到哪里。": "verdict",
    "不认识这种分流。": "verdict",
    "同一个人不能同时是双方当事人。": "respondent",
}


class ReportForm(forms.Form):
    """One free-text field is enough; the rest helps."""

    applicant_phone = forms.CharField(
        label=_("来电号码"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )
    applicant = forms.CharField(label=_("来电人"), max_length=60, required=False, help_text=_("不愿留姓名的留空。"))
    text = forms.CharField(
        label=_("事情经过"),
        max_length=TEXT_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("照来电人的话写，一句也行。"),
    )
    respondent = forms.CharField(
        label=_("对方"), max_length=60, required=False, help_text=_("不知姓名可写称呼，如“卖家”")
    )
    respondent_phone = forms.CharField(label=_("对方电话"), max_length=30, required=False)
    amount = forms.CharField(label=_("涉及金额（元）"), max_length=20, required=False)
    community = forms.ChoiceField(label=_("所在社区"), required=False)
    place_text = forms.CharField(label=_("地点"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("纠纷类型"), required=False, help_text=_("可留空，按文字自动归类"))
    kind = forms.ChoiceField(
        label=_("事项类别"), required=False, help_text=_("不选时，需求热线记为诉求，其他记为纠纷。")
    )
    channel = forms.ChoiceField(label=_("来源"), initial=Contact.Channel.HOTLINE)
    hotline = forms.ChoiceField(label=_("热线"), required=False)
    sender = forms.CharField(label=_("来件单位"), max_length=SENDER_CHARS, required=False)
    reference = forms.CharField(label=_("来件编号"), max_length=REFERENCE_CHARS, required=False)
    sender_due_on = forms.DateField(label=_("来件时限"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    applicant_id_number = forms.CharField(label=_("身份证号"), max_length=30, required=False)
    applicant_born_on = forms.DateField(
        label=_("出生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    answer = forms.CharField(
        label=_("答复内容"), max_length=TEXT_CHARS, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    write_back = forms.BooleanField(label=_("这次答复写进知识库（待审定）"), required=False)
    verdict = forms.ChoiceField(label=_("告知去哪里办"), required=False)
    told = forms.CharField(
        label=_("告知内容"),
        max_length=TEXT_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("留空即按规定用语记录。"),
    )
    call_back_at = forms.DateTimeField(
        label=_("约定回电时间"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    call_back = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submission = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, street: Place, data: Any = None, initial: dict[str, Any] | None = None, *, text_needed: bool = True
    ) -> None:
        super().__init__(data, initial=initial)
        self.street = street
        self.fields["text"].required = text_needed
        language = get_language() or "zh"
        self.communities = {p.code: p for p in places_of(street.code, "community")}
        self.hotlines = {str(h.pk): h for h in hotlines_of(street.code)}
        categories = [(e["key"], pick(e["label"], language)) for e in rulepacks.entries("categories")]
        self._choices(
            "community", [("", _("不清楚")), *((c, pick(p.name, language)) for c, p in self.communities.items())]
        )
        lines = [(k, f"{h.number} {pick(h.name, language)}") for k, h in self.hotlines.items()]
        # Nobody is taken to have rung on the first of several lines.
        self._choices("hotline", lines if len(lines) == 1 else [("", "—"), *lines])
        self._choices("category", [("", _("自动归类")), *categories])
        self._choices("kind", [("", _("随热线")), *((key, _(table.title)) for key, table in KINDS.items())])
        self._choices("channel", [(value, _(label)) for value, label in Contact.Channel.choices])
        self._choices("verdict", [("", "—"), *verdicts(language)])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_amount(self) -> int | None:
        """Fen, or None."""
        text = self.cleaned_data["amount"].strip()
        if not text:
            return None
        try:
            amount = fen(text)
        except ValueError as error:
            raise forms.ValidationError(_("请写金额，例如 500 或 500.50。")) from error
        if not 0 <= amount <= 10**13:
            raise forms.ValidationError(_("金额太大或小于零，请核对。"))
        return amount

    def report(self, phone: str = "") -> Report:
        """What the operator took down; `phone` where the form does not say one."""
        data = self.cleaned_data
        due_on = data["sender_due_on"]
        line = self.hotlines.get(data["hotline"]) if data["channel"] == Contact.Channel.HOTLINE else None
        return Report(
            text=data["text"],
            street=self.street,
            applicant=data["applicant"],
            applicant_phone=data["applicant_phone"] or phone,
            respondent=data["respondent"],
            respondent_phone=data["respondent_phone"],
            channel=data["channel"],
            hotline=line,
            community=self.communities.get(data["community"]),
            place_text=data["place_text"],
            kind=data["kind"] or usual_kind(line.purpose if line else None),
            category=data["category"],
            amount_fen=data["amount"],
            applicant_id_number=data["applicant_id_number"],
            applicant_born_on=data["applicant_born_on"],
            reference=data["reference"],
            sender=data["sender"],
            sender_due_at=timezone.make_aware(datetime.combine(due_on, time(23, 59))) if due_on else None,
            submission=data["submission"],
        )


def emergency_form(street: Place, post: QueryDict) -> ReportForm:
    """The form of an emergency: nothing that was typed stands in its way.

    Words, name, number and place count as far as they can be read; a number that is none stands in the words, masked
    as they are; all other fields wait for the registration after it.
    """
    sent = {name: post.get(name, "").strip() for name in EMERGENCY_FIELDS}
    notes = [sent.pop("place_text")]
    if sent["applicant_phone"] and normalise_phone(sent["applicant_phone"]) is None:
        notes.append(_("来电号码：%(number)s") % {"number": _unreadable(sent["applicant_phone"])})
        sent["applicant_phone"] = ""
    sent["text"] = "\n".join(words for words in (sent["text"], *notes) if words)[:TEXT_CHARS]
    sent["applicant"] = " ".join(sent["applicant"].split())[:60]
    sent["channel"] = sent["channel"] if sent["channel"] in Contact.Channel.values else Contact.Channel.HOTLINE
    sent["submission"] = sent["submission"][:40] or secrets.token_hex(16)
    form = ReportForm(street, sent, text_needed=False)
    if "hotline" in form.errors:
        sent["hotline"] = ""
        form = ReportForm(street, sent, text_needed=False)
    return form


def _unreadable(number: str) -> str:
    """The last digit is kept back for every two that are shown: it was typed in a hurry, and is somebody's."""
    half = len(number) // 2
    return number[:half] + "*" * (len(number) - half)


def add_refusal(form: ReportForm, refusal: Refused) -> None:
    """What was refused, said at its field."""
    field = REFUSED_AT.get(refusal.what)
    if field == "applicant_phone" and refusal.params.get("phone") == form.cleaned_data.get("respondent_phone"):
        field = "respondent_phone"
    words = [translated(text, refusal.params) for text in (refusal.what, refusal.then)]
    form.add_error(field, " ".join(text for text in words if text))


def verdicts(language: str) -> list[tuple[str, Any]]:
    """The ways in which a contact ends without a case, with their channels, as groups of a list.

    Emergencies have buttons of their own, and a repetition is told from the case that it repeats.
    """
    found: list[tuple[str, Any]] = []
    for entry in rulepacks.entries("triage"):
        if entry["key"] in {"emergency", "repeat"}:
            continue
        label = pick(entry["label"], language)
        channels = [(f"{entry['key']}:{c['key']}", pick(c["label"], language)) for c in entry.get("channels", ())]
        found.append((label, channels) if channels else (f"{entry['key']}:", label))
    return found
