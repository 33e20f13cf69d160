"""Which event counts towards which measure. Plain Python, so that a recount is the same table read again."""

from collections.abc import Iterator, Mapping
from typing import Any

from hetang.ground.lib.labels import N_

MEASURES: Mapping[str, str] = {
    "taken_in": N_("受理"),
    "mediated": N_("调处"),
    "settled": N_("调解成功"),
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


def counted(verb: str, body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The measures that one event adds to, with how much.

    One matter counts once however often it is mediated (同一纠纷多次调解按一件): only the first round counts as
    mediated, and only the first settlement, termination and closing as settled, terminated and closed.
    """
    if verb == "register":
        yield "taken_in", 1
    elif verb in {"settle", "terminate"}:
        yield from _mediated(verb, body)
    elif verb == "follow_up":
        yield from _asked(body)
    elif verb == "close":
        yield from [("closed", 1)] if body.get("first", True) else []
    elif verb in _PLAIN:
        yield _PLAIN[verb], 1


_PLAIN = {"archive": "archived", "void": "voided"}
# All other events are passed over without opening their bodies.
COUNTED = frozenset({"register", "settle", "terminate", "follow_up", "close", *_PLAIN})


def _mediated(verb: str, body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if body["round"] == 1:
        yield "mediated", 1
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
