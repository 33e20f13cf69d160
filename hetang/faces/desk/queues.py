"""What waits for whom, by duty. A queue is a question to the record, never a list that somebody keeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.flow.dispatch.api import QUEUES, WATCHERS, Task, Transfer, Waiting, asked_of, sealed_to_give
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import Page
from hetang.record.cases.api import Case, list_page
from hetang.record.followup.api import awaiting_closure, awaiting_follow_up

SHOWN = 10
# Among how many of the newest cases today's are looked for.
AMONG = 500
Narrow = Callable[[QuerySet[Case]], QuerySet[Case]]
Asked = Task | Transfer


@dataclass(frozen=True)
class Queue:
    """One section of "today": its title, its first rows by next alarm, whether there are more, what to say if none."""

    key: str
    title: str
    rows: Sequence[Case]
    more: bool
    empty: str


def queues_for(user: Account) -> list[Queue]:
    """The queues of every duty that `user` holds or stands in for, in working order."""
    duties = duties_of(user)
    found: list[Queue] = []
    if duties.has("dispatcher"):
        found.append(_queue(user, "to-give", N_("全街道待分派"), QUEUES["to-give"], N_("都已分派。")))
    if duties.has("dispatcher", "leader"):
        found += _above(user, is_leader=duties.has("leader"))
    if duties.has("station_lead"):
        found += _station(user, duties.units("station_lead"))
    if duties.has("mediator"):
        found += _mediator(user, {user.pk, *duties.absent})
    found += _asked(user)
    if duties.has("follow_up_operator"):
        empty = N_("没有等回访的案件。报结的案件会出现在这里。")
        found.append(_queue(user, "follow-up", N_("待回访"), awaiting_follow_up, empty))
    if duties.has("operator", "station_lead"):
        empty = N_("没有等答复的咨询、并案和等甄别的信访。")
        found.append(_queue(user, "to-answer", N_("待答复、待甄别"), _to_answer, empty))
    if duties.has("station_lead", "leader"):
        found.insert(0, _queue(user, "risky", N_("红色、橙色风险"), _risky, N_("没有红色、橙色风险的案件。")))
    if duties.has("operator"):
        fresh = list_page(user, narrow=_today, among=AMONG, size=SHOWN)
        found.append(_shown("fresh", N_("今天登记的"), fresh, N_("今天还没有登记。按 n 键登记来电。")))
    if duties.has("leader", "operator"):
        found.append(_queue(user, "late", N_("已超时限"), _late, N_("没有超时限的案件。")))
    return found


def _asked(user: Account) -> list[Queue]:
    """What others asked of this person, and what came back; nothing where nothing waits. Whoever watches the dispatch
    desk finds it there."""
    asked = asked_of(user) if duties_of(user).casework and not duties_of(user).has(*WATCHERS) else Waiting()
    lists: list[tuple[str, str, Sequence[Asked]]] = [
        ("offered", N_("转给您办的"), asked.offers),
        ("asked", N_("等您反馈的协办"), asked.tasks),
        ("reported", N_("已反馈，等您认可"), asked.reports),
    ]
    return [
        Queue(key, title, list({each.case_id: each.case for each in rows}.values())[:SHOWN], len(rows) > SHOWN, "")
        for key, title, rows in lists
        if rows
    ]


def _to_answer(rows: QuerySet[Case]) -> QuerySet[Case]:
    asked = Q(kind="consultation", state__in=("registered", "resolved")) | Q(state="joined", part_of__state="closed")
    return rows.filter(asked | Q(kind="petition", state="registered"))


def _risky(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.filter(risk__gt=1)


def _above(user: Account, *, is_leader: bool) -> list[Queue]:
    empty = N_("没有等裁定的案件，也没有上报区级的。")
    found = [_queue(user, "above", N_("待裁定、已上报区级"), QUEUES["above"], empty)]
    if is_leader and (sealed := sealed_to_give(user, SHOWN)).items:
        found.append(_shown("sealed", N_("封存案件，等您分派"), sealed, ""))
    return found


def _station(user: Account, units: frozenset[int]) -> list[Queue]:
    def of(*states: str) -> Narrow:
        return lambda rows: rows.filter(unit_id__in=units, state__in=states)

    def followed_up(rows: QuerySet[Case]) -> QuerySet[Case]:
        return awaiting_closure(rows.filter(unit_id__in=units))

    def to_assign(rows: QuerySet[Case]) -> QuerySet[Case]:
        return QUEUES["to-give"](rows.filter(unit_id__in=units))

    archive = list_page(user, narrow=of("closed"), order="due", size=SHOWN)
    return [
        _queue(user, "to-assign", N_("待分派"), to_assign, N_("都已分派。")),
        _queue(user, "to-accept", N_("等调解员签收"), of("assigned"), N_("没有等签收的案件。")),
        _queue(user, "to-close", N_("已回访，待结案"), followed_up, N_("没有等结案的案件。回访之后会出现在这里。")),
        _shown("to-archive", N_("待归档"), archive, N_("没有等归档的案件。")),
    ]


def _mediator(user: Account, handlers: set[int]) -> list[Queue]:
    def of(state: str) -> Narrow:
        return lambda rows: rows.filter(assignee_id__in=handlers, state=state)

    empty = N_("手头没有案件。签收后会出现在这里。")
    return [
        _queue(user, "to-take", N_("等我签收"), of("assigned"), N_("没有新分派给您的案件。")),
        _queue(user, "in-hand", N_("我在办的"), of("in_progress"), empty),
    ]


def _today(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.filter(registered_at__date=clock.today())


def _late(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.filter(sort_due__lt=clock.now())


def _queue(user: Account, key: str, title: str, narrow: Narrow, empty: str) -> Queue:
    return _shown(key, title, list_page(user, narrow=narrow, order="due", only_open=True, size=SHOWN), empty)


def _shown(key: str, title: str, page: Page, empty: str) -> Queue:
    return Queue(key, title, page.items, page.older is not None, empty)
