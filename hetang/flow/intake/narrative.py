"""The timeline's texts of this room: how the contact came in says more than the bare registration."""

from hetang.ground.lib.labels import N_

TEXTS = {"register": N_("接到%(channel)s，登记案件，由%(unit)s受理")}
