"""A contact from another program: the same registration that the reception makes."""

import hashlib
import secrets
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from hetang.commons.alliance.api import Hotline, hotlines_of
from hetang.commons.places.api import Place, places_of
from hetang.faces.api import answers
from hetang.faces.api.addresses import href
from hetang.faces.api.lookups import Finding
from hetang.faces.api.operations import Answer, Call, Operation
from hetang.faces.api.samples import REGISTERED_SAMPLE
from hetang.faces.api.shapes import Choice, Day, Given, Text, Thing, Whole, Wrong
from hetang.flow.intake.api import Contact, Report, reception_street, register_case, usual_kind
from hetang.ground.lib.kept import Kept
from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS, Case

MOST_FEN = 10**13
NOT_THERE = N_("没有找到，或不在您的范围内。")
_communities: Kept[dict[str, Place]] = Kept()
_hotlines: Kept[dict[str, Hotline]] = Kept()


def _may(shape: Any, about: str = "", default: Any = "") -> Given:
    return Given(shape, about, required=False, default=default)


CONTACT = Thing(
    {
        "text": Given(Text(5000, 1), N_("事情经过，照来电人的话写")),
        "channel": Given(Choice(tuple(Contact.Channel.values)), N_("来源")),
        "hotline": _may(Text(30), N_("打的哪条热线（号码），来源是热线时写")),
        "applicant": _may(Text(60), N_("来电人姓名，不愿留的留空")),
        "applicant_phone": _may(Text(30), N_("来电号码")),
        "applicant_id_number": _may(Text(30), N_("身份证号")),
        "applicant_born_on": _may(Day(), N_("出生日期"), None),
        "respondent": _may(Text(60), N_("对方姓名或称呼")),
        "respondent_phone": _may(Text(30), N_("对方电话")),
        "community": _may(Text(16), N_("所在社区的代码")),
        "place": _may(Text(120), N_("地点")),
        "category": _may(Text(40), N_("纠纷类型的代码；留空按文字自动归类")),
        "kind": _may(Choice(("", *KINDS)), N_("事项类别；留空随热线")),
        "amount_fen": _may(Whole(0, MOST_FEN), N_("涉及金额，单位是分"), None),
        "sender": _may(Text(60), N_("来件单位")),
        "reference": _may(Text(40), N_("来件编号")),
        "sender_due_on": _may(Day(), N_("来件写明的时限"), None),
    }
)
EXAMPLE = {
    "text": "网上买演唱会门票，付了 500 元，票一直没有来，卖家不接电话。",
    "channel": "transfer",
    "applicant": "李明",
    "applicant_phone": "13900000001",
    "respondent": "卖家",
    "community": "330105008001",
    "amount_fen": 50_000,
    "sender": "12345",
    "reference": "2026-0309-17",
}


def register_contact(call: Call) -> Answer:
    """Register a case from a contact, in the street where the account takes contacts."""
    told = CONTACT.read(call.body, "", Finding(call.user))
    return registered(register_case(report_of(told, reception_street(call.user), call), by=call.user))


def registered(case: Case) -> Answer:
    """The answer that a case is there."""
    where = href(case.number)
    content = {"number": case.number, "code": case.code, "href": where, "state": case.state}
    return Answer(content, 201, {"Location": where})


def report_of(told: dict[str, Any], street: Place, call: Call) -> Report:
    """What was sent as a report. Raises `Wrong` for what the street does not have."""
    line = _known(told["hotline"], "hotline", _lines_of(street)) if told["channel"] == Contact.Channel.HOTLINE else None
    if told["category"] and rulepacks.entry("categories", told["category"]) is None:
        raise Wrong("/category", NOT_THERE)
    due_on = told["sender_due_on"]
    return Report(
        text=told["text"],
        street=street,
        applicant=told["applicant"],
        applicant_phone=told["applicant_phone"],
        applicant_id_number=told["applicant_id_number"],
        applicant_born_on=told["applicant_born_on"],
        respondent=told["respondent"],
        respondent_phone=told["respondent_phone"],
        channel=told["channel"],
        hotline=line,
        community=_known(told["community"], "community", communities_of(street.code)),
        place_text=told["place"],
        kind=told["kind"] or usual_kind(line.purpose if line else None),
        category=told["category"],
        amount_fen=told["amount_fen"],
        reference=told["reference"],
        sender=told["sender"],
        sender_due_at=timezone.make_aware(datetime.combine(due_on, time(23, 59))) if due_on else None,
        submission=_submission(call),
    )


def _known(key: str, name: str, among: dict[str, Any]) -> Any:
    if key and key not in among:
        raise Wrong(f"/{name}", NOT_THERE)
    return among.get(key)


def communities_of(street: str) -> dict[str, Place]:
    """The street's communities by their codes."""
    return _communities.get(street, lambda: {each.code: each for each in places_of(street, "community")})


def _lines_of(street: Place) -> dict[str, Hotline]:
    return _hotlines.get(street.code, lambda: {each.number: each for each in hotlines_of(street.code)})


def _submission(call: Call) -> str:
    """What makes two sendings one: the key, where there is one."""
    if not call.key:
        return secrets.token_hex(16)
    return "api-" + hashlib.sha256(f"{call.user.pk} {call.key}".encode()).hexdigest()[:32]


OPERATIONS = (
    Operation(
        name="registerContact",
        method="POST",
        path="/contacts",
        title=N_("登记来件"),
        about=N_(
            "与前台登记是同一件事：写下来件，立案，交给所在社区的驿站。请带 Idempotency-Key，断线重发也只登记一次。"
        ),
        scope="register",
        run=register_contact,
        gives=answers.REGISTERED,
        gives_name="Registered",
        tag=N_("来件"),
        status=201,
        body=CONTACT,
        example=EXAMPLE,
        sample=REGISTERED_SAMPLE,
    ),
)
