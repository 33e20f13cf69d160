"""Calls that nobody took, call-backs that were promised, and the tries to reach somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Hotline
from hetang.commons.people.api import Named, Person, mask_numbers, normalise_phone, record_persons
from hetang.commons.places.api import Place
from hetang.flow.intake import access
from hetang.flow.intake.models import CallAttempt, CallBack
from hetang.flow.intake.waiting import recount
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case

STREAM, CLOCK = "call_back", "call_back"
NOTE_CHARS = 500
# How long who dials a number has it to themselves.
CLAIM = timedelta(minutes=10)
_ENDS: Mapping[str, str] = {
    CallAttempt.Outcome.REACHED: CallBack.State.REACHED,
    CallAttempt.Outcome.WRONG: CallBack.State.WRONG,
}


@dataclass(frozen=True)
class Ringing:
    """Whose number is to be rung, in which street; `name` "" for who gave none."""

    phone: str
    street: Place
    name: str = ""
    hotline: Hotline | None = None
    note: str = ""
    case: Case | None = None


@transaction.atomic
def record_missed_call(ringing: Ringing, *, at: datetime | None = None, by: Account | None) -> CallBack:
    """A call nobody took, by hand (`by`) or by the exchange (None). Rings of a number that waits are counted."""
    if by is not None:
        access.require_taker(by, ringing.street.code)
    at = at or clock.now()
    if at > clock.now():
        raise Invalid(N_("未接来电的时间还没有到。"), then=N_("请核对时间。"))
    waiting = _lock_waiting(ringing)
    if waiting is not None:
        waiting.rings += 1
        waiting.last_at = max(waiting.last_at, at)
        waiting.save(update_fields=["rings", "last_at"])
        _tell(waiting, "record_missed_call", by=by)
        return waiting
    rule = rulepacks.deadline_rule(CLOCK).rule
    made = _made(ringing, CallBack.Kind.MISSED, at=at, due_at=rulepacks.reckoned(rule, at).due_at, by=by)
    _tell(made, "record_missed_call", by=by)
    return made


@transaction.atomic
def promise_call_back(ringing: Ringing, *, due_at: datetime, by: Account) -> CallBack:
    """A caller was told that they will be rung at a time; a number that waits already waits for that time now."""
    access.require_taker(by, ringing.street.code)
    if due_at <= clock.now():
        raise Invalid(N_("约定的回电时间已经过了。"), then=N_("请写今天稍后或以后的时间。"))
    waiting = _lock_waiting(ringing)
    if waiting is None:
        waiting = _made(ringing, CallBack.Kind.PROMISED, at=clock.now(), due_at=due_at, by=by)
    else:
        waiting.kind, waiting.state, waiting.due_at = CallBack.Kind.PROMISED, CallBack.State.WAITING, due_at
        waiting.note, waiting.tries = _joined(waiting.note, _note(ringing)), 0
        waiting.case = ringing.case or waiting.case
        waiting.save(update_fields=["kind", "state", "due_at", "note", "tries", "case"])
    _tell(waiting, "promise_call_back", by=by)
    return waiting


@transaction.atomic
def claim_call_back(call_back: CallBack, *, by: Account) -> CallBack:
    """`by` dials the number now: for some minutes nobody else does, and it is theirs to say what became of it."""
    call_back = _lock(call_back)
    require_free(call_back, by=by)
    call_back.claimed_by, call_back.claimed_until = by, clock.now() + CLAIM
    call_back.save(update_fields=["claimed_by", "claimed_until"])
    _tell(call_back, "claim_call_back", by=by)
    return call_back


def require_free(call_back: CallBack, *, by: Account) -> None:
    """Raise a `Refused` unless `by` may dial the number now."""
    access.require_taker(by, call_back.street)
    if not call_back.is_waiting:
        raise _over(call_back)
    if call_back.dialled_by(clock.now()) not in {None, by.pk}:
        raise WrongState(N_("另一位同事正在回这个电话。"), then=N_("请先回下一个；几分钟后仍未办的，可以再回。"))


@transaction.atomic
def serve_call_back(phone: str, street: Place, *, case: Case | None, by: Account) -> CallBack | None:
    """Who waits to be rung has rung themselves and was served, with `case` where there is one: nobody rings them any more."""
    digits = normalise_phone(phone)
    found = _waiting(digits, street).first() if digits else None
    if found is None:
        return None
    found.state, found.case = CallBack.State.SERVED, case or found.case
    found.save(update_fields=["state", "case"])
    _tell(found, "serve_call_back", by=by)
    return found


def link_call_back(key: int | None, *, case: Case | None, by: Account) -> None:
    """The case of what was told when somebody was reached; inside the transaction of the registration."""
    if key is None or case is None:
        return
    found = CallBack.objects.select_for_update(of=("self",)).filter(pk=key, case=None).first()
    if found is not None:
        found.case = case
        found.save(update_fields=["case"])
        _tell(found, "link_call_back", by=by)


@transaction.atomic
def record_call_attempt(call_back: CallBack, *, outcome: str, tries: int | None = None, by: Account) -> CallBack:
    """One try: reached and wrong end it; after as many vain ones as the pack allows the station's lead is told.

    `tries`: how many the page showed; where there is another by now the button was pressed twice.
    """
    call_back = _lock(call_back)
    access.require_taker(by, call_back.street)
    if outcome not in CallAttempt.Outcome.values:
        raise Invalid(N_("不认识这种结果。"), then=N_("请选择接通、未接通或号码不对。"))
    require_free(call_back, by=by)
    if tries is not None and tries != call_back.tries:
        raise WrongState(N_("这次联系已经记过了。"), then=N_("请刷新页面查看；可能已有人先办了这一步。"))
    CallAttempt.objects.create(call_back=call_back, outcome=outcome, by=by, at=clock.now())
    call_back.tries += 1
    call_back.state = _ENDS.get(outcome, call_back.state)
    _tell(call_back, "record_call_attempt", by=by, body={"outcome": outcome})
    most = int(rulepacks.pack("intake").body["call_backs"]["tries"])
    if call_back.state == CallBack.State.WAITING and call_back.tries >= most:
        call_back.state = CallBack.State.TOLD_UP
        _tell(call_back, "tell_up", by=None)
    call_back.claimed_by = call_back.claimed_until = None
    call_back.save(update_fields=["tries", "state", "claimed_by", "claimed_until"])
    return call_back


@transaction.atomic
def drop_call_back(call_back: CallBack, *, note: str, by: Account) -> CallBack:
    """The lead ends what could not be reached, saying why."""
    call_back = _lock(call_back)
    access.require_decider(by, call_back.street)
    if not call_back.is_waiting:
        raise _over(call_back)
    if not note.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写一句原因，它会留在办理经过里。"))
    call_back.state = CallBack.State.DROPPED
    call_back.note = _joined(call_back.note, mask_numbers(note.strip())[:NOTE_CHARS])
    call_back.save(update_fields=["state", "note"])
    _tell(call_back, "drop_call_back", by=by)
    return call_back


def _lock(call_back: CallBack) -> CallBack:
    return CallBack.objects.select_for_update().get(pk=call_back.pk)


def _over(call_back: CallBack) -> WrongState:
    state = CallBack.State(call_back.state).label
    return WrongState(
        N_("这条回电已经是“%(state)s”。"), then=N_("请刷新页面查看；可能已有人先办了这一步。"), state=str(state)
    )


def _lock_waiting(ringing: Ringing) -> CallBack | None:
    """What waits for this number already, locked. Two recordings of one number wait for one another."""
    digits = normalise_phone(ringing.phone)
    if not digits:
        raise Invalid(
            N_("“%(phone)s”不像电话号码。"),
            then=N_("请核对号码；手机 11 位，座机带区号。"),
            phone=ringing.phone[:40],
        )
    indexes = crypto.blind_indexes(digits, "phone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crypto.as_number(indexes[0])])
    return _waiting(digits, ringing.street).first()


def _waiting(digits: str, street: Place) -> QuerySet[CallBack]:
    """What waits for a number, to be locked."""
    states, indexes = (CallBack.State.WAITING, CallBack.State.TOLD_UP), crypto.blind_indexes(digits, "phone")
    rows = CallBack.objects.filter(street=street.code, state__in=states, person__phone_index__in=indexes)
    return rows.select_for_update(of=("self",)).order_by("id")


def _joined(*notes: str) -> str:
    """Both notes, one a line, each once."""
    return "\n".join(dict.fromkeys(note for note in notes if note))


def _made(ringing: Ringing, kind: str, *, at: datetime, due_at: datetime, by: Account | None) -> CallBack:
    return CallBack.objects.create(
        kind=kind,
        person=_person(ringing),
        hotline=ringing.hotline,
        case=ringing.case,
        note=_note(ringing),
        first_at=at,
        last_at=at,
        due_at=due_at,
        by=by,
        district=ringing.street.district,
        street=ringing.street.code,
    )


def _person(ringing: Ringing) -> Person:
    return record_persons([Named(ringing.name, ringing.phone, unnamed=not ringing.name.strip())])[0]


def _note(ringing: Ringing) -> str:
    return mask_numbers(ringing.note.strip())[:NOTE_CHARS]


def _tell(call_back: CallBack, verb: str, *, by: Account | None, body: Mapping[str, str] | None = None) -> None:
    roles = access.DECIDERS if verb == "drop_call_back" else access.TAKERS
    recount()
    told = access.with_on_behalf(body or {}, by, call_back.street, *roles)
    journal.append(kind=STREAM, key=call_back.pk, verb=verb, by=by.pk if by else None, body=told, place=call_back)
