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
CANDIDATES = _thing(
    items=Given(
        Many(
            _thing(to=Given(_KEY, N_("分派时的 to")), name=Given(_WORDS), unit=Given(NAMED), load=Given(Whole())), 1000
        )
    )
)
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
