"""This room's sentences in the case's story. Staff alone read it."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

TEXTS: Mapping[str, str] = {
    "remark": N_("内部留言"),
    "remark_to": N_("内部留言，提醒%(told)s"),
}
