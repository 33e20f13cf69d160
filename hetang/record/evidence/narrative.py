"""This room's sentences in the case's story."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

TEXTS: Mapping[str, str] = {"add_evidence": N_("收下一份证据：%(evidence_kind)s")}
