"""Who is spoken of in a text: the caller by how they call themselves, the other side by name or by what they are. Plain Python."""

import re
from collections.abc import Iterator

from hetang.ground.lib.labels import N_
from hetang.ground.words.lexicons import Lexicons, any_of
from hetang.ground.words.suggestion import Suggestion

_FIRM = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9（）()]{2,24}?(?:有限责任公司|股份有限公司|有限公司|物业公司|装饰公司|旅行社|公司|工作室|健身房|美容院|培训机构|幼儿园|超市|饭店|酒店)"
)
_FIRM_START = re.compile(r".*(?:[的在与和被对向找由是]|小区|反映|投诉|购买|签了|认为|要求|希望|联系)", re.S)
_STOPS = set("的了在是和与就都而及着或把被让向从到说称等很先后再来去")


def find_people(text: str, lexicons: Lexicons) -> Iterator[Suggestion]:
    """`applicant` and `respondent`. A name that nobody introduces is offered for the other side with little confidence."""
    surname = any_of(lexicons.surnames)
    if surname is None:
        return
    taken: list[tuple[int, int]] = []
    for found in _patterns(text, lexicons, surname.pattern):
        if not any(found.start < end and found.end > start for start, end in taken):
            taken.append((found.start, found.end))
            yield found


def _patterns(text: str, lexicons: Lexicons, surname: str) -> Iterator[Suggestion]:
    titles = "|".join(map(re.escape, sorted(lexicons.titles, key=len, reverse=True))) or "(?!)"
    name = rf"(?P<name>(?:{surname})[\u4e00-\u9fff]{{1,2}}|(?:{surname})(?:{titles}|某某?))"
    told = re.compile(
        rf"(?:我叫|我是|本人|名叫|姓名[:：]?|来电人[:：]?|投诉人[:：]?|申请人[:：]?|我姓名)\s*{name}(?=[，,。；;、：:\s（(]|的|$|电话|手机|住|今年|，)"
    )
    for found in told.finditer(text):
        yield _person("applicant", found, 0.85, N_("自称“%(word)s”"))
    role = any_of(lexicons.roles)
    if role is not None:
        with_role = re.compile(
            rf"(?P<role>{role.pattern})\s*(?:叫|姓名|是|为|[:：])?\s*{name}(?=[，,。；;、：:\s（(]|$|不|没|要|拒|欠|电话|说|称|把|收|答应)"
        )
        for found in with_role.finditer(text):
            yield _person("respondent", found, 0.8, N_("说到对方“%(word)s”"))
    for found in re.finditer(rf"(?P<name>(?:{surname})(?:{titles}))", text):
        yield _person("respondent", found, 0.5, N_("说到“%(word)s”"))
    for found in _FIRM.finditer(text):
        begins = _FIRM_START.match(text, found.start(), found.end())
        start = begins.end() if begins and begins.end() < found.end() - 3 else found.start()
        firm = text[start : found.end()]
        yield Suggestion("respondent", firm, firm, 0.6, N_("说到单位“%(word)s”"), start, found.end())
    if role is not None:
        for found in role.finditer(text):
            yield Suggestion("respondent", found[0], found[0], 0.45, N_("说到对方“%(word)s”"), *found.span())


def _person(field: str, found: "re.Match[str]", sure: float, reason: str) -> Suggestion:
    name = found["name"]
    # 张伟的, 李先生说: what follows a name is no part of it.
    while len(name) > 2 and name[-1] in _STOPS:
        name = name[:-1]
    start = found.start("name")
    return Suggestion(field, name, name, sure, reason, start, start + len(name))
