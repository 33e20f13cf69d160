"""This room's sentences in the case's story."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

TEXTS: Mapping[str, str] = {
    "add_evidence": N_("收下一份证据：%(evidence_kind)s"),
    "add_evidence_of": N_("收下%(party)s提供的一份证据：%(evidence_kind)s"),
    "hand_in_evidence": N_("%(party)s在网上自己交来一份证据：%(evidence_kind)s"),
    "hand_in_known": N_("%(party)s在网上自己交来一份证据，内容与已有的一份相同：%(evidence_kind)s"),
    "withdraw_evidence": N_("撤下一份证据：%(evidence_kind)s"),
    "put_back_evidence": N_("恢复一份撤下的证据：%(evidence_kind)s"),
}
