"""What comes back, as shapes for the document."""

from hetang.faces.api.shapes import Day, Flag, Given, Many, Maybe, Moment, Text, Thing, Whole
from hetang.ground.lib.labels import N_

_KEY, _CODE, _WORDS, _LONG = Whole(1), Text(60), Text(500), Text(20_000)


def _thing(**parts: Given) -> Thing:
    return Thing(parts, may_grow=True)


NAMED = _thing(code=Given(_CODE), name=Given(_WORDS))
COLLEAGUE = _thing(id=Given(_KEY), name=Given(_WORDS))
ROW = _thing(
    number=Given(_CODE, N_("案件编号")),
    href=Given(_WORDS, N_("在哪里读这件案件")),
    kind=Given(_CODE, N_("事项类别")),
    category=Given(_CODE, N_("纠纷类型的代码")),
    category_name=Given(_WORDS),
    title=Given(_WORDS, N_("标题；按职责，人名可能遮住")),
    state=Given(_CODE, N_("状态的代码")),
    state_name=Given(_WORDS),
    is_open=Given(Flag(), N_("还在办")),
    sensitivity=Given(_CODE),
    risk=Given(_CODE, N_("风险等级的代码，没有定级时为空")),
    street=Given(_CODE),
    community=Given(_CODE),
    unit=Given(NAMED, N_("承办单位")),
    assignee=Given(Maybe(COLLEAGUE), N_("承办人")),
    registered_at=Given(Moment()),
    due_at=Given(Maybe(Moment()), N_("最近的时限")),
)
PAGE = _thing(
    items=Given(Many(ROW, 100)),
    older=Given(Maybe(Text(80)), N_("下一页的 cursor，没有更早的时为 null")),
    newer=Given(Maybe(Text(80)), N_("上一页的 cursor，已是最新时为 null")),
)
PARTY = _thing(
    id=Given(_KEY),
    role=Given(_CODE),
    name=Given(_WORDS, N_("按职责全名或遮住")),
    phone=Given(_WORDS, N_("总是遮住")),
    of=Given(Maybe(_KEY), N_("是谁的代理人、近亲属或法定代理人")),
)
CLOCK = _thing(rule=Given(_CODE), name=Given(_WORDS), due_at=Given(Moment()), is_paused=Given(Flag()))
VERB = _thing(
    verb=Given(_CODE),
    name=Given(_WORDS),
    href=Given(_WORDS),
    missing=Given(Many(_WORDS), N_("还差哪些条件，空的就是现在能办")),
)
OBLIGATION = _thing(
    id=Given(_KEY),
    debtor=Given(_KEY),
    creditor=Given(_KEY),
    due_on=Given(Day()),
    amount_fen=Given(Maybe(Whole())),
    act=Given(_LONG),
    state=Given(_CODE),
)
LINE = _thing(at=Given(Moment()), who=Given(_WORDS), what=Given(_LONG), detail=Given(_LONG))
CASE = _thing(
    **ROW.parts,
    seq=Given(_KEY, N_("最后一条经过的序号，也在 ETag 里")),
    code=Given(_CODE, N_("给当事人的查询码")),
    text=Given(_LONG, N_("事情经过，号码遮住")),
    place=Given(_WORDS),
    amount_fen=Given(Maybe(Whole())),
    parties=Given(Many(PARTY, 1000)),
    clocks=Given(Many(CLOCK, 1000)),
    obligations=Given(Many(OBLIGATION, 1000), N_("约定的履行事项")),
    verbs=Given(Many(VERB), N_("这个账号现在可以对它做的")),
    story=Given(Many(LINE, 10_000), N_("办理经过")),
)
DONE = _thing(
    number=Given(_CODE),
    href=Given(_WORDS),
    state=Given(_CODE),
    seq=Given(_KEY, N_("现在的最后一条经过的序号")),
)
REGISTERED = _thing(
    number=Given(_CODE, N_("案件编号")),
    code=Given(_CODE, N_("给当事人的查询码")),
    href=Given(_WORDS),
    state=Given(_CODE),
)
CLOSED = _thing(
    id=Given(_KEY),
    href=Given(_WORDS, N_("在哪里读这一条")),
    triage=Given(_CODE, N_("哪一类分流")),
    to=Given(_CODE, N_("转到哪里，没有时为空")),
    at=Given(Moment()),
    case=Given(Maybe(_CODE), N_("重复反映的案件，别的分流为 null")),
    case_href=Given(Maybe(_WORDS)),
)
CLOSED_ROW = _thing(
    id=Given(_KEY),
    href=Given(_WORDS, N_("在哪里读这一条")),
    channel=Given(_CODE, N_("来源")),
    triage=Given(_CODE, N_("哪一类分流")),
    triage_name=Given(_WORDS),
    to=Given(_CODE, N_("转到哪里，没有时为空")),
    street=Given(_CODE),
    at=Given(Moment()),
)
CLOSED_PAGE = _thing(items=Given(Many(CLOSED_ROW, 100)), older=Given(Maybe(Text(80))), newer=Given(Maybe(Text(80))))
CLOSED_CONTACT = _thing(
    **CLOSED_ROW.parts,
    text=Given(_LONG, N_("说了什么，号码遮住")),
    told=Given(_LONG, N_("告知了什么")),
    community=Given(_CODE),
    by=Given(COLLEAGUE, N_("接待人")),
)
CANDIDATES = _thing(
    items=Given(
        Many(
            _thing(to=Given(_KEY, N_("分派时的 to")), name=Given(_WORDS), unit=Given(NAMED), load=Given(Whole())), 1000
        )
    )
)
TAKEN = _thing(
    id=Given(_KEY),
    href=Given(_WORDS, N_("在哪里读这一份")),
    kind=Given(_CODE, N_("种类的代码：photo、sound、video、pdf、office")),
    size=Given(Whole(), N_("字节数")),
    algorithm=Given(_CODE, N_("校验值的算法")),
    digest=Given(Text(64), N_("按收到的内容算的校验值，也在办理经过里")),
    at=Given(Moment(), N_("收下的时间")),
    withdrawn_at=Given(Maybe(Moment()), N_("撤下的时间，没有撤下时为 null")),
)
PIECE = _thing(
    **TAKEN.parts,
    name=Given(_WORDS, N_("文件名")),
    kind_name=Given(_WORDS),
    media_type=Given(_WORDS),
    party=Given(Maybe(_KEY), N_("哪位当事人提供，null 是办理的人收集的")),
    by=Given(COLLEAGUE, N_("谁收下的")),
)
PIECES = _thing(items=Given(Many(PIECE, 1000)))
LOOK = _thing(
    **PIECE.parts,
    view=Given(Maybe(_WORDS), N_("看图用的链接，没有时为 null")),
    original=Given(Maybe(_WORDS), N_("取原件的链接，撤下或删除后为 null")),
    until=Given(Maybe(Moment()), N_("链接在这之前有效，只对这个账号有效")),
)
_ASKED = dict(
    unit=Given(NAMED),
    to=Given(Maybe(COLLEAGUE), N_("指名的人")),
    state=Given(_CODE),
    asked_by=Given(COLLEAGUE),
    asked_at=Given(Moment()),
    due_at=Given(Moment(), N_("什么时候之前答复")),
    asked=Given(_LONG, N_("请对方做什么，号码遮住")),
    answer=Given(_LONG, N_("对方的答复，还没有时为空")),
)
TASK = _thing(id=Given(_KEY), kind=Given(_CODE), kind_name=Given(_WORDS), **_ASKED)
TASKS = _thing(
    items=Given(Many(TASK, 100)), offer=Given(Maybe(_thing(**_ASKED)), N_("最近一次转办，没有提出过时为 null"))
)
EDITION = _thing(
    number=Given(_KEY, N_("第几版，审定时写的 edition")),
    title_zh=Given(_WORDS),
    answer_zh=Given(_LONG),
    title_en=Given(_WORDS),
    answer_en=Given(_LONG),
    questions=Given(_LONG, N_("别的问法，一行一个")),
    basis=Given(_LONG, N_("依据")),
)
DECIDED = _thing(
    id=Given(_KEY),
    href=Given(_WORDS),
    state=Given(_CODE),
    waiting=Given(Maybe(_KEY), N_("等着审定的是第几版，没有时为 null")),
)
ARTICLE = _thing(
    **DECIDED.parts,
    category=Given(_CODE),
    owner=Given(COLLEAGUE, N_("责任人")),
    valid_from=Given(Day()),
    valid_until=Given(Maybe(Day()), N_("失效日期，长期有效为 null")),
    review_on=Given(Day(), N_("下次复审的日期")),
    answered=Given(Whole(), N_("用它答过几次")),
    holds=Given(Maybe(EDITION), N_("现在用的一版")),
    waits=Given(Maybe(EDITION), N_("等着审定的一版")),
)
ARTICLES = _thing(items=Given(Many(ARTICLE, 50)))
ME = _thing(
    account=Given(COLLEAGUE),
    scopes=Given(Many(_CODE)),
    duties=Given(Many(_thing(role=Given(_CODE), name=Given(_WORDS), place=Given(_CODE)), 100)),
    expires_at=Given(Moment()),
)
HOOK = _thing(
    id=Given(_KEY),
    url=Given(_WORDS),
    verbs=Given(Many(_CODE, 500), N_("只推送这些经过，空的是全部")),
    is_active=Given(Flag()),
    made_at=Given(Moment()),
)
HOOKS = _thing(items=Given(Many(HOOK, 1000)))
DELIVERY = _thing(
    id=Given(_KEY, N_("也在请求头 Hetang-Delivery 里；重复收到的以它识别")),
    case=Given(_CODE),
    verb=Given(_CODE),
    seq=Given(_KEY),
    happened_at=Given(Moment()),
    state=Given(_CODE),
    attempts=Given(Whole()),
    next_at=Given(Moment(), N_("下一次发送的时间，还在等的才有意义")),
    status=Given(Maybe(Whole()), N_("对方最近一次答复的状态码")),
    trouble=Given(_CODE, N_("最近一次没有送达的原因代码")),
)
DELIVERIES = _thing(items=Given(Many(DELIVERY, 100)), older=Given(Maybe(Text(80))), newer=Given(Maybe(Text(80))))
