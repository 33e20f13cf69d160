"""What may be worth taking over from a text: shape only. Plain Python."""

from dataclasses import dataclass

from hetang.ground.lib.labels import Label


@dataclass(frozen=True)
class Suggestion:
    """`value` for `field`, shown as `label`; found between `start` and `end` of the text (places in `composed(text)`).

    `confidence` from 0 to 1 orders suggestions of a field and promises nothing more. `reason` is a message id in which
    `%(word)s` is the stretch of text.
    """

    field: str
    value: str
    label: Label
    confidence: float
    reason: str
    start: int
    end: int
