"""What the law says about consent and form, as plain functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hetang.ground.lib.labels import N_

CONTACT_MEANS: Mapping[str, str] = {"call": N_("电话"), "visit": N_("上门"), "message": N_("短信")}
FORMS: Mapping[str, str] = {"oral": N_("口头协议"), "written": N_("书面协议")}
PEOPLE = "people"


@dataclass(frozen=True)
class Answer:
    """What was said for one side: `effect` is `consent`, `refusal` or "" (nothing drawn from it).

    `is_own`: by the party or a representative, for a side without full capacity by the guardian alone; otherwise it was
    only passed on.
    """

    side: int
    effect: str
    is_own: bool = True


def last_words(answers: Iterable[Answer]) -> dict[int, str]:
    """Each side's latest `consent` or `refusal`; a consent may be taken back and a refusal too (人民调解法 §23).

    What was passed on counts until the side's own word is there; nobody but the side overrules its own word.
    """
    own: dict[int, str] = {}
    passed_on: dict[int, str] = {}
    for answer in answers:
        if answer.effect:
            (own if answer.is_own else passed_on)[answer.side] = answer.effect
    return passed_on | own


def is_everyone_willing(sides: Iterable[int], applicants: Iterable[int], answers: Iterable[Answer]) -> bool:
    """Two sides at least, and every one consents. Who applied has consented by applying, unless they refused since."""
    said = dict.fromkeys(applicants, "consent") | last_words(answers)
    wanted = set(sides)
    return len(wanted) > 1 and all(said.get(side) == "consent" for side in wanted)


def has_refusal(answers: Iterable[Answer]) -> bool:
    """Some side's last word is a clear refusal: mediation must not go on (§17)."""
    return "refusal" in last_words(answers).values()


def must_be_written(today: date, due_days: Iterable[date]) -> bool:
    """A settlement that is not performed at once is put in writing (宁波条例 §24)."""
    return any(day > today for day in due_days)
