"""The timeline's texts of this room."""

from hetang.ground.lib.labels import N_

TEXTS = {"archive": N_("归档：卷内 %(items)s 项，已有 %(there)s 项，必备材料齐全")}
