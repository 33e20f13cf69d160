"""The body of a verb, read off the action that it calls: what an action asks for a program must send.

So no verb is described twice, and a new argument of an action is in the document the moment it is in the code.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from inspect import Parameter, signature
from typing import Any, Union, get_args, get_origin, get_type_hints

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.faces.api.shapes import Day, Flag, Given, Many, Maybe, Moment, Reference, Shape, Text, Thing, Whole
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Case, Party

TEXT_CHARS = 5000
# Given by the call itself: who acts, and what the caller has seen (If-Match).
OWN = frozenset({"by", "seen"})
NUMBER = Text(24, 1)
CODE = Text(40, 1)
KEY = Whole(1)
PLAIN: Mapping[Any, Shape] = {
    str: Text(TEXT_CHARS),
    bool: Flag(),
    int: Whole(),
    date: Day(),
    datetime: Moment(),
    Account: Reference("account", KEY),
    Unit: Reference("unit", CODE),
    Case: Reference("case", NUMBER),
    Party: Reference("party", KEY),
}
# What an argument means, where its name alone does not say it to everybody.
ABOUT: Mapping[str, str] = {
    "note": N_("写进办理经过的话"),
    "reason": N_("原因；有原因代码的，写规则包里的代码"),
    "text": N_("答复或意见的全文"),
    "means": N_("方式的代码"),
    "to": N_("给谁：承办人的编号，或机关的名称"),
    "unit": N_("单位代码"),
    "lead": N_("主案的编号"),
    "party": N_("当事人的编号，见案件的 parties"),
    "served_on": N_("送达日期"),
    "outcome": N_("联系结果的代码，见规则包 outcomes"),
    "amount_fen": N_("金额，单位是分"),
    "consenting": N_("同意的当事人的编号"),
    "promises": N_("逐项约定：谁在哪天之前向谁付多少钱，或者做什么事"),
    "debtor": N_("义务人的编号，见案件的 parties"),
    "creditor": N_("权利人的编号，见案件的 parties"),
    "due_on": N_("最迟哪天履行"),
    "paper_complete": N_("各方签名、调解员签名并盖章"),
    "solved": N_("是否解决的代码"),
}


def body_of(action: Callable[..., Any], fixed: Mapping[str, Any]) -> Thing:
    """What `action` asks for beside its object, who acts and what is `fixed` by the verb."""
    hints = get_type_hints(action)
    parts = {
        each.name: _given(each.name, hints[each.name], each.default)
        for each in list(signature(action).parameters.values())[1:]
        if each.name not in OWN and each.name not in fixed
    }
    return Thing(parts)


def wants(action: Callable[..., Any], name: str) -> bool:
    """Whether the action takes an argument of this name."""
    return name in signature(action).parameters


def _given(name: str, kind: Any, default: Any) -> Given:
    is_free = default is not Parameter.empty and default is not MISSING
    return Given(shape_of(kind), ABOUT.get(name, ""), required=not is_free, default=default if is_free else None)


def shape_of(kind: Any) -> Shape:
    """The shape of an argument's type. TypeError for one that no program could send."""
    if kind in PLAIN:
        return PLAIN[kind]
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return Thing({f.name: _given(f.name, hints[f.name], _default(f)) for f in fields(kind)}, made=kind)
    inner = [each for each in get_args(kind) if each is not types.NoneType]
    if get_origin(kind) in {Union, types.UnionType} and len(inner) == 1:
        return Maybe(shape_of(inner[0]))
    made = get_origin(kind)
    if made in {list, frozenset, set, tuple} and inner:
        # A set of keys is checked by the action itself, among those of the case.
        item = KEY if inner[0] is int else shape_of(inner[0])
        return Many(item, made=made)
    raise TypeError(f"no shape for {kind!r}")


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default
