"""The template engine of all our pages and forms: Jinja2 over each room's `templates/` folder."""

import datetime as dt
from pathlib import Path
from typing import Any

import django.forms
import jinja2
from django.forms.renderers import BaseRenderer
from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext

from hetang.ground.lib import clock, moments
from hetang.ground.lib.labels import Label, pick
from hetang.ground.lib.money import yuan
from hetang.ground.lib.references import pieces, unmarked


class RoomTemplates(Jinja2):
    """Django's Jinja2 backend with our folder name, strict about undefined names, able to render one block."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        options = {"undefined": jinja2.StrictUndefined, **params.get("OPTIONS", {})}
        super().__init__({**params, "OPTIONS": options})

    def render_block(self, name: str, block: str, context: dict[str, Any], request: HttpRequest) -> str:
        """Only `block` of template `name`, with the same context that the whole page would get.

        The first step of the root function runs the template's imports and sets, which blocks rely on; the page
        around the block is never made.
        """
        template = self.env.get_template(name)
        frame = template.new_context(self._context(context, request))
        next(iter(template.root_render_func(frame)), None)
        return self.env.concat(frame.blocks[block][0](frame))

    def _context(self, context: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
        full = {
            **context,
            "request": request,
            "csrf_input": csrf_input_lazy(request),
            "csrf_token": csrf_token_lazy(request),
        }
        for processor in self.template_context_processors:
            full.update(processor(request))
        return full


class FormRenderer(BaseRenderer):
    """Fields in our own markup (`lib/field.html`), widgets in Django's own Jinja2 templates."""

    form_template_name = "lib/form.html"
    field_template_name = "lib/field.html"

    @cached_property
    def engine(self) -> RoomTemplates:
        # Django's widget templates lean on lenient undefined names.
        options = {"environment": f"{__name__}.environment", "undefined": jinja2.Undefined}
        folder = Path(django.forms.__file__).parent / "jinja2"
        return RoomTemplates({"NAME": "forms", "APP_DIRS": True, "DIRS": [folder], "OPTIONS": options})

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)


def environment(**options: Any) -> jinja2.Environment:
    """Our Jinja2 environment; see `docs/decisions/0004-pages.md` for its globals and filters."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - Django sets autoescape
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(url=url, static=static, now=clock.now, language=language)
    env.filters.update(
        label=label,
        money=money,
        day=moments.day,
        moment=moments.moment,
        hm=moments.hm,
        since=moments.since,
        until=moments.until,
        iso=iso,
        pieces=pieces,
        unmarked=unmarked,
    )
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


def language() -> str:
    """ "en" or "zh-Hans", as the page's `lang` attribute wants it."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


def label(value: Label | None) -> str:
    """A {zh, en} label or a marked message id in the active language; empty for None or ""."""
    if not value:
        return ""
    return gettext(value) if isinstance(value, str) else pick(value, language())


def money(fen: int | None) -> str:
    """Fen as yuan in the active language; empty for None."""
    return "" if fen is None else yuan(fen, language())


def iso(value: dt.date | None) -> str:
    """The machine's form of a day or a local time, for `<time datetime>`."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return "" if value is None else value.isoformat()
