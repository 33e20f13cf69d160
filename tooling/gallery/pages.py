"""The gallery's pages: invented persons, real templates."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.test import RequestFactory

from hetang.ground.lib import clock
from hetang.ground.lib.context import THEME_COOKIE, NavEntry
from hetang.ground.lib.errors import refusal
from hetang.ground.lib.htmx import pages, render
from hetang.ground.lib.refusals import Missing, WrongState


class Operator:
    """A signed-in person who needs no table."""

    is_authenticated = True
    duty_label = {"zh": "善贤驿站 · 站长", "en": "Shanxian station · lead"}

    def get_full_name(self) -> str:
        return "沈予安"


def entries(_request: HttpRequest) -> list[NavEntry]:
    """Navigation as a station lead sees it."""
    return [
        NavEntry({"zh": "待办", "en": "To do"}, "/", "inbox", 7, 1),
        NavEntry({"zh": "来电登记", "en": "New call"}, "/calls/new/", "phone", None, 2, "n"),
        NavEntry({"zh": "全部案件", "en": "All cases"}, "/cases/", "list", None, 3),
        NavEntry({"zh": "回访", "en": "Follow-up"}, "/follow-up/", "clock", 2, 4),
        NavEntry({"zh": "队伍与驿站", "en": "Teams and stations"}, "/alliance/", "users", None, 5),
        NavEntry({"zh": "数据", "en": "Figures"}, "/cockpit/", "chart", None, 6),
    ]


class CallForm(forms.Form):
    """A form with every kind of field."""

    text = forms.CharField(label="来电内容", widget=forms.Textarea, help_text="一段话就够：谁、和谁、为什么、要什么。")
    phone = forms.CharField(label="来电号码", help_text="只在办理时可见。", max_length=11)
    community = forms.ChoiceField(label="社区", choices=[("", "请选择"), ("1", "善贤社区"), ("2", "瓜山社区")])
    channel = forms.ChoiceField(
        label="怎样联系最方便", choices=[("call", "电话"), ("sms", "短信")], widget=forms.RadioSelect, initial="call"
    )
    urgent = forms.BooleanField(label="可能激化，请优先处理", required=False)
    on = forms.DateField(label="发生日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _request(theme: str, path: str = "/", data: dict[str, str] | None = None) -> Any:
    factory = RequestFactory()
    request: Any = factory.post(path, data) if data else factory.get(path)
    request.COOKIES[THEME_COOKIE] = theme
    request.user = Operator()
    return request


def _page(template: str, **context: Any) -> Callable[[str], str]:
    def make(theme: str) -> str:
        filled = {key: value() if callable(value) else value for key, value in context.items()}
        return pages().get_template(template).render(filled, _request(theme))

    return make


def _form_page(theme: str) -> str:
    form = CallForm({"text": "", "phone": "1380000", "community": "", "channel": "call"})
    form.add_error("phone", "请填写 11 位手机号码。")
    intro = "先写清楚事情，其余可以稍后补。"
    context = {"title": "登记来电", "form": form, "action": "/", "submit": "保存并派单", "back": "/", "intro": intro}
    return render(_request(theme), "lib/form_page.html", context, status=422).content.decode()


class LoginForm(forms.Form):
    """What the sign-in page shows."""

    username = forms.CharField(label="账号")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


def _login_page(theme: str) -> str:
    request = _request(theme)
    request.user = SimpleNamespace(is_authenticated=False)
    texts = {"title": "登录", "submit": "登录", "intro": "上塘街道 · 矛盾纠纷调解"}
    context = {"form": LoginForm(), "action": "/", "small": True, **texts}
    return render(request, "lib/form_page.html", context).content.decode()


def _refused(theme: str) -> str:
    note = "已与卖家母亲通话，对方愿意今晚转账 500 元，请对方把收款截图发来。"
    request = _request(theme, "/", {"note": note, "verb": "record_call"})
    then = "请刷新页面查看最新进展；可能已有人先办了这一步。"
    refused = WrongState("现在是“%(state)s”，不能“%(verb)s”。", then=then, state="已结案", verb="记录通话")
    return refusal(request, refused).content.decode()


def _missing(theme: str) -> str:
    refused = Missing("还不能“%(verb)s”。", needs=["调解员签名", "双方当事人签名", "回访记录"], verb="归档")
    return refusal(_request(theme), refused).content.decode()


def _server_error(theme: str) -> str:
    # In real life this page follows the device; here it must show both.
    page = pages().env.get_template("lib/500.html").render()
    return page.replace("(prefers-color-scheme: dark)", "all" if theme == "dark" else "not all")


def _story() -> list[SimpleNamespace]:
    now = clock.now()
    rows = [
        (0, "good", "回访：款项已收到，当事人满意", "何心悦 · 回访员", ""),
        (48, "good", "达成口头协议：卖家今日退还 500 元", "林之远 · 调解员", "协议自达成之日起生效。"),
        (49, "neutral", "致电卖家的母亲：愿意劝说", "林之远 · 调解员", ""),
        (51, "warn", "致电卖家的母亲：起初不愿介入", "林之远 · 调解员", ""),
        (52, "bad", "致电卖家：拒绝沟通", "林之远 · 调解员", "“票已经转给别人了，没有钱退。”"),
        (70, "info", "派给 1788 帮忙团，林之远签收", "沈予安 · 站长", ""),
        (72, "neutral", "热线登记：学生付 500 元购票未收到", "周晴 · 接线员", ""),
    ]
    return [SimpleNamespace(at=now - timedelta(hours=h), tone=t, text=x, actor=a, detail=d) for h, t, x, a, d in rows]


PAGES: dict[str, Callable[[str], str]] = {
    "parts": _page("gallery_parts.html", story=_story, due=lambda: clock.now() + timedelta(days=2, hours=1)),
    "queue": _page("gallery_queue.html"),
    "cockpit": _page("gallery_cockpit.html", story=_story),
    "form": _form_page,
    "login": _login_page,
    "refused": _refused,
    "missing": _missing,
    "server-error": _server_error,
    "offline": lambda theme: render(_request(theme), "lib/offline.html", {}).content.decode(),
}
