"""Refusals: an action that may not go on says what happened, what is safe and what to do next.

Plain Python. All texts are message ids; `%(name)s` places are filled from `params` after translation.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from hetang.ground.lib.labels import N_, Label, pick

NOTHING_CHANGED = N_("没有任何改动。")


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an accident
    """Base of all refusals. Raised before anything is saved, or inside the transaction that it undoes."""

    status: ClassVar[int] = 409

    def __init__(
        self, what: str, *, safe: str = "", then: str = "", link: tuple[str, str] | None = None, **params: Any
    ) -> None:
        """`link`: (message id, address) of the page where one can go on."""
        super().__init__(what)
        self.link = link
        self.what = what
        self.safe = safe or NOTHING_CHANGED
        self.then = then
        self.params = params

    def text(self) -> str:
        """The refusal in one untranslated line, for logs and command lines."""
        parts = [part for part in (self.what, self.safe, self.then) if part]
        return " ".join(part % self.params if self.params else part for part in parts)

    def __str__(self) -> str:
        return self.text()


class NotAllowed(Refused):
    """This person may not do this."""

    status = 403


class WrongState(Refused):
    """The thing is not in a state in which this can be done, often because somebody else was quicker."""

    status = 409


class Invalid(Refused):
    """A value that was given cannot be right."""

    status = 422


class Missing(Refused):
    """Something must be there first; `needs` lists it as message ids, or as labels where a rule pack says it."""

    status = 422

    def __init__(self, what: str, *, needs: Sequence[Label], safe: str = "", then: str = "", **params: Any) -> None:
        super().__init__(what, safe=safe, then=then, **params)
        self.needs = needs

    def text(self) -> str:
        return super().text() + " " + "、".join(pick(need, "zh") for need in self.needs)
