"""One case walked through the whole job over HTTP, as the five people who do it; told as a story while it happens."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tooling.visitor import Page, Visitor, WalkFailed

TEXT = "大学生网上转让演唱会门票，付了 500 元，票一直没来，卖家不回消息。"
FIGURES = ("受理", "调处", "调解成功")
PATIENCE = 15.0  # seconds for the worker to count


@dataclass(frozen=True)
class Person:
    """One of the main logins."""

    username: str
    name: str


class Walk:
    """The story so far: who is logged in and which case it is about. `say` tells one line of it."""

    def __init__(self, base: str, password: str, people: Sequence[Person]) -> None:
        self.base, self.password = base, password
        self.people = {person.username: person for person in people}
        self.visitors: dict[str, Visitor] = {}
        self.case = ""

    def login(self, username: str) -> Visitor:
        """A session for one of the people. Raises `WalkFailed` where the page does not let them in."""
        visitor = Visitor(self.base)
        form = {"username": username, "password": self.password}
        page = visitor.submit(visitor.get("/login/"), "login", form)
        if "/login/" in page.url:
            raise WalkFailed(f"{username} 无法登录：{page.text[:300]}")
        self.visitors[username] = visitor
        return visitor

    def do(self, username: str, form: str, values: dict[str, str] | None = None, *, expected: int = 200) -> Page:
        """`username` opens the case and sends one of its forms."""
        visitor = self.visitors[username]
        return visitor.submit(visitor.get(self.case), form, values, expected=expected)

    def say(self, username: str, what: str) -> None:
        """`  林晓岚：登录`."""
        print(f"  {self.people[username].name}：{what}")


def walk(base: str, password: str, people: Sequence[Person]) -> None:
    """The ticket story from the call to the archive and the figures. Raises `WalkFailed` at the first wrong page."""
    story = Walk(base, password, people)
    stranger = Visitor(base).get("/desk/")
    if "/login/" not in stranger.url:
        raise WalkFailed(f"没有登录也能打开 {stranger.url}")
    for person in people:
        story.login(person.username)
    before = _figures(story)
    _register(story)
    _assign(story)
    _ring(story)
    _settle(story)
    _follow_up(story)
    _archive(story)
    _count(story, before)


def _register(story: Walk) -> None:
    operator = story.visitors["operator"]
    form = operator.get("/registration/")
    values = {"事情经过": TEXT, "来电人": "陈同学", "来电号码": "16000001788", "对方": "卖家王某"}
    values |= {"对方电话": "16000001789", "涉及金额（元）": "500", "所在社区": "蔡马社区"}
    page = operator.submit(form, "registration", values).require("待分派", "其他消费", "160****1788")
    story.case = re.sub(r"^https?://[^/]+", "", page.url)
    story.say("operator", f"接听热线，登记 {story.case.split('/')[-2]}，类型按文字自动归为“其他消费”")


def _assign(story: Walk) -> None:
    story.visitors["mediator"].get(story.case, expected=403)
    page = story.visitors["station"].get(story.case)
    chosen = re.search(r'value="(\d+:\d+)"[^>]*>\s*<span><strong>周美琴</strong>[^/]*蔡马治理解纷驿站', page.html)
    if chosen is None:
        raise WalkFailed(f"名单里没有调解员周美琴：{page.text[:600]}")
    story.do("station", "assignment", {"to": chosen[1]}).require("待签收")
    story.say("station", "在队列里看到，分派给周美琴")
    story.do("mediator", "acceptance").require("征询意愿")
    story.say("mediator", "签收")


def _ring(story: Walk) -> None:
    _attempt(story, "卖家王某", "hung_up", "说票已寄出就挂了")
    seller = _party(story.visitors["mediator"].get(story.case), "卖家王某")
    mother = {"姓名": "王母", "phone": "16000001790", "role": "relative", "of": seller, "relation": "母亲"}
    story.do("mediator", "添加", mother).require("母亲王母")
    for outcome in ("disagrees", "wavering", "consents"):
        _attempt(story, "王母", outcome)
    story.do("mediator", "rights")
    story.do("mediator", "session").require("调解中")
    story.say("mediator", "打给卖家，被挂断；三次打给他母亲，终于同意调解；告知权利义务，开始调解")


def _attempt(story: Walk, name: str, outcome: str, note: str = "") -> None:
    page = story.visitors["mediator"].get(story.case)
    values = {"party": _party(page, name), "outcome": outcome, "note": note}
    story.visitors["mediator"].submit(page, "attempts", values).require("已记录联系")


def _party(page: Page, name: str) -> str:
    found = re.search(rf'<summary>{name}[^<]*</summary>\s*<form[^>]*>.*?name="party" value="(\d+)"', page.html, re.S)
    if found is None:
        raise WalkFailed(f"{page.url} 上没有{name}的联系按钮")
    return found[1]


def _settle(story: Walk) -> None:
    story.do("mediator", "/settlement/", {"p0-amount": ""}, expected=422).require("还没有写约定事项")
    story.do("mediator", "/settlement/").require("卖家王某付给陈同学 500 元", "口头协议")
    story.do("mediator", "/performance/").require("已履行")
    for _ in range(2):
        story.do("mediator", "/identity/", {"means": "phone"})
    story.do("mediator", "/resolution/").require("待回访结案")
    story.say("mediator", "口头协议：当天退还 500 元；记录到账，报结")


def _follow_up(story: Walk) -> None:
    story.do("station", "/demo/clock/", {"hours": "24"})
    story.do("station", "/demo/clock/", {"hours": "24"}).require("最近一次回访没有反映")
    asked = {"solved": "yes", "satisfaction": "very", "note": "钱当天就到了"}
    story.do("followup", "/follow-up/", asked).require("已解决，非常满意")
    story.say("followup", "两天后回访：已解决，非常满意")


def _archive(story: Walk) -> None:
    story.do("station", "/closure/").require("已结案")
    story.do("station", "/archive/").require("已归档", "必备材料齐全")
    story.say("station", "结案，卷宗检查齐全，归档")


def _count(story: Walk, before: dict[str, int]) -> None:
    end = time.monotonic() + PATIENCE
    wanted = {name: number + 1 for name, number in before.items()}
    while (now := _figures(story)) != wanted:
        if time.monotonic() > end:
            raise WalkFailed(f"驾驶舱没有数到这一件：{now}，应为 {wanted}")
        time.sleep(0.3)
    story.say("leader", "驾驶舱上多了一件：" + "，".join(f"{name} {number}" for name, number in now.items()))


def _figures(story: Walk) -> dict[str, int]:
    text = story.visitors["leader"].get("/cockpit/").text
    found = {name: re.search(rf"{name} (\d+)", text) for name in FIGURES}
    if None in found.values():
        raise WalkFailed(f"驾驶舱上没有 {FIGURES}：{text[:600]}")
    return {name: int(number[1]) for name, number in found.items() if number}
