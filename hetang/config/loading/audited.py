"""Loads from the console in words, for the auditor."""

from collections.abc import Mapping

from hetang.ground.journal.api import Audited
from hetang.ground.lib.labels import N_, Label


def named(keys: set[int]) -> Mapping[int, Label]:
    """There is one stream of them."""
    return dict.fromkeys(keys, N_("街道的数据"))


AUDITED = Audited(N_("街道的数据"), {"load": N_("由命令装入")}, named, everywhere=True)
