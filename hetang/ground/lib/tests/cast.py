"""A person, a navigation and views for the tests of pages: the ground floor knows nobody from the rooms above."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState


class Operator:
    """Somebody signed in, without a table."""

    is_authenticated = True
    duty_label = {"zh": "接线员", "en": "Hotline operator"}

    def get_full_name(self) -> str:
        return "周晴"


class SignedIn:
    """Middleware in the place of Django's own: everybody is the operator."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = Operator()  # type: ignore[assignment]
        return self.get_response(request)


def entries(request: HttpRequest) -> list[NavEntry]:
    """Out of order on purpose."""
    return [
        NavEntry({"zh": "全部案件", "en": "All cases"}, "/cases/", "list", order=2, key="l"),
        NavEntry({"zh": "待办", "en": "To do"}, "/errands/", "inbox", count=7, order=1),
    ]


class NoteForm(forms.Form):
    """One required text, one required choice."""

    note = forms.CharField(label="经过", help_text="写清楚谁说了什么", widget=forms.Textarea)
    channel = forms.ChoiceField(label="方式", choices=[("call", "电话"), ("visit", "上门")], widget=forms.RadioSelect)


def work(request: HttpRequest) -> HttpResponse:
    """An ordinary page."""
    return render(request, "lib/offline.html", {})


def form(request: HttpRequest) -> HttpResponse:
    """A form that comes back with 422 until it is right."""
    bound = NoteForm(request.POST or None)
    status = 422 if request.method == "POST" and not bound.is_valid() else 200
    context = {"title": "记录经过", "form": bound, "action": "", "submit": "保存", "back": "/errands/"}
    return render(request, "lib/form_page.html", context, partial="form_part", status=status)


def wrong_state(request: HttpRequest) -> HttpResponse:
    raise WrongState(
        N_("现在是“%(state)s”，不能“%(verb)s”。"),
        then=N_("请刷新页面查看最新进展；可能已有人先办了这一步。"),
        state=N_("关闭"),
        verb=N_("返回"),
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("只有站长可以派单。", then="请联系站长。")


def missing(request: HttpRequest) -> HttpResponse:
    raise Missing("还不能归档。", needs=["回访记录", "调解员签名"])


def invalid(request: HttpRequest) -> HttpResponse:
    raise Invalid("金额不能是负数。", amount="50%")


def gone(request: HttpRequest) -> HttpResponse:
    raise Http404


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> Any:
    raise RuntimeError("数据库断开")


@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("登录")
