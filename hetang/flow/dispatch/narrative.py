"""The timeline's texts of this room."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "assign": N_("分派给%(unit)s的%(account)s"),
    "accept": N_("签收，开始办理"),
    "hand_over": N_("由%(leaver)s移交给%(unit)s的%(account)s"),
    "return": N_("退回：%(return_reason)s"),
}
