"""What a sent registration asks for, by the button that sent it: `then` is a word, or a word and what it is about.

register · answer, answer:<article> · triage, triage:emergency:<channel> · same:<case> · repeat:<case>
"""

from dataclasses import dataclass, replace

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.api import article_in_use
from hetang.flow.intake.access import get_call_back_for
from hetang.flow.intake.actions.answer import answer_now
from hetang.flow.intake.actions.call_back import Ringing, promise_call_back
from hetang.flow.intake.actions.join import add_contact, caller_in, register_alike
from hetang.flow.intake.actions.register import Report, register_case
from hetang.flow.intake.actions.triage import EMERGENCY, REPEAT, Verdict, close_contact, words_to_tell
from hetang.flow.intake.forms import ReportForm
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.moments import hm
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, get_case_for

EMERGENCY_BUTTON = "triage:emergency:"


@dataclass(frozen=True)
class Outcome:
    """Where the browser goes next, what is said there, and the case where there is one."""

    url: str
    said: str
    case: Case | None = None


def settle(then: str, form: ReportForm, user: Account) -> Outcome:
    """Do what the button asks with a valid form. Raises a `Refused`."""
    data = form.cleaned_data
    phone = get_call_back_for(user, data["call_back"]).person.phone if data["call_back"] else ""
    report = form.report(phone)
    verb, _colon, about = then.partition(":")
    if data["call_back_at"] and not report.applicant_phone.strip():
        raise Invalid(N_("约定了回电，却没有号码。"), then=N_("请写来电号码，或去掉约定的时间。"))
    if not data["call_back_at"]:
        return _done(verb, about, report, form, user)
    with transaction.atomic():
        found = _done(verb, about, report, form, user)
        ringing = Ringing(phone=report.applicant_phone, street=report.street, name=report.applicant, case=found.case)
        promise_call_back(ringing, due_at=data["call_back_at"], by=user)
        return found


def _done(verb: str, about: str, report: Report, form: ReportForm, user: Account) -> Outcome:
    if verb == "answer":
        return _answer(about, report, form, user)
    if verb == "triage":
        return _triage(about, report, form, user)
    if verb == "same":
        return _same(get_case_for(user, about), report, user)
    if verb == "repeat":
        case = get_case_for(user, about)
        close_contact(report, Verdict(REPEAT, told=form.cleaned_data["told"], case=case), by=user)
        return Outcome(case.get_absolute_url(), _("已记录：告知了 %(number)s 的进展。") % {"number": case.number}, case)
    return _registered(register_case(report, by=user))


def _registered(case: Case) -> Outcome:
    said = _("已登记，编号 %(number)s，查询码 %(code)s。") % {"number": case.number, "code": case.code}
    return Outcome(case.get_absolute_url(), said, case)


def _answer(about: str, report: Report, form: ReportForm, user: Account) -> Outcome:
    data = form.cleaned_data
    article = None
    if about:
        article = article_in_use(report.street.code, int(about)) if about.isdecimal() and len(about) < 10 else None  # noqa: PLR2004
        if article is None:
            raise Invalid(N_("没有找到这个知识条目。"), then=N_("请从知识库里重新选择，或自己写答复。"))
    text = data["answer"].strip() or (article.words.answer_zh if article else "")
    case = answer_now(report, text=text, article=article, write_back=data["write_back"], by=user)
    said = _("已答复并结案，编号 %(number)s。") % {"number": case.number}
    return Outcome(reverse("registration"), said, case)


def _triage(about: str, report: Report, form: ReportForm, user: Account) -> Outcome:
    triage, _colon, channel = (about or form.cleaned_data["verdict"]).partition(":")
    if triage == EMERGENCY:
        return _emergency(channel, report, user)
    contact = close_contact(report, Verdict(triage, channel, form.cleaned_data["told"]), by=user)
    return Outcome(reverse("contact", args=[contact.pk]), _("已记录，没有立案。"))


def _emergency(channel: str, report: Report, user: Account) -> Outcome:
    """Each number that was called is a contact of its own; the form stays free for the next, or for the dispute."""
    mark = crypto.blind_index(
        repr((report.submission, channel, report.text, report.applicant_phone)), "emergency"
    ).hex()
    contact = close_contact(replace(report, submission=mark), Verdict(EMERGENCY, channel), by=user)
    entry = rulepacks.entry("triage", EMERGENCY) or {}
    told = words_to_tell(entry, channel, get_language() or "zh")
    said = _("%(when)s 已记下转告 %(channel)s。") % {"when": hm(contact.at), "channel": channel}
    return Outcome(reverse("contact", args=[contact.pk]), f"{said}{told}")


def _same(case: Case, report: Report, user: Account) -> Outcome:
    """A party's own case takes the contact; from anybody else it is a case of theirs beside it."""
    if caller_in(case, report) is not None:
        add_contact(case, report, by=user)
        return Outcome(case.get_absolute_url(), _("已补充到 %(number)s。") % {"number": case.number}, case)
    made = register_alike(case, report, by=user)
    said = _("已登记 %(number)s：与 %(other)s 是同一件事，各得各的答复。") % {
        "number": made.number,
        "other": case.number,
    }
    return Outcome(made.get_absolute_url(), said, made)
