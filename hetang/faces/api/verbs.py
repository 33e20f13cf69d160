"""Every verb of the lifecycle tables as an operation: address, name, who may and what is needed come from the table,
the body from the arguments of the action that `acts.py` names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from hetang.commons.accounts.api import ROLES
from hetang.faces.api import answers
from hetang.faces.api.acts import (
    ACTS,
    ASKED,
    CASE,
    MEDIATED,
    NOT_CALLED,
    OBLIGATION,
    OFFER,
    PARTY,
    STEPS,
    TASK,
    Act,
    Step,
)
from hetang.faces.api.addresses import href
from hetang.faces.api.lookups import Finding, case_for
from hetang.faces.api.operations import NUMBER, Answer, Call, Operation
from hetang.faces.api.problems import Problem
from hetang.faces.api.samples import DONE_SAMPLE
from hetang.faces.api.shapes import Shape, Whole
from hetang.faces.api.signatures import body_of, wants
from hetang.flow.dispatch import api as dispatch
from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move
from hetang.record.cases import api as cases
from hetang.record.cases.api import KINDS, Case
from hetang.record.followup import api as followup
from hetang.services.mediation import api as mediation
from hetang.services.mediation.api import MEDIATION

# What is found by a number of its own in the address.
NUMBERED = (OBLIGATION, PARTY, TASK)


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
        return done(case)

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
    found, missing = _FOUND[act.on](case, call)
    if found is None:
        raise missing
    return found


def _mediation(case: Case, call: Call) -> tuple[Any, Problem]:  # noqa: ARG001 - one signature for all
    found = mediation.mediation_of(case)
    if found is not None:
        found.case = case
    return found, Problem("not-found", N_("这件案件还没有开始调解。"), N_("签收之后才有调解。"))


def _party(case: Case, call: Call) -> tuple[Any, Problem]:
    missing = Problem("not-found", N_("这件案件没有这位当事人。"), N_("编号见案件的 parties。"))
    return Finding(call.user, case).find(PARTY, call.path[PARTY]), missing


def _obligation(case: Case, call: Call) -> tuple[Any, Problem]:
    missing = Problem("not-found", N_("这件案件没有这一项约定。"), N_("编号见案件的 obligations。"))
    return followup.obligations_of(case).filter(pk=call.path[OBLIGATION]).first(), missing


def _task(case: Case, call: Call) -> tuple[Any, Problem]:
    missing = Problem("not-found", N_("这件案件没有这项协办。"), N_("编号见案件的 tasks。"))
    return dispatch.Task.objects.filter(case=case, pk=call.path[TASK]).select_related("case").first(), missing


def _offer(case: Case, call: Call) -> tuple[Any, Problem]:  # noqa: ARG001
    missing = Problem("not-found", N_("这件案件没有提出过转办。"), N_("请重新读一次案件。"))
    return dispatch.Transfer.objects.filter(case=case).select_related("case").order_by("-pk").first(), missing


_FOUND: Mapping[str, Callable[[Case, Call], tuple[Any, Problem]]] = {
    MEDIATED: _mediation,
    PARTY: _party,
    OBLIGATION: _obligation,
    TASK: _task,
    OFFER: _offer,
}


def done(case: Case) -> Answer:
    """The answer that something was done to the case."""
    state = Case.objects.values_list("state", flat=True).get(pk=case.pk)
    content = {"number": case.number, "href": href(case.number), "state": state, "seq": cases.last_seq(case)}
    return Answer(content, headers={"ETag": f'"{content["seq"]}"'})


def _operation(name: str, path: str, title: str, act: Act, verb: str = "", **more: Any) -> Operation:
    in_path: dict[str, Shape] = {"number": NUMBER} | ({act.on: Whole(1)} if act.on in NUMBERED else {})
    return Operation(
        name=_camel(name),
        verbs=(verb or name,),
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
        verb,
        duties=_once(ROLES[duty] for _, each in known for duty in each.duties),
        needs=_once(table.needs[need] for table, each in known for need in each.needs),
        kinds=_once(table.title for table, _ in known),
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each.title() for each in rest)


def asked_steps() -> Iterator[Step]:
    """Every verb of the tables of what is asked of others."""
    for table in (dispatch.TASK, dispatch.TRANSFER):
        for move in table.moves:
            path, act = ASKED[move.verb]
            yield Step(move.verb, path, move.label, act, move.duties)


OPERATIONS = (
    *(_of_table(verb, known) for verb, known in moves()),
    *(
        _operation(step.name, step.path, step.title, step.act, duties=tuple(ROLES[duty] for duty in step.duties))
        for step in (*STEPS, *asked_steps())
    ),
)
