"""A person at a browser, without one: keeps cookies, reads pages, fills in their forms as they stand."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

SKIPPED = {"script", "style", "template", "head"}  # not read aloud
VOID = {"input", "br", "img", "meta", "link", "hr", "source", "wbr", "area", "base", "col", "embed", "track"}


class WalkFailed(Exception):
    """The page did not show or do what the story says."""


@dataclass
class Form:
    """A form as sent by the server: where it goes, its values so far, the words on it."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)  # name → {text of the option: value}
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)  # text → (name, value)
    ids: dict[str, str] = field(default_factory=dict)  # id of a field → its name


class Page(HTMLParser):
    """One answer: status, address, visible text, forms and links."""

    def __init__(self, url: str, status: int, html: str) -> None:
        super().__init__()
        self.url, self.status, self.html = url, status, html
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.labels: dict[str, str] = {}  # text of a label → id of its field
        self.title = ""
        self._text: list[str] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._select = ""
        self.feed(html)

    @property
    def text(self) -> str:
        """Visible words, separated by single spaces."""
        return " ".join(" ".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(at.get("action") or at.get("hx-post", ""), at.get("method", "get").lower()))
        elif tag == "input":
            self._input(at)
        elif tag == "select":
            self._select = at.get("name", "")
        if tag in {"input", "select", "textarea"} and self.forms and "id" in at:
            self.forms[-1].ids[at["id"]] = at.get("name", "")
        if tag not in VOID:
            self._open.append((tag, at, len(self._text)))

    def _input(self, at: dict[str, str]) -> None:
        if not self.forms or "name" not in at or "disabled" in at:
            return
        kind = at.get("type", "text")
        if kind in {"checkbox", "radio"} and "checked" not in at:
            return
        if kind == "submit":
            self.forms[-1].buttons[at.get("value", "")] = (at["name"], at.get("value", ""))
            return
        self.forms[-1].values.setdefault(at["name"], []).append(at.get("value", "on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _, _ in self._open):
            name, at, start = self._open.pop()
            self._closed(name, at, " ".join(" ".join(self._text[start:]).split()))
            if name == tag:
                return

    def _closed(self, tag: str, at: dict[str, str], text: str) -> None:
        form = self.forms[-1] if self.forms else None
        if tag == "a" and "href" in at:
            self.links.setdefault(text, at["href"])
        elif tag == "label" and "for" in at:
            self.labels[text.rstrip("* ")] = at["for"]
        elif tag == "button" and form:
            form.buttons[text] = (at.get("name", ""), at.get("value", ""))
        elif tag == "textarea" and form and "name" in at:
            form.values[at["name"]] = [text]
        elif tag == "option" and form and self._select:
            value = at.get("value", text)
            form.choices.setdefault(self._select, {})[text] = value
            if "selected" in at or len(form.choices[self._select]) == 1:
                form.values[self._select] = [value]
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "title" and not self.title:
            self.title = data.strip()
        if not any(name in SKIPPED for name, _, _ in self._open):
            self._text.append(data)

    def form(self, part: str) -> Form:
        """The form whose action or one of whose buttons contains `part`."""
        for form in self.forms:
            if part in form.action or any(part in text for text in form.buttons):
                return form
        known = [f"{form.action} {list(form.buttons)}" for form in self.forms]
        raise WalkFailed(f"{self.url} 上没有“{part}”的表单；有：{known}")

    def link(self, part: str) -> str:
        """Address of the first link whose text contains `part`."""
        for text, address in self.links.items():
            if part in text:
                return address
        raise WalkFailed(f"{self.url} 上没有“{part}”的链接；有：{list(self.links)}")

    def require(self, *words: str) -> "Page":
        """Fails unless every word stands on the page."""
        missing = [word for word in words if word not in self.text]
        if missing:
            raise WalkFailed(f"{self.url}（{self.status}）上没有出现 {missing}：{self.text[:600]}")
        return self


class Visitor:
    """One person with a session. Answers ≥ 400 raise `WalkFailed` unless a refusal is `expected`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept-Language", "zh-CN"), ("Accept", "text/html")]

    def get(self, path: str, *, expected: int = 200) -> Page:
        """Open an address of this site."""
        return self._ask(urllib.request.Request(urllib.parse.urljoin(self.base, path)), expected)

    def submit(self, page: Page, part: str, values: Mapping[str, str] | None = None, *, expected: int = 200) -> Page:
        """Fill in the form that `part` names (see `Page.form`) and press its button.

        Keys of `values` are labels as people read them, or field names; of a list the option's text or its value.
        """
        form = page.form(part)
        sent = {**form.values}
        for key, value in (values or {}).items():
            name = form.ids.get(page.labels.get(key, ""), key)
            sent[name] = [form.choices.get(name, {}).get(value, value)]
        pressed = next((pair for text, pair in form.buttons.items() if part in text and pair[0]), None)
        if pressed:
            sent[pressed[0]] = [pressed[1]]
        target = urllib.parse.urljoin(page.url, form.action or page.url)
        data = urllib.parse.urlencode(sent, doseq=True)
        if form.method == "get":
            return self.get(f"{target}?{data}", expected=expected)
        request = urllib.request.Request(target, data.encode(), headers={"Referer": page.url})
        return self._ask(request, expected)

    def _ask(self, request: urllib.request.Request, expected: int) -> Page:
        try:
            with self._opener.open(request, timeout=20) as answer:
                page = Page(answer.url, answer.status, answer.read().decode("utf-8"))
        except urllib.error.HTTPError as refused:
            page = Page(refused.url or request.full_url, refused.code, refused.read().decode("utf-8", "replace"))
        except OSError as broken:
            raise WalkFailed(f"{request.full_url}：{broken}") from broken
        if page.status != expected:
            raise WalkFailed(f"{request.full_url} 返回 {page.status}，应为 {expected}：{page.text[:600]}")
        return page
