"""dispatch.yaml: whom to ask first: routing rules and who is on duty. What was changed in the house is not written over."""

from datetime import time
from typing import Any

from django.utils import translation

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Shift, add_shift
from hetang.config.loading.tally import CREATED, SAME, Tally
from hetang.config.loading.units import find_unit
from hetang.flow.dispatch.api import RoutingRule, Wanted, add_rule
from hetang.ground.lib.errors import translated
from hetang.ground.lib.refusals import Refused
from hetang.ground.lib.yamlrows import LoadError, Row

LISTS = ("kinds", "categories", "communities", "words")


def load_dispatch(top: Row, tally: Tally) -> None:
    """Load the file; accounts and rule packs must be loaded. Each line is made by `kept_by`, as if on the pages."""
    top.only("street", "kept_by", "since", "rules", "shifts")
    by, since = _account(top, "kept_by"), top.day("since")
    for row in top.rows("rules"):
        row.only("name", "to", "to_account", "hours", "weekdays", *LISTS)
        wanted = _wanted(row) | {"since": since}
        known = RoutingRule.objects.filter(street=top.text("street"), name=wanted["name"])
        if not known.exists():
            _made(row, add_rule, top.text("street"), Wanted(**wanted), by=by)
            tally.count("routingrule", CREATED)
        else:
            tally.count("routingrule", SAME)
    for row in top.rows("shifts"):
        _shift(row.only("unit", "role", "accounts", "weekdays", "hours"), tally, {"since": since, "by": by})


def _wanted(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {key: row.texts(key) for key in LISTS if row.has(key)}
    found |= {"name": row.text("name"), "to_unit": find_unit(row, "to").pk}
    if row.has("to_account"):
        found["to_account"] = _account(row, "to_account").pk
    if row.has("weekdays"):
        found["weekdays"] = _days(row)
    if row.has("hours"):
        found["starts"], found["ends"] = _hours(row)
    return found


def _shift(row: Row, tally: Tally, more: dict[str, Any]) -> None:
    unit, role, days = find_unit(row), row.text("role"), _days(row)
    starts, ends = _hours(row)
    for account in _accounts(row):
        same = Shift.objects.filter(unit=unit, role=role, account=account, starts=starts, ends=ends, weekdays=days)
        if same.exists():
            tally.count("shift", SAME)
            continue
        _made(row, add_shift, unit, role=role, account=account, weekdays=days, starts=starts, ends=ends, **more)
        tally.count("shift", CREATED)


def _made(row: Row, make: Any, *what: Any, **how: Any) -> None:
    """Make it by the room's own action; what that refuses is told with the line of the file."""
    try:
        make(*what, **how)
    except Refused as refused:
        said = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                said.append(translated(refused.what, refused.params))
        raise row.bad(*said) from refused


def _days(row: Row) -> list[int]:
    found = row.value("weekdays")
    if not isinstance(found, list) or not all(type(day) is int and 1 <= day <= 7 for day in found):
        raise row.bad("“weekdays”应当是 1（周一）到 7。", "“weekdays” must be 1 (Monday) to 7.", "weekdays")
    return [day - 1 for day in found]


def _hours(row: Row) -> tuple[time, time]:
    starts, _, ends = row.text("hours").partition("-")
    try:
        return time.fromisoformat(starts), time.fromisoformat(ends)
    except ValueError as error:
        raise row.bad("“hours”应当写成 08:30-17:30。", "“hours” must be written 08:30-17:30.", "hours") from error


def _accounts(row: Row) -> list[Account]:
    names = row.texts("accounts")
    found = {account.username: account for account in Account.objects.filter(username__in=names)}
    for name in names:
        if name not in found:
            raise _unknown(row, name, "accounts")
    return [found[name] for name in names]


def _account(row: Row, key: str) -> Account:
    found = Account.objects.filter(username=row.text(key)).first()
    if found is None:
        raise _unknown(row, row.text(key), key)
    return found


def _unknown(row: Row, name: str, key: str) -> LoadError:
    return row.bad(f"没有账号“{name}”。", f"there is no account “{name}”.", key)
