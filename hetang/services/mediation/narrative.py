"""The timeline's texts of this room."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "attempt": N_("%(contact)s联系%(party)s：%(outcome)s"),
    "tell_rights": N_("向当事人告知了权利义务"),
    "begin": N_("各方同意，开始调解"),
    "settle": N_("达成%(form)s协议"),
    "terminate": N_("调解终止（%(reason)s），已告知仲裁、行政和诉讼途径"),
    "choose_regime": N_("改为%(regime)s，重新征询各方意愿"),
    "set_fee": N_("登记%(regime)s费用 %(amount_fen)s"),
    "resume": N_("再次调解，第 %(round)s 轮"),
}
