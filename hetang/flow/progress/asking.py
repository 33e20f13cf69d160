"""Who asked for what a step answers, and whom: read from the story, where the question was put."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetang.flow.dispatch.api import Task
from hetang.ground.journal.api import Event
from hetang.record.cases.api import STREAM, Note

# Step → the step in which it was asked, and the codes that both have in common.
ASKED_IN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ask_task": ("ask_task", ("task", "unit")),
    "redo_task": ("ask_task", ("task", "unit")),
    "report_task": ("ask_task", ("task", "unit")),
    "take_transfer": ("offer_transfer", ("account",)),
    "decline_transfer": ("offer_transfer", ("account",)),
    "grant_extension": ("ask_extension", ("clock",)),
    "refuse_extension": ("ask_extension", ("clock",)),
}


@dataclass(frozen=True)
class Asking:
    """By whom, and of whom by name; None where nobody is."""

    by: int | None = None
    to: int | None = None


def askings(events: Sequence[Event]) -> dict[int, Asking]:
    """Event id → the asking that it answers, or is. No query where none of them does, else two."""
    wanted = [event for event in events if event.verb in ASKED_IN]
    if not wanted:
        return {}
    found = _questions(wanted)
    notes = {body["note"] for _, body in found.values() if "note" in body}
    by_name = dict(Task.objects.filter(asked__in=notes).values_list("asked_id", "to_id"))
    return {pk: Asking(event.actor, by_name.get(body.get("note", 0))) for pk, (event, body) in found.items()}


def reasons(events: Sequence[Event]) -> dict[int, str]:
    """Event id → the reason with which more time was asked for, of the events that grant it. At most two queries."""
    wanted = [event for event in events if event.verb == "grant_extension"]
    if not wanted:
        return {}
    found = {pk: body.get("note", 0) for pk, (_, body) in _questions(wanted).items()}
    texts = dict(Note.objects.filter(pk__in=found.values()).values_list("pk", "text"))
    return {pk: texts[note] for pk, note in found.items() if note in texts}


def _questions(wanted: Sequence[Event]) -> dict[int, tuple[Event, dict[str, Any]]]:
    """Event id → the event in which it was asked, with its body."""
    keys, verbs = {event.stream_key for event in wanted}, {verb for verb, _ in ASKED_IN.values()}
    told: dict[int, list[tuple[Event, dict[str, Any]]]] = defaultdict(list)
    for event in Event.objects.filter(stream_kind=STREAM, stream_key__in=keys, verb__in=verbs).order_by("seq"):
        told[event.stream_key].append((event, event.body))
    return {event.pk: question for event in wanted if (question := _question(event, told[event.stream_key]))}


def _question(event: Event, told: Sequence[tuple[Event, dict[str, Any]]]) -> tuple[Event, dict[str, Any]] | None:
    """The last one before (or the very one) that has the same codes."""
    verb, codes = ASKED_IN[event.verb]
    body = event.body
    return next(
        (
            (asked, said)
            for asked, said in reversed(told)
            if asked.seq <= event.seq and asked.verb == verb and all(said.get(c) == body.get(c) for c in codes)
        ),
        None,
    )
