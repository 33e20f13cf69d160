"""The timeline's texts of this room: consents in the case's story, and the story of a request."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "record_consent": N_("%(party)s已告知并同意：%(notice)s"),
    "record_notice": N_("已告知%(party)s：%(notice)s（不以同意为依据）"),
    "withdraw_consent": N_("%(party)s撤回同意：%(notice)s"),
    "receive_request": N_("登记请求"),
    "identify_requester": N_("核实了请求人身份"),
    "grant_request": N_("同意办理"),
    "grant_partly": N_("部分同意"),
    "refuse_request": N_("不予办理"),
    "carry_out": N_("已办理"),
    "tell_requester": N_("已把结果告知请求人"),
    "withdraw_request": N_("请求人撤回了请求"),
    "export_copy": N_("制作了个人信息副本"),
}
