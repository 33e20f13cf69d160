"""A person's request about their own data: registered, identified, decided, answered."""

from dataclasses import dataclass

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, mask_numbers
from hetang.commons.places.api import Place
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.rights import access
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Request
from hetang.record.rights.rules import CAPACITIES, CHANNELS, DECISIONS, IDENTITIES, KINDS, MEANS, WORDS_CHARS
from hetang.record.rights.writing import lock, step, tell


@dataclass(frozen=True)
class Asking:
    """What somebody asks about `person`, in which capacity and how they came; `words` as they put it."""

    person: Person
    kind: str
    street: Place
    channel: str
    capacity: str = "self"
    words: str = ""


@transaction.atomic
def receive_request(asking: Asking, *, by: Account) -> Request:
    """Register a request; its clock starts. One open request of a kind for one person is enough (`WrongState`)."""
    access.require(by, REQUEST.move("receive_request"), asking.street.code)
    known = (asking.kind in KINDS, asking.channel in CHANNELS, asking.capacity in CAPACITIES)
    if not all(known) or len(asking.words) > WORDS_CHARS:
        raise Invalid(N_("请选择请求的种类、来源和请求人身份，说明不超过 1000 字。"))
    # Two clicks on one form: the second waits here and then finds the first.
    person = Person.objects.select_for_update().get(pk=asking.person.pk)
    if person.erased_at is not None:
        raise WrongState(N_("这个人的个人信息已依法删除。"), then=N_("可以直接答复请求人：已没有可以查阅的内容。"))
    if Request.objects.filter(person=person, kind=asking.kind, is_open=True).exists():
        raise WrongState(N_("这个人已有一项同类请求正在办理。"), then=N_("请在请求列表里继续办理那一项。"))
    now = clock.now()
    year = clock.local_day(now).year
    number = rulepacks.next_number(f"{asking.street.abbr}Q{year}")
    request = Request.objects.create(
        number=f"{asking.street.abbr}Q{year}-{number:04d}",
        kind=asking.kind,
        person=person,
        capacity=asking.capacity,
        channel=asking.channel,
        words=mask_numbers(asking.words.strip()),
        district=asking.street.district,
        street=asking.street.code,
        received_at=now,
        received_by=by,
        due_at=rulepacks.deadline("rights_request", now),
    )
    tell(request, "receive_request", by=by, body={"channel": request.channel, "capacity": request.capacity})
    return request


@transaction.atomic
def identify_requester(request: Request, *, means: str, by: Account) -> Request:
    """Record how it was made sure that the right person asks (`IDENTITIES`)."""
    request = lock(request)
    step(request, "identify_requester", by=by)
    if means not in IDENTITIES:
        raise Invalid(N_("请选择核对身份的方式。"))
    request.identity = means
    request.save(update_fields=["state", "identity"])
    tell(request, "identify_requester", by=by, body={"means": means})
    return request


@transaction.atomic
def decide_request(request: Request, *, decision: str, ground: str = "", by: Account) -> Request:
    """Grant, grant in part or refuse. Whatever is not granted names its legal ground (`request_grounds`)."""
    request = lock(request)
    verb = DECISIONS.get(decision)
    if verb is None:
        raise Invalid(N_("请选择同意、部分同意或者不予办理。"))
    step(request, verb, by=by)
    entry = rulepacks.entry("request_grounds", ground) if ground else None
    if decision == "granted":
        ground = ""
    elif entry is None or request.kind not in entry["kinds"]:
        raise Invalid(
            N_("部分同意或者不予办理，须选择法定理由。"), then=N_("理由要告知请求人（《个人信息保护法》第五十条）。")
        )
    request.ground, request.decided_by, request.decided_at = ground, by, clock.now()
    request.save(update_fields=["state", "ground", "decided_by", "decided_at"])
    tell(request, verb, by=by, body={"ground": ground} if ground else {})
    return request


@transaction.atomic
def tell_requester(request: Request, *, means: str, by: Account) -> Request:
    """Record that the person was told the result, the reason where there is one, and where to complain."""
    request = lock(request)
    step(request, "tell_requester", by=by)
    if means not in MEANS:
        raise Invalid(N_("请选择告知的方式。"))
    request.told_at = clock.now()
    request.save(update_fields=["state", "told_at"])
    tell(request, "tell_requester", by=by, body={"means": means})
    return request


@transaction.atomic
def withdraw_request(request: Request, *, by: Account) -> Request:
    """The person takes the request back; nothing was done yet."""
    request = lock(request)
    step(request, "withdraw_request", by=by)
    request.save(update_fields=["state"])
    tell(request, "withdraw_request", by=by)
    return request
