"""Who waits to be rung stands in my day, and beside the page's name; the lead is told of tries in vain."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.flow.intake.actions.call_back import (
    Ringing,
    drop_call_back,
    promise_call_back,
    record_call_attempt,
    record_missed_call,
)
from hetang.flow.intake.models import CallBack
from hetang.flow.intake.waiting import call_backs_to_make, call_backs_told_up, call_backs_waiting
from hetang.ground.lib.kept import forget_all
from hetang.record.cases.tests.factories import MONDAY, Cast


def missed(cast: Cast, phone: str) -> CallBack:
    return record_missed_call(Ringing(phone=phone, street=cast.street), by=cast.operator)


def tried_in_vain(cast: Cast, phone: str) -> CallBack:
    found = missed(cast, phone)
    for _ in range(3):
        found = record_call_attempt(found, outcome="not_reached", by=cast.operator)
    assert found.state == "told_up"
    return found


def test_what_is_due_first_stands_first(cast: Cast) -> None:
    later = missed(cast, "13900000071")
    due_at = MONDAY + timedelta(minutes=20)
    sooner = promise_call_back(Ringing(phone="13900000072", street=cast.street), due_at=due_at, by=cast.operator)
    tried_in_vain(cast, "13900000073")
    assert list(call_backs_to_make(cast.operator)) == [sooner, later]
    for part in ("lead", "mediator", "far_operator"):
        assert list(call_backs_to_make(getattr(cast, part))) == [], part


def test_who_decides_is_told_of_tries_in_vain(cast: Cast) -> None:
    missed(cast, "13900000071")
    found = tried_in_vain(cast, "13900000072")
    counted = {p: (call_backs_waiting(who), call_backs_told_up(who)) for p, who in cast.everybody().items()}
    assert {part: n for part, n in counted.items() if any(n)} == {
        "operator": (1, 0),
        "lead": (0, 1),
        "other_lead": (0, 1),
        "leader": (0, 1),
    }
    drop_call_back(found, note="空号", by=cast.lead)
    forget_all()
    assert call_backs_told_up(cast.lead) == 0


def test_this_process_counts_anew_at_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    assert call_backs_waiting(cast.operator) == 0
    with django_capture_on_commit_callbacks(execute=True):
        missed(cast, "13900000071")
    assert call_backs_waiting(cast.operator) == 1


def page(who: Account) -> str:
    client = Client()
    client.force_login(who)
    return client.get(reverse("desk")).content.decode()


def test_my_day_shows_whom_to_ring_and_what_waits_for_a_decision(cast: Cast) -> None:
    missed(cast, "13900000071")
    tried_in_vain(cast, "13900000072")
    mine, leads = page(cast.operator), page(cast.lead)
    assert "139****0071" in mine
    assert "139****0072" not in mine
    assert "有 1 个回电多次未接通，等您决定。" in leads
    assert "139****0071" not in leads
    assert "回电多次未接通" not in page(cast.mediator)
