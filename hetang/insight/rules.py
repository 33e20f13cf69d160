"""Which event counts towards which measure. Plain Python, so that a recount is the same table read again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from hetang.ground.lib.labels import N_

MEASURES: Mapping[str, str] = {
    "taken_in": N_("受理"),
    "disputes": N_("受理纠纷"),
    "requests": N_("受理诉求"),
    "consultations": N_("受理咨询"),
    "hazards": N_("受理隐患"),
    "petitions": N_("受理信访"),
    "mediated": N_("调处"),
    "settled": N_("调解成功"),
    "settled_first": N_("首次调解成功"),
    "mediated_other": N_("其他调解（行政、司法、商事等）调处"),
    "settled_other": N_("其他调解（行政、司法、商事等）成功"),
    "terminated": N_("终止调解"),
    "settled_fen": N_("协议涉及金额"),
    "asked": N_("有效回访"),
    "solved": N_("回访已解决"),
    "rated": N_("作出评价"),
    "content": N_("评价满意"),
    "closed": N_("结案"),
    "archived": N_("归档"),
    "voided": N_("作废"),
}
CONTENT = frozenset({"very", "satisfied", "fair"})
# Every intake counts as taken in, and as what it is: a consultation is no mediated dispute.
KINDS: Mapping[str, str] = {
    "dispute": "disputes",
    "request": "requests",
    "consultation": "consultations",
    "hazard": "hazards",
    "petition": "petitions",
}
INTAKES = frozenset({"taken_in", *KINDS.values()})


def counted(verb: str, body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The measures that one event adds to, with how much.

    One matter counts once however often it is mediated (同一纠纷多次调解按一件): only the first round counts as
    mediated, and only the first settlement, termination and closing as settled, terminated and closed.
    """
    if verb == "register":
        # A dispute opened beside a petition came in with the petition: one intake, of two kinds.
        if "origin" not in body:
            yield "taken_in", 1
        yield KINDS[body.get("kind", "dispute")], 1
    elif verb in {"settle", "terminate"}:
        yield from _mediated(verb, body)
    elif verb in {"follow_up", "rate"}:
        yield from _asked(body)
    elif verb in {"close", "reply"}:
        yield from [("closed", 1)] if body.get("first", True) else []
    elif verb in _PLAIN:
        yield _PLAIN[verb], 1


_PLAIN = {"archive": "archived", "void": "voided"}
# All other events are passed over without opening their bodies.
COUNTED = frozenset({"register", "settle", "terminate", "follow_up", "rate", "close", "reply", "correct", *_PLAIN})

# What stands of one matter: (day, community, measure) → how much.
Standing = Counter[tuple[date, str, str]]
Happening = tuple[str, Mapping[str, Any], date, str]


def changes_the_past(verb: str, body: Mapping[str, Any]) -> bool:
    """Whether the event takes back or moves what earlier events of its matter have counted."""
    return verb == "void" or (verb == "correct" and body["field"] in {"community", "kind"})


def standing(events: Iterable[Happening]) -> Standing:
    """What the whole story of one matter, as (verb, body, day, community), counts in the end.

    A voided matter stays an intake and counts as voided; whatever else it had counted, on whatever day, is taken back.
    A corrected community or kind moves what was counted to where it belongs.
    """
    total: Standing = Counter()
    for verb, body, day, community in events:
        if verb == "void":
            total = Counter({key: n for key, n in total.items() if key[2] in INTAKES})
        if verb == "correct" and body["field"] == "community":
            total = Counter({(on, body["to"], measure): n for (on, _, measure), n in _merged(total).items()})
        if verb == "correct" and body["field"] == "kind":
            moved = {KINDS[body["from"]]: KINDS[body["to"]]}
            total = Counter({(on, at, moved.get(measure, measure)): n for (on, at, measure), n in total.items()})
        for measure, amount in counted(verb, body):
            total[(day, community, measure)] += amount
    return total


def _merged(total: Standing) -> Standing:
    merged: Standing = Counter()
    for (on, _, measure), n in total.items():
        merged[(on, "", measure)] += n
    return merged


def _mediated(verb: str, body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if body.get("returned_as", "people") != "people":
        if body["round"] == 1:
            yield "mediated_other", 1
        if verb == "settle" and body.get("first", True):
            yield "settled_other", 1
        return
    if body["round"] == 1:
        yield "mediated", 1
        # Of these and no others `mediated` is the whole: a later success belongs to another period's beginning.
        if verb == "settle":
            yield "settled_first", 1
    if not body.get("first", True):
        return
    if verb == "terminate":
        yield "terminated", 1
    else:
        yield "settled", 1
        yield "settled_fen", int(body["amount_fen"])


def _asked(body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    yield "asked", 1
    if body["solved"] == "yes":
        yield "solved", 1
    if body["satisfaction"] not in {"", "refused"}:
        yield "rated", 1
        if body["satisfaction"] in CONTENT:
            yield "content", 1
