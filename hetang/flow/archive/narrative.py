"""The timeline's texts of this room."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "archive": N_("归档：卷内 %(items)s 项，已有 %(there)s 项，必备材料齐全"),
    "propose_appraisal": N_("到期鉴定：提出意见（%(decision)s）"),
    "agree_appraisal": N_("到期鉴定：复核同意（%(decision)s）"),
    "decline_appraisal": N_("到期鉴定：复核不同意（%(decision)s）"),
    "change_term": N_("类型更正后，保管期限由%(former_term)s改为%(term)s"),
    "destroy_file": N_("案卷经鉴定批准后销毁"),
}
