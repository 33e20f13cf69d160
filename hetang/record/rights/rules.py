"""Words of consents and requests. Plain Python."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

# On what the use of the data rests (个人信息保护法 §13): agreement, or a ground that needs none.
BASES: Mapping[str, str] = {
    "consent": N_("本人同意"),
    "duty": N_("履行法定职责所必需"),
    "emergency": N_("紧急情况下保护生命健康和财产安全所必需"),
}
MEANS: Mapping[str, str] = {
    "phone": N_("电话口头"),
    "recorded": N_("电话录音"),
    "oral": N_("当面口头"),
    "paper": N_("纸质签名"),
    "online": N_("网上勾选"),
}
KINDS: Mapping[str, str] = {"access": N_("查阅、复制"), "correct": N_("更正、补充"), "erase": N_("删除")}
CAPACITIES: Mapping[str, str] = {
    "self": N_("本人"),
    "guardian": N_("监护人"),
    "mandate": N_("受本人委托"),
    "heir": N_("逝者近亲属"),
}
CHANNELS: Mapping[str, str] = {"phone": N_("来电"), "visit": N_("来访"), "letter": N_("来信"), "online": N_("网上")}
IDENTITIES: Mapping[str, str] = {
    "card": N_("核对证件"),
    "call_back": N_("回拨登记的号码"),
    "known": N_("工作人员熟识"),
}
DECISIONS: Mapping[str, str] = {"granted": "grant_request", "partly": "grant_partly", "refused": "refuse_request"}
WORDS_CHARS = 1000
# Where something is kept, by the first word of its table's name.
ROOMS: Mapping[str, str] = {
    "cases": N_("案件的文字"),
    "intake": N_("来电来访记录"),
    "followup": N_("约定事项和回访"),
    "mediation": N_("调解记录"),
    "rights": N_("个人信息权利请求"),
    "people": N_("查看记录"),
    "archive": N_("档案"),
    "dispatch": N_("分派记录"),
}


def by_room(columns: Mapping[str, int]) -> dict[str, int]:
    """{"table.column": rows} as {what a reader calls it (a message id): rows}."""
    found: dict[str, int] = {}
    for column, n in columns.items():
        room = ROOMS.get(column.partition("_")[0], N_("其他记录"))
        found[room] = found.get(room, 0) + n
    return found


def masked_in(text: str, names: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """`text` with other people's names and numbers replaced; longer ones first, so that none hides inside another."""
    for known in (names, numbers):
        for plain in sorted(known, key=len, reverse=True):
            if plain:
                text = text.replace(plain, known[plain])
    return text
