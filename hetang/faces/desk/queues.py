"""What waits for whom, by duty. A queue is a question to the record, never a list that somebody keeps."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Case, visible_to
from hetang.record.followup.api import awaiting_closure, awaiting_follow_up

SHOWN = 10


@dataclass(frozen=True)
class Queue:
    """One section of "today": its title, its first rows by next alarm, whether there are more, what to say if none."""

    key: str
    title: str
    rows: Sequence[Case]
    more: bool
    empty: str


def queues_for(user: Account) -> list[Queue]:
    """The queues of every duty that `user` holds, in working order."""
    duties, seen = duties_of(user), visible_to(user)
    found: list[Queue] = []
    if duties.has("station_lead"):
        found += _station(seen.filter(unit_id__in=duties.units("station_lead")))
    if duties.has("mediator"):
        found += _mediator(Case.objects.filter(assignee=user))
    if duties.has("follow_up_operator"):
        waiting = awaiting_follow_up(seen)
        found.append(_queue("follow-up", N_("待回访"), waiting, N_("没有等回访的案件。报结的案件会出现在这里。")))
    if duties.has("operator", "station_lead"):
        found += _to_answer(seen)
    if duties.has("station_lead", "leader"):
        risky = seen.filter(risk__gt=1, is_open=True)
        rows = list(risky.select_related("unit", "assignee").order_by("-risk", "sort_due", "id")[: SHOWN + 1])
        found.insert(
            0, Queue("risky", N_("红色、橙色风险"), rows[:SHOWN], len(rows) > SHOWN, N_("没有红色、橙色风险的案件。"))
        )
    if duties.has("operator"):
        fresh = seen.filter(registered_at__date=clock.today())
        found.append(_queue("fresh", N_("今天登记的"), fresh, N_("今天还没有登记。按 n 键登记来电。")))
    if duties.has("leader", "operator"):
        late = seen.filter(is_open=True, sort_due__lt=clock.now())
        found.append(_queue("late", N_("已超时限"), late, N_("没有超时限的案件。")))
    return found


def _to_answer(cases: QuerySet[Case]) -> list[Queue]:
    asked = Q(kind="consultation", state__in=("registered", "resolved")) | Q(state="joined", part_of__state="closed")
    rows = cases.filter(asked | Q(kind="petition", state="registered"))
    return [_queue("to-answer", N_("待答复、待甄别"), rows, N_("没有等答复的咨询、并案和等甄别的信访。"))]


def _station(cases: QuerySet[Case]) -> list[Queue]:
    return [
        _queue("to-assign", N_("待分派"), _to_assign(cases), N_("都已分派。")),
        _queue("to-accept", N_("等调解员签收"), cases.filter(state="assigned"), N_("没有等签收的案件。")),
        _queue(
            "to-close",
            N_("已回访，待结案"),
            awaiting_closure(cases),
            N_("没有等结案的案件。回访之后会出现在这里。"),
        ),
        _queue("to-archive", N_("待归档"), cases.filter(state="closed"), N_("没有等归档的案件。")),
    ]


def _to_assign(cases: QuerySet[Case]) -> QuerySet[Case]:
    """What waits to be given out: not a consultation, which is answered, nor a petition that nobody admitted."""
    fresh = Q(state="registered") & ~Q(kind__in=("consultation", "petition"))
    return cases.filter(fresh | Q(state__in=("returned", "admitted")))


def _mediator(cases: QuerySet[Case]) -> list[Queue]:
    return [
        _queue("to-take", N_("等我签收"), cases.filter(state="assigned"), N_("没有新分派给您的案件。")),
        _queue("in-hand", N_("我在办的"), cases.filter(state="in_progress"), N_("手头没有案件。签收后会出现在这里。")),
    ]


def _queue(key: str, title: str, cases: QuerySet[Case], empty: str) -> Queue:
    rows = list(cases.select_related("unit", "assignee").order_by("sort_due", "id")[: SHOWN + 1])
    return Queue(key, title, rows[:SHOWN], len(rows) > SHOWN, empty)
