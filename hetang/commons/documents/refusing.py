"""Why a file is not taken. Each says what it is, that nothing was kept, and what to do instead."""

from typing import Any

from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused

NOT_KEPT = N_("这份文件没有保存；您手上的原件不受影响，其他文件照常上传。")


class BadFile(Invalid):
    """This file is not taken; the others are."""

    def __init__(self, what: str, *, then: str = "", **params: Any) -> None:
        super().__init__(what, safe=NOT_KEPT, then=then, **params)


class TooLarge(BadFile):
    """More than may be."""


class WrongKind(BadFile):
    """Its content is nothing that is taken."""


class Infected(BadFile):
    """The scanner found something."""


class NotScanned(Refused):
    """The scanner that is set up does not answer. What was sent waits."""

    status = 409


class StoreSilent(NotScanned):
    """The place where files lie does not answer. What was sent waits as well."""
