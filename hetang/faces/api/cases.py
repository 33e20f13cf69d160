"""Reading cases: the list, looking one up, one case, who could take it. What the desk shows, in the desk's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import note_read, note_search
from hetang.faces.api import answers
from hetang.faces.api.addresses import href, verb_href
from hetang.faces.api.lookups import Finding, case_for
from hetang.faces.api.operations import NUMBER, Answer, Call, Operation
from hetang.faces.api.samples import CASE_SAMPLE, ROW_SAMPLE
from hetang.faces.api.shapes import Choice, Day, Flag, Given, Text, Thing, Whole
from hetang.flow.dispatch.api import candidates_for
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.lib.pagination import PAGE_SIZE, Page
from hetang.ground.lib.references import unmarked
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import (
    KINDS,
    STATES,
    Case,
    CaseView,
    events_of,
    last_seq,
    list_page,
    mark_titles,
    may_name,
    offers_for,
    once,
    parties_of,
    remember,
    shown_clocks,
    timeline,
)
from hetang.record.finding.api import (
    LEAST,
    OPEN,
    REGISTERED,
    TEXT_CHARS,
    Wanted,
    days,
    direct,
    found_page,
    mark,
    read_search,
)
from hetang.record.followup.api import obligations_of

MOST = 100
MARKS = {"state": "state", "kind": "kind", "category": "type", "community": "c"}
FILTERS: Mapping[str, Given] = {
    "state": Given(Choice(tuple(STATES)), N_("只要这种状态的"), required=False),
    "kind": Given(Choice(tuple(KINDS)), N_("只要这类事项"), required=False),
    "category": Given(Text(40), N_("只要这种纠纷类型（代码）"), required=False),
    "community": Given(Text(16), N_("只要这个社区的（代码）"), required=False),
    "open": Given(Flag(), N_("只要还在办的"), required=False, default=False),
    "registered_on": Given(Day(), N_("只要这一天登记的"), required=False),
    "cursor": Given(Text(80), N_("上一次答复里的 older 或 newer"), required=False, default=""),
    "size": Given(Whole(1, MOST), N_("一页几件"), required=False, default=PAGE_SIZE),
}
SEARCH = Thing(
    {
        "text": Given(Text(TEXT_CHARS, LEAST), N_("编号、查询码、电话、姓名或文字里的词")),
        "cursor": Given(Text(80), required=False, default=""),
        "size": Given(Whole(1, MOST), required=False, default=PAGE_SIZE),
    }
)


def list_cases(call: Call) -> Answer:
    """The cases that the caller sees and the filters keep, newest first."""
    asked = call.query
    marks = [mark(kind, asked[name]) for name, kind in MARKS.items() if asked[name]]
    on = asked["registered_on"]
    if not marks and on is None:
        page = list_page(call.user, only_open=asked["open"], cursor=asked["cursor"], size=asked["size"])
    else:
        wanted = Wanted(
            all_of=(*([OPEN] if asked["open"] else ()), *marks),
            any_of=(tuple(days(REGISTERED, on, on)),) if on else (),
            narrow=lambda rows: _narrowed(rows, asked),
            since=on,
            until=on,
        )
        page = found_page(call.user, wanted, asked["cursor"], asked["size"])
    return Answer(_page(call.user, page))


def _narrowed(rows: Any, asked: Mapping[str, Any]) -> Any:
    plain = {name: asked[name] for name in MARKS if asked[name]}
    rows = rows.filter(**plain, **({"is_open": True} if asked["open"] else {}))
    return rows.filter(registered_at__date=asked["registered_on"]) if asked["registered_on"] else rows


def search_cases(call: Call) -> Answer:
    """What the desk's search finds for the same words. That somebody searched is written down, what for is not."""
    asked = SEARCH.read(call.body, "", Finding(call.user))
    text = asked["text"]
    if len("".join(text.split())) < LEAST:
        raise Invalid(N_("请至少写两个字。"))
    if (found := direct(call.user, text)) is not None:
        case = case_for(call.user, found.number)
        return Answer(_page(call.user, Page([case], None, None)))
    search = read_search(text, call.user)
    note_search(call.user, "case", 0 if search.people is None else len(search.people))
    word = search.word
    wanted = Wanted(words=word, also=search.cases_named(call.user), is_named_only=not word)
    return Answer(_page(call.user, found_page(call.user, wanted, asked["cursor"], asked["size"])))


def _page(user: Account, page: Page) -> dict[str, Any]:
    mark_titles(user, page.items)
    return {"items": [row_of(case) for case in page.items], "older": page.older, "newer": page.newer}


def row_of(case: Case) -> dict[str, Any]:
    """One line of a list; its title is marked already."""
    return {
        "number": case.number,
        "href": href(case.number),
        "kind": case.kind,
        "category": case.category,
        "category_name": _said(rulepacks.label("categories", case.category)),
        "title": unmarked(case.shown_title),
        "state": case.state,
        "state_name": gettext(case.state_label),
        "is_open": case.is_open,
        "sensitivity": case.sensitivity,
        "risk": case.risk_level,
        "street": case.street,
        "community": case.community,
        "unit": {"code": case.unit.code, "name": _said(case.unit.name)},
        "assignee": {"id": case.assignee.pk, "name": _said(case.assignee.name)} if case.assignee else None,
        "registered_at": case.registered_at.isoformat(),
        "due_at": case.due_at.isoformat() if case.due_at else None,
    }


def _said(label: Label) -> str:
    return pick(label, get_language() or "zh")


def read_case(call: Call) -> Answer:
    """One case as its page shows it to this account: names by duty, numbers masked, verbs that are open."""
    case = case_for(call.user, call.path["number"])
    tag = etag(last_seq(case), may_name(call.user, case))
    if tag in call.known:
        return Answer({}, 304, {"ETag": tag})
    note_read(call.user, "case", case.pk, subject=case.number)
    remember(case)
    view = CaseView(case, call.user, offers_for(call.user, case, elsewhere=True), once(case, parties_of))
    # What is shown may be one event newer than the tag: then the tag is none any more, and asking again is safe.
    return Answer(_content(view), headers={"ETag": tag})


def etag(seq: int, full_names: bool) -> str:
    """The last event's number, whether names are shown, the language: what the content depends on."""
    return f'"{seq}.{"n" if full_names else "m"}{(get_language() or "zh")[:2]}"'


def _content(view: CaseView) -> dict[str, Any]:
    case, full = view.case, view.may_name
    mark_titles(view.user, [case])
    return {
        **row_of(case),
        "seq": once(case, events_of)[-1].seq,
        "code": case.code,
        "text": view.plain(unmarked(case.summary)),
        "place": view.plain(unmarked(case.place_text)),
        "amount_fen": case.amount_fen,
        "parties": [
            {
                "id": party.pk,
                "role": party.role,
                "name": party.person.shown_name(full=full),
                "phone": party.person.masked_phone,
                "of": party.of_id,
            }
            for party in view.parties
        ],
        "clocks": [
            {
                "rule": clock.rule,
                "name": _said(rulepacks.label("deadlines", clock.rule)),
                "due_at": clock.due_at.isoformat(),
                "is_paused": clock.paused_at is not None,
            }
            for clock in view.once(shown_clocks)
        ],
        "obligations": [
            {
                "id": each.pk,
                "debtor": each.debtor_id,
                "creditor": each.creditor_id,
                "due_on": each.due_on.isoformat(),
                "amount_fen": each.amount_fen,
                "act": view.plain(unmarked(each.act)),
                "state": each.state,
            }
            for each in obligations_of(case)
        ],
        "verbs": [
            {
                "verb": offer.move.verb,
                "name": gettext(offer.move.label),
                "href": verb_href(case.number, offer.move.noun),
                "missing": [gettext(need) for need in offer.missing],
            }
            for offer in view.offers
        ],
        "story": [
            {"at": line.at.isoformat(), "who": line.actor, "what": unmarked(line.text), "detail": unmarked(line.detail)}
            for line in timeline(case, view.parties, full_names=full)
        ],
    }


def list_candidates(call: Call) -> Answer:
    """To whom the caller may give the case, best first."""
    case = case_for(call.user, call.path["number"])
    found = candidates_for(case, by=call.user)
    return Answer(
        {
            "items": [
                {
                    "to": each.account.pk,
                    "name": _said(each.account.name),
                    "unit": {"code": each.unit.code, "name": _said(each.unit.name)},
                    "load": each.load,
                }
                for each in found
            ]
        }
    )


IN_CASE = {"number": NUMBER}
OPERATIONS = (
    Operation(
        name="listCases",
        method="GET",
        path="/cases",
        title=N_("案件列表"),
        about=N_("这个账号能看到的案件，最新的在前。翻页用 cursor，第一万页和第一页一样快。"),
        scope="read",
        run=list_cases,
        gives=answers.PAGE,
        gives_name="CasePage",
        tag=N_("案件"),
        query=FILTERS,
        sample={"items": [ROW_SAMPLE], "older": "b17", "newer": None},
    ),
    Operation(
        name="searchCases",
        method="POST",
        path="/cases/search",
        title=N_("查找案件"),
        about=N_("要找的词写在请求体里：地址会留在日志中，电话和姓名不该出现在那里。"),
        scope="read",
        run=search_cases,
        reads=True,
        gives=answers.PAGE,
        gives_name="CasePage",
        tag=N_("案件"),
        body=SEARCH,
        example={"text": "演唱会门票"},
        sample={"items": [ROW_SAMPLE], "older": None, "newer": None},
    ),
    Operation(
        name="readCase",
        method="GET",
        path="/cases/{number}",
        title=N_("读一件案件"),
        about=N_("答复带 ETag；带上 If-None-Match 再问，没有变动就是 304。"),
        scope="read",
        run=read_case,
        gives=answers.CASE,
        gives_name="Case",
        tag=N_("案件"),
        in_path=IN_CASE,
        has_etag=True,
        sample=CASE_SAMPLE,
    ),
    Operation(
        name="listCandidates",
        method="GET",
        path="/cases/{number}/candidates",
        title=N_("可以分派给谁"),
        about=N_("按派单规则、值班、远近和手上的件数排好；分派时写其中的 to 和 unit.code。"),
        scope="read",
        run=list_candidates,
        gives=answers.CANDIDATES,
        gives_name="Candidates",
        tag=N_("案件"),
        in_path=IN_CASE,
        sample={"items": [{"to": 7, "name": "陈调解", "unit": {"code": "st-1", "name": "蔡马驿站"}, "load": 3}]},
    ),
)
