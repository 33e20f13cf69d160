"""What the law says about consent and form, as plain functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hetang.ground.lib.labels import N_

CONTACT_MEANS: Mapping[str, str] = {"call": N_("电话"), "visit": N_("上门"), "message": N_("短信")}
FORMS: Mapping[str, str] = {"oral": N_("口头协议"), "written": N_("书面协议")}


@dataclass(frozen=True)
class Answer:
    """What one side last said of mediation: `effect` is `consent`, `refusal` or "" (nothing drawn from it)."""

    side: int
    effect: str


def last_words(answers: Iterable[Answer]) -> dict[int, str]:
    """Each side's latest `consent` or `refusal`; a consent may be taken back and a refusal too (人民调解法 §23)."""
    said: dict[int, str] = {}
    for answer in answers:
        if answer.effect:
            said[answer.side] = answer.effect
    return said


def is_everyone_willing(sides: Iterable[int], applicants: Iterable[int], answers: Iterable[Answer]) -> bool:
    """Every side consents. Who applied has consented by applying, unless they refused since (§17)."""
    said = dict.fromkeys(applicants, "consent") | last_words(answers)
    wanted = set(sides)
    return bool(wanted) and all(said.get(side) == "consent" for side in wanted)


def has_refusal(answers: Iterable[Answer]) -> bool:
    """Some side's last word is a clear refusal: mediation must not go on (§17)."""
    return "refusal" in last_words(answers).values()


def must_be_written(today: date, due_days: Iterable[date]) -> bool:
    """A settlement that is not performed at once is put in writing (宁波条例 §24)."""
    return any(day > today for day in due_days)
