"""The visitor that `bin/demo --check` sends reads pages as a person would."""

import urllib.parse
import urllib.request

import pytest

from tooling.visitor import Page, Visitor, WalkFailed

HTML = """<html><head><title>x</title></head><body><h1>登记 <b>来电</b></h1><script>var hidden = 1</script>
<form action="/cases/new/" method="post"><input type="hidden" name="csrf" value="k">
<label for="id_words">来电内容<span>*</span></label><textarea name="words" id="id_words">写好的</textarea>
<input name="phone" value="">
<input type="checkbox" name="agree" value="1"><input type="checkbox" name="known" checked>
<select name="place"><option value="1">蔡马</option><option value="2" selected>善贤</option></select>
<select name="kind"><option value="">请选</option><option value="d">纠纷</option></select>
<button name="go" value="save">登记</button></form><a href="/queue/">待办 <i>3</i></a></body></html>"""


def test_a_page_is_read() -> None:
    page = Page("/", 200, HTML)
    form = page.form("登记")
    assert form.action == "/cases/new/"
    assert form.values == {
        "csrf": ["k"], "words": ["写好的"], "phone": [""], "known": ["on"], "place": ["2"], "kind": [""],
    }  # fmt: skip
    assert form.choices["kind"]["纠纷"] == "d"
    assert form.buttons == {"登记": ("go", "save")}
    assert page.link("待办") == "/queue/"
    assert form.ids[page.labels["来电内容"]] == "words"
    assert page.title == "x"
    assert "登记 来电" in page.text
    assert "hidden" not in page.text


def test_what_is_not_there_is_said() -> None:
    page = Page("/desk/", 200, HTML)
    with pytest.raises(WalkFailed, match="已结案"):
        page.require("登记", "已结案")
    with pytest.raises(WalkFailed, match="归档"):
        page.form("归档")


class Answering(Visitor):
    """Notes the request instead of sending it."""

    def _ask(self, request: urllib.request.Request, expected: int) -> Page:
        assert isinstance(request.data, bytes)
        self.sent = (request.full_url, urllib.parse.parse_qs(request.data.decode(), keep_blank_values=True), expected)
        return Page(request.full_url, expected, "")


def test_a_form_is_sent_as_a_person_fills_it_in() -> None:
    visitor = Answering("http" + "://here")
    page = Page("http" + "://here/cases/new/", 200, HTML)
    visitor.submit(page, "登记", {"来电内容": "门票没有来", "kind": "纠纷", "phone": "1"}, expected=422)
    address, values, expected = visitor.sent
    assert address.endswith("://here/cases/new/")
    filled = {"words": ["门票没有来"], "phone": ["1"], "kind": ["d"]}
    assert values == {"csrf": ["k"], "known": ["on"], "place": ["2"], "go": ["save"], **filled}
    assert expected == 422
