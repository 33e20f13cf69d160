"""Refusals and errors as the person meets them."""

import re

import pytest
from django.test import Client

HTMX = {"HX-Request": "true"}


def test_a_refusal_says_what_happened_what_is_safe_and_what_to_do(operator: Client) -> None:
    answer = operator.post("/wrong-state/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "现在是“关闭”，不能“返回”。" in text
    assert "没有任何改动。" in text
    assert "请刷新页面查看最新进展" in text


def test_a_refusal_is_english_throughout_for_an_english_reader(operator: Client) -> None:
    text = operator.post("/wrong-state/", headers={"Accept-Language": "en"}).content.decode()
    assert "It is now “Close”; “Back” is not possible." in text
    assert "Nothing was changed." in text


def test_nothing_typed_is_lost(operator: Client) -> None:
    sent = {
        "note": "对方说 <b>今晚</b> 转账",
        "password": "correct horse",
        "csrfmiddlewaretoken": "abcdef",
        "verb": "record_call",
        "result": "call.refused",
        "party": "42",
        "empty": "  ",
    }
    text = operator.post("/wrong-state/", sent).content.decode()
    assert re.findall(r"<textarea class=\"typed-text\".*?>(.*?)</textarea>", text) == [
        "对方说 &lt;b&gt;今晚&lt;/b&gt; 转账"
    ]
    assert "correct horse" not in text


def test_the_way_back_leads_to_this_site_only(operator: Client) -> None:
    own = operator.post("/wrong-state/", headers={"Referer": "http://testserver/cases/7/?tab=calls"})
    other = operator.post("/wrong-state/", headers={"Referer": "http://evil.example/cases/7/"})
    assert 'href="/cases/7/?tab=calls"' in own.content.decode()
    assert "evil.example" not in other.content.decode()


def test_htmx_gets_the_block_with_the_same_status(operator: Client) -> None:
    answer = operator.post("/wrong-state/", {"note": "已通话"}, headers=HTMX)
    assert answer.status_code == 409
    assert answer.content.decode().lstrip().startswith("<section")
    assert "HX-Request" in answer.headers["Vary"]


def test_what_is_missing_is_listed(operator: Client) -> None:
    answer = operator.post("/missing/")
    assert answer.status_code == 422
    assert "<li>回访记录</li><li>调解员签名</li>" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "status", "headline"),
    [
        ("/not-allowed/", 403, "您没有办理这一步的权限"),
        ("/invalid/", 422, "还差一点"),
        ("/gone/", 404, "没有找到这一页"),
        ("/nowhere/", 404, "没有找到这一页"),
        ("/denied/", 403, "您没有办理这一步的权限"),
    ],
)
def test_each_error_has_a_helpful_page(operator: Client, path: str, status: int, headline: str) -> None:
    answer = operator.get(path)
    assert answer.status_code == status
    assert f"<h1>{headline}</h1>" in answer.content.decode()
    assert "回到首页" in answer.content.decode()


def test_an_accident_gives_a_page_that_needs_nothing(operator: Client) -> None:
    answer = operator.get("/broken/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "这一步没有完成" in text
    assert "数据库断开" not in text


def test_an_accident_in_the_error_page_still_answers(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise LookupError

    monkeypatch.setattr("hetang.ground.lib.errors.pages", fail)
    answer = operator.get("/broken/")
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()


def test_a_form_without_its_mark_keeps_the_text(stranger: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post("/login/", {"note": "已经联系过卖家"})
    assert answer.status_code == 403
    assert "安全标记已经过期" in answer.content.decode()
    assert "已经联系过卖家" in answer.content.decode()
