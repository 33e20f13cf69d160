"""Who watches at the two hundred desks, and how a case is opened for them."""

from collections.abc import Callable
from itertools import cycle, islice

from django.db import close_old_connections, transaction

from hetang.commons.accounts.api import Account, Duty, duties_of
from hetang.commons.people.api import record_person
from hetang.commons.places.api import Place, Unit
from hetang.faces.desk.live import note_for
from hetang.record.cases.api import Opening, open_case
from tests.performance.pages import session_cookie

SEES_THE_STREET = ("operator", "leader", "follow_up_operator")


def watchers(count: int) -> list[tuple[str, str]]:
    """Notes and cookies of `count` desks, all of people who see the whole street: every new case is news to each."""
    found = Duty.objects.filter(role__in=SEES_THE_STREET).select_related("account").order_by("id")
    people = list({duty.account_id: duty.account for duty in found}.values())
    cookies = {account.pk: session_cookie(account.username) for account in people}
    return [(note_for(account), cookies[account.pk]) for account in islice(cycle(people), count)]


def opener() -> Callable[[], int]:
    """Opens a case of the operator's street and gives its key; in any thread."""
    operator = Account.objects.get(username="operator")
    held = next(d for d in duties_of(operator).casework if d.role == "operator")
    street, station = Place.objects.get(code=held.street), Unit.objects.get(pk=held.unit)

    def opened() -> int:
        with transaction.atomic():
            applicant = record_person(name="测一测", phone="")
            known = Opening(
                summary="楼上漏水，天花板湿了一片，两家说法不一。",
                street=street,
                unit=station,
                category="neighbour",
                parties=[("applicant", applicant)],
            )
            case = open_case(known, by=operator, body={"channel": "hotline"})
        close_old_connections()
        return int(case.pk)

    return opened
