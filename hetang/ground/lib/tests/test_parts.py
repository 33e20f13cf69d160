"""The macros of `lib/components.html` and the filters."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from django.test import RequestFactory
from django.utils import translation

from hetang.ground.lib.htmx import pages

ICONS = (
    "home phone inbox list user users check clock back plus search sun moon globe flag home-heart scales handshake "
    "archive chart menu alert pin leaf"
)


def made(source: str, **context: Any) -> str:
    """`source` rendered with the parts at hand as `c`."""
    head = '{% import "lib/components.html" as c with context %}'
    body: str = pages().from_string(head + source).render(context, RequestFactory().get("/"))
    return body


@pytest.fixture(autouse=True)
def _stranger(stranger: object) -> None:
    """Every test here uses the addresses of `urls.py`."""


def test_a_post_button_is_a_form_with_its_mark() -> None:
    text = made('{{ c.post_button("签收", "/go/", fields={"to": "<x>"}, confirm="确定吗", key="a") }}')
    assert '<form method="post" action="/go/"' in text
    assert "csrfmiddlewaretoken" in text
    assert 'name="to" value="&lt;x&gt;"' in text
    assert 'data-confirm="确定吗"' in text
    assert 'data-key="a"' in text


def test_each_choice_is_one_tap() -> None:
    text = made('{{ c.choice_buttons("result", [("ok", "愿意", "good"), ("no", "拒绝", None)], "/go/") }}')
    assert text.count('type="submit"') == 2
    assert 'name="result" value="no"' in text


@pytest.mark.parametrize("tone", ["neutral", "info", "good", "warn", "bad"])
def test_a_badge_has_a_shape_beside_its_colour(tone: str) -> None:
    assert "<path" in made(f'{{{{ c.badge("状态", "{tone}") }}}}') or "<circle" in made(
        f'{{{{ c.badge("状态", "{tone}") }}}}'
    )


def test_the_shapes_differ() -> None:
    tones = ["neutral", "info", "good", "warn", "bad"]
    shapes = {made(f'{{{{ c.icon("tone-{tone}") }}}}') for tone in tones}
    assert len(shapes) == 5


@pytest.mark.parametrize("name", ICONS.split())
def test_every_icon_is_drawn(name: str) -> None:
    text = made(f'{{{{ c.icon("{name}") }}}}')
    assert "<path" in text
    assert 'aria-hidden="true"' in text


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        made('{{ c.icon("unicorn") }}')


def test_a_story_is_grouped_by_local_day() -> None:
    def entry(hour: int, text: str) -> SimpleNamespace:
        at = datetime(2026, 11, 23, hour, 0, tzinfo=UTC)
        return SimpleNamespace(at=at, actor="林之远", text=text, tone=None, detail="")

    with translation.override("zh-hans"):
        text = made("{{ c.timeline(story) }}", story=[entry(17, "结案"), entry(16, "回访"), entry(3, "登记")])
    # 16:00 and 17:00 UTC are already the next morning in Hangzhou.
    assert text.count('class="day"') == 2
    assert text.index("2026年11月24日") < text.index("结案") < text.index("2026年11月23日") < text.index("登记")
    assert '<time datetime="2026-11-24">' in text


def test_labels_money_and_ids_in_the_readers_language() -> None:
    source = '{{ {"zh": "驿站", "en": "Station"}|label }} {{ "关闭"|label }} {{ 50000|money }}'
    with translation.override("zh-hans"):
        assert made(source).strip() == "驿站 关闭 500 元"
    with translation.override("en"):
        assert made(source).strip() == "Station Close ¥500.00"


def test_an_empty_list_says_what_to_do() -> None:
    text = made('{{ c.empty("没有待办", "新的来电会出现在这里。", "登记来电", "/calls/new/") }}')
    assert "新的来电会出现在这里。" in text
    assert 'href="/calls/new/"' in text


def test_a_figure_leads_to_its_list() -> None:
    assert made('{{ c.figure(7, "待派单", "/queue/") }}').strip().startswith('<a class="figure" href="/queue/"')
    assert made('{{ c.figure(7, "待派单") }}').strip().startswith("<div")


def test_an_undefined_name_is_an_error_not_an_empty_place() -> None:
    with pytest.raises(jinja2.UndefinedError):
        made("{{ case_nmber }}")


def test_text_is_escaped() -> None:
    assert "&lt;b&gt;" in made("{{ c.facts([('诉求', text)]) }}", text="<b>退款</b>")
