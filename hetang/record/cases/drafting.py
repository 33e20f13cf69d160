"""A case before it has a row: checked, its texts protected, its clock worked out. One case and many are drawn up alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hetang.commons.accounts.api import Account, Held, duties_of
from hetang.commons.people.api import Person
from hetang.commons.places.api import Place, Unit
from hetang.ground.lib import clock
from hetang.ground.lib.ids import new_code
from hetang.ground.lib.labels import N_
from hetang.ground.lib.references import unmarked
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.binding import rules_today
from hetang.record.cases.clocks import planned_clock
from hetang.record.cases.kinds import CLOCKS, KINDS, table_of
from hetang.record.cases.models import Case, CaseClock
from hetang.record.cases.protecting import Shield

TITLE_CHARS = 28
SUMMARY_CHARS = 5000
PAST_STATE = "archived"
# Nobody keeps older orders; and the year 1 cannot even be read back.
FIRST_MOMENT = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Opening:
    """What is known of a matter when it is opened. `amount_fen` in fen; `community` a place of `street` or None.

    `origin`: the petition beside which it is opened; its texts were protected and measured there, and it is as closed.
    `past_at`: when it was taken down elsewhere, a matter that was finished there; it is kept as archived, without a clock.
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
    past_at: datetime | None = None


@dataclass
class Draft:
    """A case that may be opened, with what every case has from its first moment. Made by `draw_up` only."""

    case: Case
    # None for a matter of the past.
    running: CaseClock | None
    shield: Shield
    # Numbers are taken under this, street and year.
    scope: str
    verb: str
    body: dict[str, object]
    parties: Sequence[tuple[str, Person]] = ()

    def name_parties(self, named: Sequence[tuple[str, Person]]) -> None:
        """Enter the parties. Raises `Invalid` for a person named twice."""
        for at, (_, person) in enumerate(named):
            # Persons who have no row yet are compared as objects.
            if any(person is other or (person.pk and person.pk == other.pk) for _, other in named[:at]):
                raise Invalid(N_("同一个人不能同时是双方当事人。"), then=N_("请核对双方的姓名和电话。"))
        self.parties = named


class Moment:
    """The moment in which cases are drawn up, with what is the same for all of them: each is looked up once."""

    def __init__(self, by: Account) -> None:
        self.by, self.now, self.rules = by, clock.now(), rules_today()
        self._clocks: dict[tuple[str, str], CaseClock] = {}
        self._held: dict[tuple[str, str, bool], Held] = {}
        self._days: dict[datetime, date] = {}
        self._categories = {entry["key"] for entry in rulepacks.entries("categories")}

    def first_clock(self, case: Case) -> CaseClock:
        """What runs first in a case registered now; one object for all of the same kind and category."""
        key = (case.kind, case.category)
        if key not in self._clocks:
            self._clocks[key] = planned_clock(case, CLOCKS[case.kind]["register"].start[0])
        return self._clocks[key]

    def duty(self, opening: Opening) -> Held:
        """The duty by which the matter is opened. Raises `NotAllowed`."""
        key = (opening.kind, opening.street.code, opening.past_at is not None)
        if key not in self._held:
            self._held[key] = _duty(opening, self.by)
        return self._held[key]

    def knows_category(self, key: str) -> bool:
        """Whether the pack has it."""
        return key in self._categories

    def day(self, at: datetime) -> date:
        """The local day of `at`."""
        found = self._days.get(at)
        return found or self._days.setdefault(at, clock.local_day(at))


def draw_up(opening: Opening, moment: Moment, body: Mapping[str, object]) -> Draft:
    """The draft of a case, without its parties, opened by whose moment it is.

    Raises `NotAllowed` for a person without the duty in that street, `Invalid` for what cannot be right.
    """
    held = _check(opening, moment)
    shield, now = Shield(), moment.now
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
        registered_at=opening.past_at or now,
        origin=opening.origin,
        sensitivity=opening.origin.sensitivity if opening.origin else Case.Sensitivity.NORMAL,
        rules=moment.rules,
    )
    case.on_behalf = held.on_behalf
    day = moment.day(case.registered_at)
    known: dict[str, object] = {"kind": case.kind, "category": case.category, "unit": case.unit_id}
    if opening.past_at:
        case.state, running, verb = PAST_STATE, None, "keep_past"
        known["past_on"] = day.isoformat()
    else:
        running, verb = moment.first_clock(case), "register"
        case.due_at = running.due_at
    return Draft(case, running, shield, f"{opening.street.abbr}{day.year}", verb, {**known, **body})


def _duty(opening: Opening, by: Account) -> Held:
    verb = "archive" if opening.past_at else "register"
    may = [d for d in duties_of(by).casework if d.role in table_of(opening.kind).move(verb).duties]
    held = next((d for d in may if d.reaches(opening.street.code)), None)
    if held is None and opening.past_at:
        raise NotAllowed(N_("您没有在这个街道存入历史工单的职责。"), then=N_("请由驿站负责人导入。"))
    if held is None:
        raise NotAllowed(N_("您没有在这个街道登记案件的职责。"), then=N_("请由热线话务员或驿站负责人登记。"))
    return held


def _check(opening: Opening, moment: Moment) -> Held:
    if opening.kind not in KINDS:
        raise Invalid(N_("不认识这种事项类别。"), then=N_("请从列表中选择。"))
    held = moment.duty(opening)
    if not opening.summary.strip():
        raise Invalid(N_("还没有写事情经过。"), then=N_("一句话也可以，例如“网上买票被骗 500 元”。"))
    if opening.origin is None and len(opening.summary) > SUMMARY_CHARS:
        raise Invalid(
            N_("事情经过超过 %(limit)s 字。"), then=N_("请保留要点，长材料以后作为证据上传。"), limit=SUMMARY_CHARS
        )
    if not moment.knows_category(opening.category):
        raise Invalid(N_("不认识纠纷类型“%(category)s”。"), then=N_("请从列表中选择。"), category=opening.category)
    if opening.event_on and opening.event_on > moment.day(moment.now):
        raise Invalid(N_("发生日期还没有到。"), then=N_("请核对日期。"))
    if opening.past_at and opening.past_at < FIRST_MOMENT:
        raise Invalid(N_("历史工单的时间应当在 1990 年以后。"), then=N_("请核对日期。"))
    if opening.past_at and opening.past_at > moment.now:
        raise Invalid(N_("历史工单的时间还没有到。"), then=N_("请核对日期。"))
    return held


def _title(text: str) -> str:
    first = unmarked(text.splitlines()[0].strip())
    return first if len(first) <= TITLE_CHARS else first[: TITLE_CHARS - 1] + "…"
