"""Opening a case: what intake calls once it knows enough."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db import connection

from hetang.commons.accounts.api import Account, Held, duties_of
from hetang.commons.people.api import Person
from hetang.commons.places.api import Place, Unit
from hetang.ground.lib import clock
from hetang.ground.lib.ids import new_code
from hetang.ground.lib.inserting import Insert, saved
from hetang.ground.lib.labels import N_
from hetang.ground.lib.references import unmarked
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.binding import rules_today
from hetang.record.cases.clocks import planned_clock
from hetang.record.cases.kinds import CLOCKS, KINDS, table_of
from hetang.record.cases.models import Case, CaseClock, Party
from hetang.record.cases.protecting import Shield
from hetang.record.cases.writing import tell

TITLE_CHARS = 28
SUMMARY_CHARS = 5000


@dataclass(frozen=True)
class Opening:
    """What is known of a matter when it is opened. `amount_fen` in fen; `community` a place of `street` or None.

    `origin`: the petition beside which it is opened; its texts were protected and measured there, and it is as closed.
    """

    summary: str
    street: Place
    unit: Unit
    category: str
    kind: str = Case.Kind.DISPUTE
    community: Place | None = None
    place_text: str = ""
    amount_fen: int | None = None
    event_on: date | None = None
    parties: list[tuple[str, Person]] = field(default_factory=list)
    origin: Case | None = None


# A case and what every case has from its first moment, in one statement instead of seven: every registration pays for
# this. `number` is taken inside it; five digits at least, more in a street that needs them.
_OPEN = """
    WITH scope(name) AS (VALUES (%s)), opened AS ({case} RETURNING id, number),
         named AS ({parties}), started AS ({clock})
    SELECT id, number FROM opened
"""
_NUMBER = f"(SELECT name || '-' || to_char({rulepacks.NEXT_NUMBER.format('name')}, 'FM99999999900000') FROM scope)"  # noqa: S608 - our own text
_OF_CASE = {"case_id": "(SELECT id FROM opened)"}


def open_case(opening: Opening, *, by: Account, body: dict[str, object] | None = None) -> Case:
    """A new case in state `registered` of its station, with the first clock of its kind running.

    Called inside the transaction of whoever opens it, without a savepoint: a refusal undoes all of theirs. Raises
    `NotAllowed` for a person without the duty in that street, `Invalid` for an empty text, an unknown category or a
    person named twice.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a case is opened inside the transaction of what led to it")
    held = _check(opening, by)
    shield, now = Shield(), clock.now()
    text, place_text = shield.over(opening.summary.strip()), shield.over(opening.place_text)
    case = Case(
        code=new_code(),
        kind=opening.kind,
        category=opening.category,
        title=_title(text),
        summary=text,
        amount_fen=opening.amount_fen,
        place_text=place_text,
        event_on=opening.event_on,
        district=opening.street.district,
        street=opening.street.code,
        community=opening.community.code if opening.community else "",
        unit=opening.unit,
        registered_at=now,
        origin=opening.origin,
        sensitivity=opening.origin.sensitivity if opening.origin else Case.Sensitivity.NORMAL,
        rules=rules_today(),
    )
    started = planned_clock(case, CLOCKS[case.kind]["register"].start[0])
    case.due_at = started.due_at
    parties = [Party(person=person, role=role) for role, person in opening.parties]
    case.on_behalf = held.on_behalf
    _insert(case, parties, started, scope=f"{opening.street.abbr}{clock.local_day(now).year}")
    shield.keep(case)
    known = {"kind": case.kind, "category": case.category, "unit": case.unit_id}
    tell(case, "register", by=by, body={**known, **(body or {})}, first=True)
    return case


def _insert(case: Case, parties: list[Party], running: CaseClock, *, scope: str) -> None:
    into = _inserts()
    sql = _OPEN.format(
        case=into["case"].sql(),
        parties=into["party"].sql(len(parties)) if parties else "SELECT",
        clock=into["clock"].sql(),
    )
    values = [*into["case"].values(case), *into["party"].values(*parties)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [scope, *values, *into["clock"].values(running)])
        key, case.number = cursor.fetchone()
    saved(case, key)


@cache
def _inserts() -> dict[str, Insert]:
    return {
        "case": Insert(Case, {"number": _NUMBER}),
        "party": Insert(Party, _OF_CASE),
        "clock": Insert(CaseClock, _OF_CASE),
    }


def _check(opening: Opening, by: Account) -> Held:
    if opening.kind not in KINDS:
        raise Invalid(N_("不认识这种事项类别。"), then=N_("请从列表中选择。"))
    registers = [d for d in duties_of(by).casework if d.role in table_of(opening.kind).move("register").duties]
    held = next((d for d in registers if d.reaches(opening.street.code)), None)
    if held is None:
        raise NotAllowed(N_("您没有在这个街道登记案件的职责。"), then=N_("请由热线话务员或驿站负责人登记。"))
    if not opening.summary.strip():
        raise Invalid(N_("还没有写事情经过。"), then=N_("一句话也可以，例如“网上买票被骗 500 元”。"))
    if opening.origin is None and len(opening.summary) > SUMMARY_CHARS:
        raise Invalid(
            N_("事情经过超过 %(limit)s 字。"), then=N_("请保留要点，长材料以后作为证据上传。"), limit=SUMMARY_CHARS
        )
    if rulepacks.entry("categories", opening.category) is None:
        raise Invalid(N_("不认识纠纷类型“%(category)s”。"), then=N_("请从列表中选择。"), category=opening.category)
    if opening.event_on and opening.event_on > clock.today():
        raise Invalid(N_("发生日期还没有到。"), then=N_("请核对日期。"))
    persons = [person.pk for _, person in opening.parties]
    if len(persons) != len(set(persons)):
        raise Invalid(N_("同一个人不能同时是双方当事人。"), then=N_("请核对双方的姓名和电话。"))
    return held


def _title(text: str) -> str:
    first = unmarked(text.splitlines()[0].strip())
    return first if len(first) <= TITLE_CHARS else first[: TITLE_CHARS - 1] + "…"
