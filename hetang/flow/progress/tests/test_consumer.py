"""The consumer: nothing twice, nothing old, nothing half."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hetang.commons.notifications.api import Message
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.flow.progress.consumer import Telling
from hetang.flow.progress.tests.factories import read_journal, told
from hetang.ground.journal.api import NotAProjection, rebuild, registered
from hetang.ground.journal.tests.factories import happen, set_back
from hetang.ground.lib import clock
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.remarks.api import write_remark


def everything() -> list[tuple[int, int, str, object]]:
    return list(Message.objects.order_by("pk").values_list("account", "event", "template", "read_at"))


def test_it_is_registered_and_is_never_rebuilt() -> None:
    assert isinstance(registered()["telling"], Telling)
    with pytest.raises(NotAProjection):
        rebuild("telling")


def test_read_again_from_the_beginning_it_tells_nobody_twice(cast: Cast) -> None:
    case = accepted(cast)
    write_remark(case, text="@沈站长 请看", by=cast.mediator)
    read_journal()
    Message.objects.filter(account=cast.lead).update(read_at=MONDAY)
    before = everything()
    assert len(before) == 2
    set_back("telling")
    assert read_journal() > 2
    assert everything() == before, "what was read stays read"


def test_what_happened_long_ago_is_told_to_nobody(cast: Cast) -> None:
    assigned(cast)
    with clock.fixed_at(MONDAY + timedelta(hours=72, seconds=1)):
        assert told(cast.mediator) == []
        assigned(cast)
        assert told(cast.mediator) == ["given"]


def test_a_batch_that_breaks_off_tells_nobody_and_is_begun_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assigned(cast)
    whole = Telling.apply

    def killed(self: Telling, events: Any) -> None:
        whole(self, events)
        raise RuntimeError("killed")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(Telling, "apply", killed)
        read_journal()
    assert everything() == []
    assert told(cast.mediator) == ["given"]


def test_the_database_holds_one_message_per_person_and_event(cast: Cast) -> None:
    assigned(cast)
    read_journal()
    message = Message.objects.get()
    message.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        message.save(force_insert=True)


def test_a_house_without_rules_yet_is_no_trouble(db: None) -> None:
    happen("load", kind="account", key=1)
    happen("register", kind="case", key=1)
    assert read_journal() == 2


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Twenty cases given out and not read of yet."""
    for _ in range(20):
        assigned(cast)
    return cast


def test_a_batch_asks_the_same_few_questions_however_many_steps_it_holds(many: Cast) -> None:
    read_journal()
    asked = {}
    for size in (1, 20):
        for _ in range(size):
            assigned(many)
        with CaptureQueriesContext(connection) as queries:
            read_journal()
        asked[size] = len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])
    assert asked[1] == asked[20]
