"""Telephones: what is to go out waits in an outbox, sealed, and is tried until it went out or is of no use.

A try is written down before it is made: killed in between, the letter is tried again after its pause and under the
same reference, by which a carrier knows it. So nothing is lost, and what came twice to the carrier goes out once.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hetang.commons.notifications.channels.shape import NotDelivered
from hetang.commons.notifications.models import TEXT, Letter
from hetang.commons.notifications.notice import Notice
from hetang.commons.notifications.quiet import Quiet, quiet_until
from hetang.commons.notifications.wording import PACK, said
from hetang.commons.people.api import Person
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.inserting import Insert
from hetang.ground.rulepacks import api as rulepacks

log = logging.getLogger(__name__)
AT_ONCE = 500
# The figures wait meanwhile in the same thread.
TURN_SECONDS = 1.0


class Outbox(ABC):
    """A carrier gives it a name and `deliver`."""

    name: str

    @abstractmethod
    def deliver(self, number: str, text: str, reference: str) -> None:
        """Have `text` brought to the telephone `number`. Raises `NotDelivered`. The same `reference` is the same letter."""

    def put(self, notices: Sequence[Notice]) -> int:
        """A letter each, sealed; held back by night. Who left no number, or was erased, is on record as not told."""
        persons = Person.objects.in_bulk({each.person for each in notices})
        rows = [self._row(each, persons[each.person]) for each in notices if each.person in persons]
        told = 0
        for begin in range(0, len(rows), AT_ONCE):
            part = rows[begin : begin + AT_ONCE]
            insert = _insert()
            with connection.cursor() as cursor:
                cursor.execute(f"{insert.sql(len(part))} ON CONFLICT DO NOTHING", insert.values(*part))
                told += cursor.rowcount
        return told

    def _row(self, notice: Notice, person: Person) -> Letter:
        row = Letter(
            person=person,
            event=notice.event,
            channel=self.name,
            template=notice.template,
            version=notice.version,
            subject_kind=notice.about.kind,
            subject_key=notice.about.key,
            district=notice.about.district,
            street=notice.about.street,
            at=notice.at,
        )
        if person.is_erased:
            return _over(row, Letter.State.DROPPED, Letter.Failure.ERASED)
        text = said(notice.template, notice.version, notice.fields, settings.LANGUAGE_CODE)
        row.sealed = crypto.seal(bytes(person.key), text, TEXT)
        if not person.phone:
            return _over(row, Letter.State.FAILED, Letter.Failure.NO_NUMBER)
        _wait(row)
        return row

    def carry(self, most: int, /) -> int:
        """Try those whose time has come, the longest waiting first; each in transactions of its own, and none more after
        `TURN_SECONDS`: the worker comes round again."""
        waiting = Letter.objects.filter(channel=self.name, next_at__lte=clock.now()).order_by("next_at", "pk")
        tried, until = 0, monotonic() + TURN_SECONDS
        for key in list(waiting.values_list("pk", flat=True)[:most]):
            tried += self._carry(key)
            if monotonic() >= until:
                break
        return tried

    def _carry(self, key: int) -> bool:
        letter = _begin(key)
        if letter is None:
            return False
        try:
            self.deliver(letter.person.phone, letter.text, f"hetang-{letter.pk}")
        except NotDelivered as reason:
            _failed(letter, reason)
        except Exception:  # noqa: BLE001 - whatever a carrier does, the other letters go out
            # Not the exception's own words: a carrier may put the number into them.
            log.error("letter %s: the channel %s broke off", letter.pk, self.name)  # noqa: TRY400
            _failed(letter, NotDelivered(Letter.Failure.AWAY, is_final=False))
        else:
            _keep(letter, state=Letter.State.SENT, sent_at=clock.now(), next_at=None, failure=Letter.Failure.NONE)
        return True


@transaction.atomic
def _begin(key: int) -> Letter | None:
    """The letter with one more try on record, where it is to be tried now; else None, with what became of it."""
    rows = Letter.objects.select_for_update(of=("self",), skip_locked=True).select_related("person")
    letter = rows.filter(pk=key, next_at__lte=clock.now()).first()
    if letter is None:
        return None
    now, pauses = clock.now(), _pauses()
    if letter.person.is_erased or letter.sealed is None:
        _over(letter, Letter.State.DROPPED, Letter.Failure.ERASED)
    elif now - letter.at > timedelta(hours=int(rulepacks.pack(PACK).body["fresh_hours"])):
        _over(letter, Letter.State.DROPPED, Letter.Failure.LATE)
    elif letter.tries > len(pauses):
        _over(letter, Letter.State.FAILED, letter.failure or Letter.Failure.AWAY)
    elif quiet_until(now, _quiet()) is not None:
        _wait(letter)
    else:
        letter.next_at = now + pauses[min(letter.tries, len(pauses) - 1)]
        letter.state, letter.tries = Letter.State.QUEUED, letter.tries + 1
        letter.save(update_fields=["state", "tries", "next_at"])
        return letter
    letter.save(update_fields=["state", "failure", "next_at"])
    return None


def _failed(letter: Letter, reason: NotDelivered) -> None:
    """Over where trying again is of no use; else the pause that was set when the try began stands."""
    if reason.is_final or letter.tries > len(_pauses()):
        _keep(letter, state=Letter.State.FAILED, next_at=None, failure=reason.failure)
    else:
        _keep(letter, failure=reason.failure)


def _keep(letter: Letter, **outcome: Any) -> None:
    """What became of a try; nothing where the letter was ended meanwhile, as an erasure does."""
    Letter.objects.filter(pk=letter.pk, next_at__isnull=False).update(**outcome)


def _over(letter: Letter, state: str, failure: str) -> Letter:
    letter.state, letter.failure, letter.next_at = state, failure, None
    return letter


def _wait(letter: Letter) -> None:
    """Now, or when the night is over."""
    now = clock.now()
    until = quiet_until(now, _quiet())
    letter.state = Letter.State.QUEUED if until is None else Letter.State.HELD
    letter.next_at = until or now


def _quiet() -> Quiet:
    return Quiet.read(rulepacks.pack(PACK).body["quiet"])


def _pauses() -> list[timedelta]:
    return [timedelta(minutes=each) for each in rulepacks.pack(PACK).body["retry_minutes"]]


@cache
def _insert() -> Insert:
    return Insert(Letter)
