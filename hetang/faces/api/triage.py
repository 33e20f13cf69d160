"""Contacts that end where they came in: answered on the spot, told where to turn, or added to the case that is there."""

from typing import Any

from django.utils.translation import get_language

from hetang.commons.people.api import note_read
from hetang.faces.api import answers
from hetang.faces.api.addresses import contact_href, href
from hetang.faces.api.contacts import CONTACT, EXAMPLE, NOT_THERE, communities_of, registered, report_of
from hetang.faces.api.lookups import Finding, case_for
from hetang.faces.api.operations import NUMBER, Answer, Call, Operation
from hetang.faces.api.samples import CLOSED_SAMPLE, CONTACT_SAMPLE, DONE_SAMPLE, REGISTERED_SAMPLE
from hetang.faces.api.shapes import Choice, Flag, Given, Reference, Text, Thing, Whole, Wrong
from hetang.faces.api.verbs import done
from hetang.flow.intake.api import (
    Contact,
    Correction,
    Verdict,
    add_contact,
    answer_now,
    close_contact,
    get_contact_for,
    open_contact,
    reception_street,
    visible_contacts,
)
from hetang.ground.lib.labels import N_, pick
from hetang.ground.lib.pagination import NEWEST, merged_page
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS

_LONG = Text(5000)
# A question has its kind, and a contact without a case none.
_TOLD = {name: part for name, part in CONTACT.parts.items() if name != "kind"}
ANSWERED = Thing(
    {
        **_TOLD,
        "answer": Given(Text(5000, 1), N_("怎么答的，照说的写")),
        "write_back": Given(Flag(), N_("同时存成知识条目的草稿"), required=False, default=False),
    }
)
CLOSED = Thing(
    {
        **_TOLD,
        "text": Given(_LONG, N_("说了什么；紧急的可以空着"), required=False, default=""),
        "triage": Given(Text(24, 1), N_("哪一类分流，规则包 triage 里的代码")),
        "to": Given(Text(24), N_("转到哪里，这一类有渠道时写渠道的代码"), required=False, default=""),
        "told": Given(_LONG, N_("告知了什么；空着用规则包里的话"), required=False, default=""),
        "case": Given(Reference("case", NUMBER), N_("重复反映的是哪一件，只在 repeat 时写"), required=False),
    }
)
CORRECTION = Thing(
    {
        "kind": Given(Choice(("", *KINDS)), N_("事项类别；留空照原来的"), required=False, default=""),
        "category": Given(Text(40), N_("纠纷类型的代码；留空按文字自动归类"), required=False, default=""),
        "community": Given(Text(16), N_("所在社区的代码；留空照原来的"), required=False, default=""),
    }
)


def answer_contact(call: Call) -> Answer:
    """Asked, answered and closed in one step."""
    told = ANSWERED.read(call.body, "", Finding(call.user))
    report = report_of({**told, "kind": ""}, reception_street(call.user), call)
    return registered(answer_now(report, text=told["answer"], write_back=told["write_back"], by=call.user))


def triage_contact(call: Call) -> Answer:
    """Told where to turn; no case."""
    told = CLOSED.read(call.body, "", Finding(call.user))
    report = report_of({**told, "kind": ""}, reception_street(call.user), call)
    verdict = Verdict(told["triage"], told["to"], told["told"], told["case"])
    found = close_contact(report, verdict, by=call.user)
    return Answer(_closed(found), 201, {"Location": contact_href(found.pk)})


def list_contacts(call: Call) -> Answer:
    """Contacts that ended without a case, the newest first."""
    page = merged_page([visible_contacts(call.user)], NEWEST, call.query["cursor"])
    return Answer({"items": [_row(each) for each in page.items], "older": page.older, "newer": page.newer})


def read_contact(call: Call) -> Answer:
    """One of them with its words, numbers masked. The look is written down, as on the page."""
    found = get_contact_for(call.user, call.path["contact"])
    note_read(call.user, "contact", found.pk)
    return Answer(
        {
            **_row(found),
            "text": found.text,
            "told": found.told,
            "community": found.community,
            "by": {"id": found.by_id, "name": pick(found.by.name, get_language() or "zh")},
        }
    )


def open_contact_after_all(call: Call) -> Answer:
    """A lead corrects the triage."""
    found = get_contact_for(call.user, call.path["contact"])
    told = CORRECTION.read(call.body, "", Finding(call.user))
    among = communities_of(found.street)
    if told["community"] and told["community"] not in among:
        raise Wrong("/community", NOT_THERE)
    if told["category"] and rulepacks.entry("categories", told["category"]) is None:
        raise Wrong("/category", NOT_THERE)
    correction = Correction(told["kind"], told["category"], among.get(told["community"]))
    return registered(open_contact(found, correction, by=call.user))


def add_to_case(call: Call) -> Answer:
    """What the reporter told beyond the case."""
    case = case_for(call.user, call.path["number"])
    told = CONTACT.read(call.body, "", Finding(call.user))
    add_contact(case, report_of(told, reception_street(call.user), call), by=call.user)
    return done(case)


def _closed(found: Contact) -> dict[str, Any]:
    """Nothing about persons: it is kept with the idempotency key."""
    case = found.case
    return {
        "id": found.pk,
        "href": contact_href(found.pk),
        "triage": found.triage,
        "to": found.handed_to,
        "at": found.at.isoformat(),
        "case": case.number if case else None,
        "case_href": href(case.number) if case else None,
    }


def _row(found: Contact) -> dict[str, Any]:
    entry = rulepacks.entry("triage", found.triage)
    return {
        "id": found.pk,
        "href": contact_href(found.pk),
        "channel": found.channel,
        "triage": found.triage,
        "triage_name": pick(entry["label"], get_language() or "zh") if entry else "",
        "to": found.handed_to,
        "street": found.street,
        "at": found.at.isoformat(),
    }


TAG = N_("来件")
_CURSOR = {"cursor": Given(Text(80), N_("上一次答复里的 older 或 newer"), required=False, default="")}
_ROW_SAMPLE = {name: CONTACT_SAMPLE[name] for name in answers.CLOSED_ROW.parts}
_IN_CONTACT = {"contact": Whole(1)}
_EXAMPLE = {name: EXAMPLE[name] for name in ("text", "applicant", "applicant_phone", "community")}
OPERATIONS = (
    Operation(
        name="answerContact",
        method="POST",
        path="/contacts/answered",
        title=N_("当场答复"),
        about=N_("问了、答了、结了，一步办完：记成一件咨询，带着答复结案。"),
        scope="register",
        run=answer_contact,
        gives=answers.REGISTERED,
        gives_name="Registered",
        tag=TAG,
        status=201,
        body=ANSWERED,
        example={**_EXAMPLE, "channel": "web", "text": "物业费去哪里交？", "answer": "去小区服务中心交。"},
        sample={**REGISTERED_SAMPLE, "state": "closed"},
    ),
    Operation(
        name="triageContact",
        method="POST",
        path="/contacts/closed",
        title=N_("分流，不立案"),
        about=N_("六类来件不立案，只告知该找谁：说了什么、告知了什么都留下记录，负责人可以改为立案。"),
        scope="register",
        run=triage_contact,
        gives=answers.CLOSED,
        gives_name="ClosedContact",
        tag=TAG,
        status=201,
        body=CLOSED,
        example={
            **_EXAMPLE,
            "channel": "web",
            "text": "法院判了，对方不执行。",
            "triage": "legal_route",
            "to": "court",
        },
        sample=CLOSED_SAMPLE,
    ),
    Operation(
        name="listContacts",
        method="GET",
        path="/contacts",
        title=N_("没有立案的来件"),
        scope="read",
        run=list_contacts,
        gives=answers.CLOSED_PAGE,
        gives_name="ContactPage",
        tag=TAG,
        query=_CURSOR,
        sample={"items": [_ROW_SAMPLE], "older": None, "newer": None},
    ),
    Operation(
        name="readContact",
        method="GET",
        path="/contacts/{contact}",
        title=N_("读一条没有立案的来件"),
        about=N_("原话里的号码遮住；每次查看都有记录。立案之后请读案件。"),
        scope="read",
        run=read_contact,
        gives=answers.CLOSED_CONTACT,
        gives_name="Contact",
        tag=TAG,
        in_path=_IN_CONTACT,
        sample=CONTACT_SAMPLE,
    ),
    Operation(
        name="openContact",
        method="POST",
        path="/contacts/{contact}/opening",
        title=N_("改为立案"),
        about=N_("分流不对时由负责人改正：原话照录，告知过的内容保留。"),
        scope="register",
        run=open_contact_after_all,
        gives=answers.REGISTERED,
        gives_name="Registered",
        tag=TAG,
        status=201,
        body=CORRECTION,
        in_path=_IN_CONTACT,
        example={"kind": "dispute"},
        sample=REGISTERED_SAMPLE,
    ),
    Operation(
        name="addContact",
        method="POST",
        path="/cases/{number}/contacts",
        title=N_("补充到已有的案件"),
        about=N_("反映人又来说了什么。案件已经结案的，负责人会看到，由他决定要不要重新办理。"),
        scope="register",
        run=add_to_case,
        gives=answers.DONE,
        gives_name="Done",
        tag=TAG,
        body=CONTACT,
        in_path={"number": NUMBER},
        example={**_EXAMPLE, "channel": "web", "text": "卖家又说下周退。"},
        sample=DONE_SAMPLE,
        has_etag=True,
    ),
)
