"""Asking for a one-time code."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hetang.commons.people.api import Use, count_uses, normalise_phone
from hetang.flow.inquiry import sending
from hetang.flow.inquiry.models import OneTimeCode
from hetang.flow.inquiry.rules import Terms, digest_of, new_code, new_secret
from hetang.ground.lib import caller, clock, crypto
from hetang.ground.lib.ids import normalise_code
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import party_known_by

PACK, FIELD = "portal", "one-time-code"


@dataclass(frozen=True)
class Asked:
    """`ticket` is for the browser that asked, `code` for the telephone; neither is kept as it is."""

    ticket: str
    code: str


def ask_code(code: str, phone: str) -> Asked:
    """Send a one-time code to `phone` where somebody in the matter with this `code` has it, and answer alike where not.

    Raises `Invalid` for a code or number that was mistyped (which is told by its form alone), `TooOften` at a limit.
    """
    known, digits = normalise_code(code), normalise_phone(phone)
    if known is None:
        raise Invalid(N_("查询码不对。"), then=N_("查询码是 12 位字母和数字，印在回执上；请逐位核对。"))
    if digits is None:
        raise Invalid(N_("“%(phone)s”不像电话号码。"), then=N_("请核对号码。"), phone=phone)
    # By matter and number: who knows a number only cannot use up its owner's tries.
    count_uses([Use("code_number", f"{known} {digits}"), Use("code_network", caller.address()), Use("code_all")])
    return _asked(known, digits)


@transaction.atomic
def _asked(known: str, digits: str) -> Asked:
    asked = Asked(ticket=new_secret(), code=new_code())
    party = party_known_by(known, digits)
    row = OneTimeCode.objects.create(
        ticket=digest_of(asked.ticket), digest=digest_for(asked.ticket, asked.code), party=party, asked_at=wall()
    )
    minutes = int(terms().code.total_seconds() // 60)
    with override(settings.LANGUAGE_CODE):
        text = _("验证码 %(code)s，%(minutes)d 分钟内有效，用于查询您在街道反映的事情。工作人员不会向您要验证码。") % {
            "code": asked.code,
            "minutes": minutes,
        }
    sending.hand_over(digits if party else "", text, f"code {row.pk}")
    return asked


def digest_for(ticket: str, code: str) -> bytes:
    """The keyed digest of a code: a copy of the table alone does not open it by trying a million."""
    return crypto.blind_index(f"{ticket} {code}", FIELD)


def terms() -> Terms:
    """The terms in force."""
    return Terms.of(rulepacks.pack(PACK).body)


def wall() -> datetime:
    """Real time: the demonstration's clock, moved by a week, ends nobody's visit."""
    return clock.now() - clock.demo_offset()
