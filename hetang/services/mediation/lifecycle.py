"""A people's mediation from the first question to its result, as one table (人民调解法 §17, §23, §26, §28)."""

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move

MEDIATION = Lifecycle(
    name="mediation",
    title=N_("人民调解"),
    initial="preparing",
    # Neither result is a dead end: a reopened case is mediated once more.
    final=frozenset({"settled", "terminated"}),
    states={
        "preparing": N_("征询意愿"),
        "in_session": N_("调解中"),
        "settled": N_("已达成协议"),
        "terminated": N_("已终止"),
    },
    needs={
        "rights_told": N_("已向当事人告知权利义务"),
        "parties_willing": N_("双方都在案，且每一方都表示同意调解"),
        "nobody_refused": N_("没有一方明确拒绝调解"),
        "guarded": N_("没有完全民事行为能力的当事人有法定代理人参加（民法典第十九条至第二十三条）"),
        "officered": N_("单位当事人有代表人或代理人参加"),
        "police_told": N_("红色风险已向公安机关报告并登记回执（人民调解法第二十五条）"),
        "case_reopened": N_("案件已由驿站决定重新办理"),
    },
    moves=(
        Move("open_mediation", N_("开始征询"), "mediation", (), "preparing", ("mediator",), assignee_only=True),
        Move(
            "begin",
            N_("开始调解"),
            "session",
            ("preparing",),
            "in_session",
            ("mediator",),
            needs=("nobody_refused", "rights_told", "parties_willing", "guarded"),
            assignee_only=True,
        ),
        Move(
            "settle",
            N_("达成协议"),
            "settlement",
            ("in_session",),
            "settled",
            ("mediator",),
            # Asked again: a party may have been added, or taken their consent back, since mediation began.
            # Who cannot act alone does not settle alone, orally no more than in writing.
            needs=("nobody_refused", "parties_willing", "guarded", "officered", "police_told"),
            assignee_only=True,
        ),
        Move(
            "terminate",
            N_("终止调解"),
            "termination",
            ("preparing", "in_session"),
            "terminated",
            ("mediator",),
            assignee_only=True,
        ),
        Move(
            "resume",
            N_("再次调解"),
            "resumption",
            ("settled", "terminated"),
            "preparing",
            ("mediator",),
            needs=("case_reopened",),
            assignee_only=True,
        ),
    ),
)
