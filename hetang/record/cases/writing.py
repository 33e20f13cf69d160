"""What every verb on a case shares: lock, step, event; and who was quicker."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account, account_names
from hetang.ground.journal import api as journal
from hetang.ground.journal.api import Event
from hetang.ground.lib.labels import N_, Label
from hetang.ground.lib.lifecycle import Lifecycle, Move
from hetang.ground.lib.refusals import NotAllowed, Refused, WrongState
from hetang.record.cases import access
from hetang.record.cases.kinds import table_of
from hetang.record.cases.lifecycle import OPEN_STATES
from hetang.record.cases.looking import remembering
from hetang.record.cases.models import Case, Note, Override
from hetang.record.cases.protecting import protect

STREAM = "case"


class Frozen(WrongState):
    """The case is closed: nothing of it is changed any more but by a named override."""


class Stale(WrongState):
    """Somebody changed this after the page was made from which the form was sent."""


def lock(case: Case, *, moving: bool = False, correcting: str = "") -> Case:
    """The case's row, locked until commit and read afresh. Inside a transaction only.

    Raises `Frozen` for a closed case, unless the caller is `moving` it by its lifecycle (which has its own say) or
    `correcting` a field that was released by name. Here and nowhere else, since every verb comes through here. Unit
    and assignee are not joined in: few verbs look at more than their ids, and every verb pays for this.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if not moving and not case.is_open and not (correcting and _is_released(case, correcting)):
        raise Frozen(
            N_("案件%(state)s，内容已经冻结。"),
            then=N_("确需改正一处时，由驿站负责人或街道领导说明理由准许更正；需要再办时请重新办理。"),
            state=case.state_label,
        )
    return case


def lock_rows(which: Q) -> dict[int, Case]:
    """Several cases locked at once, by id: always in the order of their ids, so that nobody waits in a circle.

    Each still goes through `lock`, which says whether it may be changed.
    """
    return {case.pk: case for case in Case.objects.select_for_update().filter(which).order_by("pk")}


def open_overrides(case: Case) -> QuerySet[Override]:
    """Corrections that were allowed and not made yet. A case that is taken up again needs none: they end with that."""
    if case.state == "voided":
        return Override.objects.none()
    rows = Override.objects.filter(case=case, used_at=None)
    return rows.filter(at__gt=case.reopened_at) if case.reopened_at else rows


def _is_released(case: Case, field: str) -> bool:
    return open_overrides(case).filter(field=field).exists()


def facts_for(case: Case, move: Move) -> dict[str, bool]:
    """The facts that `move` needs, asked of the rooms that know them (settings.CASE_FACTS)."""
    with remembering(case):
        return {need: bool(import_string(settings.CASE_FACTS[need])(case)) for need in move.needs}


def step(case: Case, verb: str, *, by: Account) -> Move:
    """Check that `by` may do `verb` now and set the new state; not saved yet. Raises a `Refused`.

    Rooms above end what the case has left behind (settings.CASE_STEPS).
    """
    table = table_of(case.kind)
    move = move_of(table, verb)
    try:
        access.require(by, move, case)
    except NotAllowed as refusal:
        if not _was_handler(by, move, case):
            raise
        raise _told_who(case, table, refusal) from None
    # A wrong state is told before a missing thing, and costs no query.
    try:
        table.step(case.state, verb, dict.fromkeys(move.needs, True))
    except WrongState as refusal:
        raise _told_who(case, table, refusal) from None
    table.step(case.state, verb, facts_for(case, move))
    if (case.state in OPEN_STATES) is not (move.to_state in OPEN_STATES):
        case.grants.filter(until=None).update(of_open=move.to_state in OPEN_STATES)
    was, case.state = case.state, move.to_state
    for path in settings.CASE_STEPS:
        import_string(path)(case, was, by)
    return move


def move_of(table: Lifecycle, verb: str) -> Move:
    """The row of `verb`; `WrongState` where this kind of matter does not know it."""
    if verb not in {m.verb for m in table.moves}:
        raise WrongState(
            N_("“%(kind)s”没有这一步。"), then=N_("请按这类事项的流程办理；类别记错时请先更正。"), kind=table.title
        )
    return table.move(verb)


def _was_handler(by: Account, move: Move, case: Case) -> bool:
    """Whether the case was taken out of this person's hands, perhaps a second ago."""
    ended = case.grants.filter(account_id=by.pk, role="handler").exclude(until=None)
    return move.assignee_only and case.assignee_id != by.pk and ended.exists()


def _told_who(case: Case, table: Lifecycle, refusal: Refused) -> Refused:
    """The refusal, saying by name and time who moved the case last."""
    labels = {move.verb: move.label for move in table.moves}
    last = journal.story(STREAM, case.pk).filter(verb__in=labels).order_by("-seq").first()
    if last is None:
        return refusal
    then = N_("%(who)s %(when)s 已“%(done)s”。请刷新页面查看最新进展。")
    told = {"who": _actor(last), "when": last.at, "done": labels[last.verb]}
    return WrongState(refusal.what, then=then, **refusal.params | told)


def require_unchanged(case: Case, seen: int | None, verbs: Collection[str], *, what: str) -> None:
    """Raise `Stale` where one of `verbs` happened after event number `seen`, naming who did it and when.

    For verbs that overwrite what stands and move no state. `what` is the thing's name (a message id); `seen` None: the
    caller looked just now.
    """
    if seen is None:
        return
    later = journal.story(STREAM, case.pk).filter(seq__gt=seen, verb__in=verbs).order_by("-seq").first()
    if later is not None:
        raise Stale(
            N_("%(who)s %(when)s 刚改过%(thing)s，您看到的已不是最新。"),
            then=N_("请返回并刷新，看过最新内容后再决定；您填写的文字列在下面。"),
            who=_actor(later),
            when=later.at,
            thing=what,
        )


def _actor(event: Event) -> Label:
    return account_names({event.actor})[event.actor] if event.actor else N_("系统")


def last_seq(case: Case) -> int:
    """The number of the case's last event: what a page shows is as of this."""
    return journal.story(STREAM, case.pk).order_by("-seq").values_list("seq", flat=True)[0]


def release(case: Case) -> None:
    """Take the case out of its handler's hands; rooms above end what they keep of it (settings.CASE_RELEASES).

    The caller saves `assignee`.
    """
    for path in settings.CASE_RELEASES:
        import_string(path)(case)
    case.assignee = None


def has_happened(case: Case, *verbs: str) -> bool:
    """Whether the case's story already holds one of `verbs`: figures count a matter once however often it comes back."""
    return journal.story(STREAM, case.pk).filter(verb__in=verbs).exists()


def tell(
    case: Case,
    verb: str,
    *,
    by: Account | None,
    note: str = "",
    body: Mapping[str, Any] | None = None,
    first: bool = False,
) -> None:
    """Write one event of the case, the `first` of a new one without looking for others.

    `body` holds references and codes only; `note` is kept beside the journal. Who stands in for
    somebody acts under their own name, and the event says for whom (`on_behalf`).
    """
    content = event_body(case, by, body or {})
    if note.strip():
        content["note"] = Note.objects.create(case=case, text=protect(case, note.strip())).pk
    actor = by.pk if by else None
    journal.append(kind=STREAM, key=case.pk, verb=verb, by=actor, body=content, place=case, first=first)


def event_body(case: Case, by: Account | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """`body` with for whom `by` acts, where they only stand in."""
    if by is not None and case.on_behalf is not None:
        return {**body, "on_behalf": case.on_behalf}
    return dict(body)
