"""The timeline's texts of this room: how the contact came in says more than the bare registration."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "register": N_("接到%(channel)s，登记案件，由%(unit)s受理"),
    "add_contact": N_("反映人又有%(channel)s，补充了情况"),
    "add_partys_contact": N_("另一方当事人有%(channel)s，说明了情况"),
    "add_others_contact": N_("有人%(channel)s，补充了情况"),
    "add_past_contact": N_("存入一件后续的历史工单（%(channel)s）"),
    "ask_withdrawal": N_("%(party)s在网上要求撤回申请，等待向本人确认"),
    "take_back_withdrawal": N_("%(party)s不再要求撤回，继续办理"),
    "suggest_joining": N_("登记人认为与%(case)s是同一件事，由不同的人反映"),
    "pass_over_news": N_("看过结案后的新情况，不重新办理"),
    "tell_state": N_("反映人又有%(channel)s，没有新情况，告知了进展"),
}
