"""The gallery's pages: invented persons, real templates."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import gettext as _

from hetang.ground.lib import clock
from hetang.ground.lib.context import THEME_COOKIE, NavEntry
from hetang.ground.lib.errors import refusal
from hetang.ground.lib.htmx import render
from hetang.ground.lib.refusals import Missing, WrongState


class Operator:
    """A signed-in person who needs no table."""

    is_authenticated = True
    duty_label = {"zh": "善贤驿站 · 站长", "en": "Shanxian station · lead"}

    def get_full_name(self) -> str:
        return "沈予安"


def entries(request: HttpRequest) -> list[NavEntry]:
    """Navigation as a station lead sees it."""
    return [
        NavEntry({"zh": "待办", "en": "To do"}, "/", "inbox", 7, 1),
        NavEntry({"zh": "来电登记", "en": "New call"}, "/calls/new/", "phone", None, 2),
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
        return engines.all()[0].from_string(template).render(filled, _request(theme))

    return make


def _form_page(theme: str) -> str:
    form = CallForm({"text": "", "phone": "1380000", "community": "", "channel": "call"})
    form.add_error("phone", "请填写 11 位手机号码。")
    context = {"title": "登记来电", "form": form, "action": "/", "submit": "保存并派单", "back": "/", "intro": "先写清楚事情，其余可以稍后补。"}
    return render(_request(theme), "lib/form_page.html", context, status=422).content.decode()


class LoginForm(forms.Form):
    """What the sign-in page shows."""

    username = forms.CharField(label="账号")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


def _login_page(theme: str) -> str:
    request = _request(theme)
    request.user = SimpleNamespace(is_authenticated=False)
    context = {"title": _("登录"), "form": LoginForm(), "action": "/", "submit": _("登录"), "intro": "上塘街道 · 矛盾纠纷调解", "small": True}
    return render(request, "lib/form_page.html", context).content.decode()


def _refused(theme: str) -> str:
    request = _request(theme, "/", {"note": "已与卖家母亲通话，对方愿意今晚转账 500 元，请对方把收款截图发来。", "verb": "record_call"})
    refused = WrongState("现在是“%(state)s”，不能“%(verb)s”。", then="请刷新页面查看最新进展；可能已有人先办了这一步。", state="已结案", verb="记录通话")
    return refusal(request, refused).content.decode()


def _missing(theme: str) -> str:
    refused = Missing("还不能“%(verb)s”。", needs=["调解员签名", "双方当事人签名", "回访记录"], verb="归档")
    return refusal(_request(theme), refused).content.decode()


def _server_error(theme: str) -> str:
    return engines.all()[0].env.get_template("lib/500.html").render().replace('data-theme="auto"', f'data-theme="{theme}"')


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
    return [
        SimpleNamespace(at=now - timedelta(hours=h), tone=t, text=x, actor=a, detail=d) for h, t, x, a, d in rows
    ]


PARTS = """
{% extends "lib/page.html" %}
{% import "lib/components.html" as c with context %}
{% block title %}演唱会门票未到，要求退款 500 元{% endblock %}
{% block actions %}{{ c.badge("调解中", "info") }}{{ c.badge("还剩 2 天", "warn") }}{{ c.badge("已超 3 小时", "bad") }}{{ c.badge("已履行", "good") }}{{ c.badge("普通") }}{% endblock %}
{% block main %}
{% call c.panel("下一步", id="next", note="联系双方，记下结果") %}
<div class="stack">
<div class="cluster">{{ c.post_button("签收", "/", key="a", icon="check") }}{{ c.post_button("退回", "/", "secondary", key="r", confirm="退回后由站长重新派单，确定吗？") }}{{ c.link_button("转给他人", "/", "ghost", icon="users") }}{{ c.button("作废", "danger") }}{{ c.button("达成协议", "good", icon="handshake") }}</div>
{{ c.choice_buttons("result", [("ok", "愿意沟通", "good"), ("later", "改天再说", "warn"), ("no", "拒绝", "bad"), ("none", "没有接通", "neutral")], "/") }}
{{ c.post_button("保存并通知当事人", "/", wide=True, fields={"a": "b"}) }}
</div>
{% endcall %}
{% call c.panel("经过", id="story") %}{{ c.timeline(story) }}{% endcall %}
{% call c.panel("同一电话以往的来电", id="earlier") %}
<table class="rows"><thead><tr><th>编号</th><th>事由</th><th>状态</th><th>时限</th><th class="money">金额</th></tr></thead><tbody>
{% for n in range(3) %}<tr><td><a href="/">2026-003{{ n }}</a></td><td data-label="事由">楼道堆放纸箱，邻居通行不便</td><td data-label="状态">{{ c.badge("待签收", "warn") }}</td><td data-label="时限">{{ due|until }}</td><td data-label="金额" class="money">{{ (50000 + n * 12350)|money }}</td></tr>{% endfor %}
</tbody></table>
{{ c.pager("/", "/") }}
{% endcall %}
{% call c.panel("附件", id="files") %}{{ c.empty("还没有附件", "聊天截图、转账记录都可以传到这里。", "上传附件", "/") }}{% endcall %}
{% endblock %}
{% block side %}
{% call c.panel("要点", id="facts") %}{{ c.facts([("当事人", "许同学"), ("被申请人", "卖家（网名）"), ("诉求", 50000|money), ("登记", due|moment), ("社区", "善贤社区")]) }}{% endcall %}
{% call c.panel("注意", tone="warn", id="care") %}<p>对方未满 18 周岁时，须由监护人到场。</p>{% endcall %}
{% endblock %}
"""

QUEUE = """
{% extends "lib/page.html" %}
{% import "lib/components.html" as c with context %}
{% block title %}{{ _("待办") }}{% endblock %}
{% block actions %}{{ c.link_button("登记来电", "/", "primary", icon="plus", key="n") }}{% endblock %}
{% block main %}
<form class="search" role="search"><label class="visually-hidden" for="q">{{ _("搜索") }}</label>{{ c.icon("search") }}<input id="q" type="search" name="q" placeholder="编号、姓名或事由" data-search></form>
<div class="figures">{{ c.figure(300, "今年受理", "/", "比上年多 12 件") }}{{ c.figure("262 / 279", "调成 / 调解", "/", "94%") }}{{ c.figure(7, "待派单", "/", "最早一件已等 3 小时", "warn") }}{{ c.figure(1, "超期", "/", None, "bad") }}</div>
<table class="rows"><thead><tr><th>事由</th><th>社区</th><th>状态</th><th>时限</th></tr></thead><tbody>
{% for what, where, state, tone, due in [("演唱会门票未到，要求退款 500 元", "善贤社区", "待派单", "bad", "已超 3 小时"), ("楼道堆放纸箱，邻居通行不便", "瓜山社区", "待签收", "warn", "还剩 2 小时"), ("租房押金 3,000 元未退", "蔡马社区", "调解中", "info", "还剩 12 天"), ("楼上漏水，天花板受损", "善贤社区", "待履行", "neutral", "还剩 20 天")] * 3 %}
<tr><td><a href="/">{{ what }}</a></td><td>{{ where }}</td><td>{{ c.badge(state, tone) }}</td><td>{{ due }}</td></tr>
{% endfor %}</tbody></table>
{{ c.pager(None, "/") }}
{% endblock %}
"""

COCKPIT = """
{% extends "lib/page.html" %}
{% import "lib/components.html" as c with context %}
{% block title %}上塘街道 · 今日{% endblock %}
{% block page_class %}dark-first{% endblock %}
{% block main %}<div class="stack"><div class="figures">{{ c.figure(300, "今年受理", "/") }}{{ c.figure("94%", "调成率", "/", "262 / 279 件经调解") }}{{ c.figure("97%", "满意", "/", "200 / 206 份有效回访") }}{{ c.figure(1, "超期", "/", None, "bad") }}</div>
{% call c.panel("最近", id="recent") %}{{ c.timeline(story) }}{% endcall %}</div>{% endblock %}
"""

PAGES: dict[str, Callable[[str], str]] = {
    "parts": _page(PARTS, story=_story, due=lambda: clock.now() + timedelta(days=2, hours=1)),
    "queue": _page(QUEUE),
    "cockpit": _page(COCKPIT, story=_story),
    "form": _form_page,
    "login": _login_page,
    "refused": _refused,
    "missing": _missing,
    "server-error": _server_error,
    "offline": lambda theme: render(_request(theme), "lib/offline.html", {}).content.decode(),
}
