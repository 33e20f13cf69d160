"""The timeline's texts of this room."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "assign": N_("分派给%(unit)s的%(account)s"),
    "accept": N_("签收，开始办理"),
    "hand_over": N_("由%(leaver)s移交给%(unit)s的%(account)s"),
    "return": N_("退回：%(return_reason)s"),
    "recuse": N_("回避：%(return_reason)s"),
    "appeal": N_("不同意承办，提请裁定"),
    "refer": N_("认为不归本驿站承办，报请裁定"),
    "rule": N_("裁定由%(unit)s的%(account)s承办，不得再退回"),
    "note_silence": N_("%(account)s超过规定时间没有签收，已列入%(unit)s负责人的催办名单"),
    "chase_silence": N_("%(account)s仍没有签收，已列入街道调度员的催办名单"),
    "ask_task": N_("请%(unit)s%(task)s，%(due)s前反馈"),
    "report_task": N_("%(unit)s反馈%(task)s情况"),
    "redo_task": N_("请%(unit)s补充%(task)s情况"),
    "finish_task": N_("认可%(unit)s的%(task)s"),
    "withdraw_task": N_("撤回对%(unit)s的%(task)s"),
    "offer_transfer": N_("提出转给%(unit)s的%(account)s办理，对方接办前仍由原承办人负责"),
    "take_transfer": N_("%(unit)s的%(account)s接办"),
    "decline_transfer": N_("%(unit)s的%(account)s没有接办，仍由原承办人办理"),
    "withdraw_transfer": N_("撤回转办，仍由原承办人办理"),
    "climb": N_("升到“%(rung)s”一级调解"),
    "escalate": N_("上报区级协调"),
    "send_down": N_("区级交回，由街道继续办理"),
}
