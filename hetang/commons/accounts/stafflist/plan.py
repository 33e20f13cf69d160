"""What taking a staff list over would do, row by row, against the accounts as they are. Writes nothing."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from hetang.commons.accounts.access import SYSTEM, reached_by, streets_of
from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.rules import ADMIN_ROLES, ROLES, is_username
from hetang.commons.accounts.stafflist.columns import COLUMNS, EMPTY, NOT_A_DATE, Line, day_of
from hetang.commons.places.api import Place, Unit
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_

Named = TypeVar("Named", Unit, Place)

NEW, CHANGED, SAME, BAD = "new", "changed", "unchanged", "error"
STATUSES = {NEW: N_("新增"), CHANGED: N_("有变化"), SAME: N_("没有变化"), BAD: N_("有错")}
LONGEST = {"name_zh": 40, "name_en": 60}

NO_FORMULA = N_("不要写公式，请粘贴为值")
BAD_USERNAME = N_("用小写字母和数字，中间可用点、横线，最多 40 位")
TOO_LONG = N_("太长了，请缩短")
NO_ROLE = N_("没有这个岗位；可写：热线话务员、驿站负责人、调解员、回访员、街道领导")
NO_ADMIN = N_("管理员岗位不能批量导入，请在账号页单独办理并由安全管理员确认")
NO_UNIT = N_("没有这个单位，或不在您管理的范围内；写单位代码或全称")
NO_PLACE = N_("没有这个地点，或不在您管理的范围内；写地点代码或全称")
ENDS_EARLY = N_("截止日期早于起始日期")
TWICE = N_("与第 %(row)d 行重复，请删去一行")
OTHER_NAME = N_("与第 %(row)d 行同一用户名，姓名却不同")
OTHER_REACH = N_("这个用户名在您管理的范围以外已经有人用了，请换一个")
IS_ADMIN = N_("这个账号是管理员，不能兼办案岗位")
WAS_ADMIN = N_("这段时间里这个账号有过管理员职责，请把起始日期改到那之后")
IS_DISABLED = N_("这个账号已停用，请先在账号页启用或从表中删去")


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be taken, and what to write instead (a message id with its params)."""

    at: str
    heading: str
    what: str
    params: dict[str, int] = field(default_factory=dict)


@dataclass
class Row:
    """One line with what it would do."""

    number: int
    username: str
    name_zh: str
    name_en: str
    status: str = SAME
    faults: list[Fault] = field(default_factory=list)
    role: str = ""
    unit: int = 0
    place: int = 0
    since: date | None = None
    until: date | None = None
    account: int = 0
    duty: int = 0

    @property
    def status_label(self) -> str:
        """The message id of the status."""
        return STATUSES[self.status]


@dataclass(frozen=True)
class Plan:
    """All rows. `digest` tells two plans apart: the same file does something else after somebody changed an account."""

    rows: Sequence[Row]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each status."""
        return {status: sum(row.status == status for row in self.rows) for status in STATUSES}

    @property
    def is_clean(self) -> bool:
        """Whether no row has a fault."""
        return not any(row.faults for row in self.rows)

    @property
    def digest(self) -> str:
        """SHA-256 of what would be done."""
        said = [
            [r.number, r.username, r.name_zh, r.name_en, r.status, r.role, r.unit, r.place, str(r.since), str(r.until)]
            + [r.account, r.duty]
            for r in self.rows
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def plan_of(lines: Iterable[Line], *, by: Account) -> Plan:
    """Compare the lines with the accounts, units and places that `by` reaches. Five questions, whatever the length."""
    known = _Known.of(list(lines), by)
    rows = [_row(line, known) for line in known.lines]
    _compare(rows, known)
    return Plan(rows)


@dataclass(frozen=True)
class _Known:
    lines: list[Line]
    accounts: dict[str, Account]
    reach: frozenset[int]
    duties: dict[tuple[int, str, int, date], Duty]
    admins: frozenset[int]
    # When an account administered before: no other duty may touch that time.
    terms: dict[int, list[tuple[date, date]]]
    units: dict[str, Unit]
    places: dict[str, Place]

    @classmethod
    def of(cls, lines: list[Line], by: Account) -> "_Known":
        names = {line.text("username").lower() for line in lines}
        accounts = {a.username.lower(): a for a in Account.objects.filter(username__in=names)}
        ids = [a.pk for a in accounts.values()]
        duties = Duty.objects.filter(account_id__in=ids, withdrawn=False)
        terms: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for d in duties:
            if d.role in ADMIN_ROLES and d.until is not None and d.until < clock.today():
                terms[d.account_id].append((d.since, d.until))
        streets = streets_of(by, SYSTEM)
        units = Unit.objects.filter(is_active=True).select_related("place")
        places = Place.objects.all()
        if "" not in streets:
            units, places = units.filter(place__street__in=streets), places.filter(street__in=streets)
        return cls(
            lines=lines,
            accounts=accounts,
            reach=frozenset(reached_by(by, SYSTEM).filter(pk__in=ids).values_list("pk", flat=True)),
            duties={(d.account_id, d.role, d.unit_id, d.since): d for d in duties},
            admins=frozenset(
                d.account_id for d in duties if d.role in ADMIN_ROLES and (d.until is None or d.until >= clock.today())
            ),
            terms=terms,
            units=_by_code_and_name(units),
            places=_by_code_and_name(places),
        )


def _by_code_and_name(rows: Iterable[Named]) -> dict[str, Named]:
    """Found by code, and by full name where only one has it."""
    found: dict[str, Named] = {}
    doubled: set[str] = set()
    for row in rows:
        found[row.code.lower()] = row
        if row.name_zh in found:
            doubled.add(row.name_zh)
        found[row.name_zh] = row
    return {key: row for key, row in found.items() if key not in doubled}


def _row(line: Line, known: _Known) -> Row:
    """One line on its own: its cells, the account, unit and place that they name."""
    row = Row(line.number, line.text("username").lower(), line.text("name_zh"), line.text("name_en"))
    row.faults += _cell_faults(line)
    said = {cell.at for cell in line.cells.values() if any(fault.at == cell.at for fault in row.faults)}

    def bad(key: str, what: str) -> None:
        if line.at(key) not in said:
            row.faults.append(Fault(line.at(key), COLUMNS[key][0], what))

    _read_person(row, known, bad)
    _read_duty(row, line, known, bad)
    return row


def _cell_faults(line: Line) -> list[Fault]:
    faults = []
    for key, (heading, must, _) in COLUMNS.items():
        cell = line.cells[key]
        if cell.is_formula:
            faults.append(Fault(cell.at, heading, NO_FORMULA))
        elif must and not cell.text:
            faults.append(Fault(cell.at, heading, EMPTY))
        elif len(cell.text) > LONGEST.get(key, 200):
            faults.append(Fault(cell.at, heading, TOO_LONG))
    return faults


def _read_person(row: Row, known: _Known, bad: Callable[[str, str], None]) -> None:
    if not is_username(row.username):
        bad("username", BAD_USERNAME)
    account = known.accounts.get(row.username)
    if account is None:
        return
    row.account = account.pk
    if account.pk not in known.reach:
        bad("username", OTHER_REACH)
    elif account.pk in known.admins:
        bad("username", IS_ADMIN)
    elif not account.is_active:
        bad("username", IS_DISABLED)


def _read_duty(row: Row, line: Line, known: _Known, bad: Callable[[str, str], None]) -> None:
    row.role = next((key for key, label in ROLES.items() if line.text("role") in (key, label)), "")
    if not row.role:
        bad("role", NO_ROLE)
    elif row.role in ADMIN_ROLES:
        bad("role", NO_ADMIN)
    unit = known.units.get(line.text("unit")) or known.units.get(line.text("unit").lower())
    if unit is None:
        bad("unit", NO_UNIT)
    named = line.text("place")
    place = known.places.get(named) or known.places.get(named.lower()) if named else (unit.place if unit else None)
    if named and place is None:
        bad("place", NO_PLACE)
    row.unit, row.place = unit.pk if unit else 0, place.pk if place else 0
    row.since, row.until = day_of(line.text("since")), day_of(line.text("until"))
    for key, day in (("since", row.since), ("until", row.until)):
        if line.text(key) and day is None:
            bad(key, NOT_A_DATE)
    if row.since and row.until and row.until < row.since:
        bad("until", ENDS_EARLY)
    if row.since and any(
        _overlap(row.since, row.until, since, until) for since, until in known.terms.get(row.account, ())
    ):
        bad("since", WAS_ADMIN)


def _overlap(since: date, until: date | None, other_since: date, other_until: date) -> bool:
    return since <= other_until and other_since <= (until or date.max)


def _compare(rows: Sequence[Row], known: _Known) -> None:
    """Rows against one another, then against what is there."""
    first: dict[str, Row] = {}
    seen: dict[tuple[str, str, int, date | None], Row] = {}
    for line, row in zip(known.lines, rows, strict=True):
        same = first.setdefault(row.username, row)
        if (same.name_zh, same.name_en) != (row.name_zh, row.name_en):
            heading = COLUMNS["name_zh"][0]
            row.faults.append(Fault(line.at("name_zh"), heading, OTHER_NAME, {"row": same.number}))
        twin = seen.setdefault((row.username, row.role, row.unit, row.since), row)
        if twin is not row:
            heading = COLUMNS["username"][0]
            row.faults.append(Fault(line.at("username"), heading, TWICE, {"row": twin.number}))
        row.status = BAD if row.faults else _status(row, known)


def _status(row: Row, known: _Known) -> str:
    account = known.accounts.get(row.username)
    if account is None or row.since is None:
        return NEW
    duty = known.duties.get((account.pk, row.role, row.unit, row.since))
    row.duty = duty.pk if duty else 0
    is_renamed = (account.name_zh, account.name_en) != (row.name_zh, row.name_en)
    if duty is None or is_renamed or (duty.place_id, duty.until) != (row.place, row.until):
        return CHANGED
    return SAME
