"""How a room words its stream for the auditor's page: settings.AUDITED names one of these for each kind of stream."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hetang.ground.journal.models import Event
from hetang.ground.lib.labels import Label


def _nothing(_events: Sequence[Event]) -> Mapping[int, list[Label]]:
    return {}


@dataclass(frozen=True)
class Audited:
    """`named`: what the streams with these keys are called; `details`: what else is said of these events, by event id.

    `everywhere`: it belongs to no street and concerns every auditor.
    """

    title: str
    verbs: Mapping[str, str]
    named: Callable[[set[int]], Mapping[int, Label]]
    details: Callable[[Sequence[Event]], Mapping[int, list[Label]]] = _nothing
    everywhere: bool = False
