"""Every verb of the lifecycle tables as an operation: address, name, who may and what is needed come from the table,
the body from the action's own arguments.

A verb that a table gains and that no action is named for here stops the program from starting.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hetang.commons.accounts.api import ROLES
from hetang.faces.api import answers
from hetang.faces.api.addresses import href
from hetang.faces.api.lookups import Finding, case_for
from hetang.faces.api.operations import NUMBER, Answer, Call, Operation
from hetang.faces.api.problems import Problem
from hetang.faces.api.samples import DONE_SAMPLE
from hetang.faces.api.shapes import Shape, Whole
from hetang.faces.api.signatures import body_of, wants
from hetang.flow.archive import api as archive
from hetang.flow.dispatch import api as dispatch
from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move
from hetang.record.cases import api as cases
from hetang.record.cases.api import KINDS, Case
from hetang.record.followup import api as followup
from hetang.services.mediation import api as mediation
from hetang.services.mediation.api import MEDIATION

CASE, MEDIATED, OBLIGATION, PARTY = "case", "mediation", "obligation", "party"
# Not called on a case: the first is how a contact comes in, the second follows an acceptance by itself.
NOT_CALLED = frozenset({"register", "open_mediation"})


@dataclass(frozen=True)
class Act:
    """What a verb calls, on what, and with what the verb itself says."""

    action: Callable[..., Any]
    on: str = CASE
    fixed: Mapping[str, Any] = field(default_factory=dict)
    example: Mapping[str, Any] = field(default_factory=dict)


_NOTE = {"note": "双方都愿意先谈谈"}
_AGAIN = {"again": True}
ACTS: Mapping[str, Act] = {
    "assign": Act(dispatch.assign_case, example={"to": 7, "unit": "st-1"}),
    "accept": Act(dispatch.accept_case),
    "return": Act(dispatch.return_case, example={"reason": "busy", "note": "手头太满，已问过站长"}),
    "recuse": Act(dispatch.recuse, example={"note": "是我邻居"}),
    "appeal": Act(dispatch.appeal_case, example={"note": "不归我们"}),
    "refer": Act(dispatch.refer_case, example={"note": "不归我们"}),
    "rule": Act(dispatch.rule_case, example={"to": 7, "unit": "st-1", "note": "按清单归蔡马驿站"}),
    "escalate": Act(dispatch.escalate_case, example={"note": "要区里协调"}),
    "send_down": Act(dispatch.send_case_down, example={"note": "请街道办"}),
    "resolve": Act(cases.resolve_case, example=_NOTE),
    "reopen": Act(cases.reopen_case, example={"note": "又反悔了"}),
    "close": Act(cases.close_case, example={"note": "款已付清"}),
    "archive": Act(archive.archive_case),
    "void": Act(cases.void_case, example={"note": "重复登记"}),
    "join": Act(cases.join_cluster, example={"lead": "ST2026-00016", "reason": "同一件事"}),
    "leave": Act(cases.leave_cluster, example={"reason": "是另一件事"}),
    "reply": Act(cases.reply_to_member, example={"text": "已随主案办结", "means": "call"}),
    "answer": Act(cases.answer_case, example={"text": "已派人修好路灯", "means": "call"}),
    "admit": Act(cases.admit_petition, example={"note": "材料齐全"}),
    "transfer": Act(cases.transfer_petition, example={"to": "区住房和城乡建设局"}),
    "refuse": Act(cases.refuse_petition, example={"reason": "court"}),
    "take_back": Act(cases.take_back_petition, example={"note": "对方退回"}),
    "mediate": Act(
        cases.mediate_petition,
        example={"conversion": {"claim": "claim", "consenting": [31, 32], "note": "双方都同意调解"}},
    ),
    "serve": Act(cases.serve_answer, fixed={"again": False}, example={"served_on": "2026-03-09"}),
    "serve_review": Act(cases.serve_answer, fixed=_AGAIN, example={"served_on": "2026-03-09"}),
    "ask_review": Act(cases.ask_review, fixed={"again": False}),
    "ask_rereview": Act(cases.ask_review, fixed=_AGAIN),
    "decide_review": Act(cases.decide_review, fixed={"again": False}, example={"text": "维持原处理意见"}),
    "decide_rereview": Act(cases.decide_review, fixed=_AGAIN, example={"text": "维持复查意见"}),
    "begin": Act(mediation.begin_session, MEDIATED),
    "settle": Act(
        mediation.settle,
        MEDIATED,
        example={
            "agreement": {
                "form": "oral",
                "promises": [{"debtor": 32, "creditor": 31, "due_on": "2026-03-09", "amount_fen": 50_000}],
            }
        },
    ),
    "terminate": Act(mediation.terminate, MEDIATED, example={"reason": "refused"}),
    "resume": Act(mediation.resume, MEDIATED),
}


@dataclass(frozen=True)
class Step:
    """Work on a case that moves no state and that the moves ask for: noun, name, what it calls."""

    name: str
    path: str
    title: str
    act: Act


STEPS = (
    Step(
        "record_attempt",
        "/cases/{number}/attempts",
        N_("登记一次联系"),
        Act(mediation.record_attempt, MEDIATED, example={"party": 31, "outcome": "consents", "means": "call"}),
    ),
    Step("tell_rights", "/cases/{number}/rights", N_("登记权利义务已告知"), Act(mediation.tell_rights, MEDIATED)),
    Step(
        "check_identity",
        "/cases/{number}/parties/{party}/identity",
        N_("登记核对了身份"),
        Act(cases.check_identity, PARTY, example={"means": "phone"}),
    ),
    Step(
        "record_follow_up",
        "/cases/{number}/follow-up",
        N_("登记回访"),
        Act(followup.record_follow_up, example={"party": 31, "solved": "yes", "satisfaction": "satisfied"}),
    ),
    Step(
        "record_performance",
        "/cases/{number}/obligations/{obligation}/performance",
        N_("登记履行"),
        Act(followup.record_performance, OBLIGATION, example={"amount_fen": 50_000}),
    ),
    Step(
        "record_breach",
        "/cases/{number}/obligations/{obligation}/breach",
        N_("登记未履行"),
        Act(followup.record_breach, OBLIGATION, example={"note": "催过三次，对方不接电话；已告知可以起诉"}),
    ),
)


def moves() -> Iterator[tuple[str, list[tuple[Lifecycle, Move]]]]:
    """Every verb that is called on a case, with the tables that know it."""
    found: dict[str, list[tuple[Lifecycle, Move]]] = {}
    for table in (*KINDS.values(), MEDIATION):
        for move in table.moves:
            if move.verb not in NOT_CALLED:
                found.setdefault(move.verb, []).append((table, move))
    yield from found.items()


def _runner(act: Act) -> Callable[[Call], Answer]:
    shape = body_of(act.action, act.fixed)

    def run(call: Call) -> Answer:
        case = case_for(call.user, call.path["number"])
        told = shape.read(call.body, "", Finding(call.user, case))
        if call.seen is not None:
            _require_seen(case, told, call.seen)
        if wants(act.action, "seen"):
            told["seen"] = max(call.seen) if call.seen else None
        act.action(_object(act, case, call), **act.fixed, **told, by=call.user)
        return _done(case)

    return run


def _require_seen(case: Case, told: Mapping[str, Any], seen: frozenset[int]) -> None:
    """Lock what the verb will lock, in its order, and compare what happened last with what the caller saw."""
    others = {each.pk for each in told.values() if isinstance(each, Case)}
    keys = {case.pk, *others, *([case.part_of_id] if case.part_of_id else [])}
    list(Case.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    if cases.last_seq(case) not in seen:
        raise Problem(
            "changed-meanwhile",
            N_("您看过之后，这件案件又有变动，没有办理。"),
            N_("请重新读一次案件，看过再决定；不在意中间的变动就不要带 If-Match。"),
        )


def _object(act: Act, case: Case, call: Call) -> Any:
    if act.on == CASE:
        return case
    if act.on == MEDIATED:
        found = mediation.mediation_of(case)
        if found is None:
            raise Problem("not-found", N_("这件案件还没有开始调解。"), N_("签收之后才有调解。"))
        found.case = case
        return found
    if act.on == PARTY:
        party = Finding(call.user, case).find(PARTY, call.path[PARTY])
        if party is None:
            raise Problem("not-found", N_("这件案件没有这位当事人。"), N_("编号见案件的 parties。"))
        return party
    owed = followup.obligations_of(case).filter(pk=call.path["obligation"]).first()
    if owed is None:
        raise Problem("not-found", N_("这件案件没有这一项约定。"), N_("编号见案件的 obligations。"))
    return owed


def _done(case: Case) -> Answer:
    state = Case.objects.values_list("state", flat=True).get(pk=case.pk)
    content = {"number": case.number, "href": href(case.number), "state": state, "seq": cases.last_seq(case)}
    return Answer(content, headers={"ETag": f'"{content["seq"]}"'})


def _operation(name: str, path: str, title: str, act: Act, **more: Any) -> Operation:
    in_path: dict[str, Shape] = {"number": NUMBER} | ({act.on: Whole(1)} if act.on in {OBLIGATION, PARTY} else {})
    return Operation(
        name=_camel(name),
        method="POST",
        path=path,
        title=title,
        scope="act",
        run=_runner(act),
        gives=answers.DONE,
        gives_name="Done",
        tag=N_("办理"),
        body=body_of(act.action, act.fixed),
        in_path=in_path,
        example=act.example,
        sample=DONE_SAMPLE,
        has_etag=True,
        conditional=True,
        **more,
    )


def _of_table(verb: str, known: list[tuple[Lifecycle, Move]]) -> Operation:
    """One verb, whichever kinds of matter know it; the first table names it."""
    _table, move = known[0]
    return _operation(
        f"{verb}_case" if known[0][0] is not MEDIATION else f"{verb}_mediation",
        f"/cases/{{number}}/{move.noun}",
        move.label,
        ACTS[verb],
        duties=_once(ROLES[duty] for _, each in known for duty in each.duties),
        needs=_once(table.needs[need] for table, each in known for need in each.needs),
        kinds=_once(table.title for table, _ in known),
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each.title() for each in rest)


OPERATIONS = (
    *(_of_table(verb, known) for verb, known in moves()),
    *(_operation(step.name, step.path, step.title, step.act) for step in STEPS),
)
