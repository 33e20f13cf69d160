"""Every part of the pages on static HTML pages, made with the real templates and no database, to be looked at.

    python -m tooling.gallery OUT          writes OUT/<page>-<language>-<theme>.html and OUT/static/

The pages are for people and for axe; nothing here is reachable in an installation.
"""

import shutil
import sys
from pathlib import Path

import django
from django.conf import settings
from django.utils import translation

from tooling.gallery.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]


def configure() -> None:
    """Just enough of Django for templates, forms and translations."""
    settings.configure(
        DEBUG=False,
        DEMO=True,
        HETANG_HOME="/nonexistent",
        SECRET_KEY="gallery",
        PRACTICE=None,
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF="tooling.gallery.urls",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "hetang.ground.lib"],
        TEMPLATES=[
            {
                "BACKEND": "hetang.ground.lib.jinja.RoomTemplates",
                "APP_DIRS": True,
                "DIRS": [Path(__file__).parent / "templates"],
                "OPTIONS": {
                    "environment": "hetang.ground.lib.jinja.environment",
                    "context_processors": [
                        "django.template.context_processors.request",
                        "hetang.ground.lib.context.page",
                    ],
                },
            }
        ],
        FORM_RENDERER="hetang.ground.lib.jinja.FormRenderer",
        NAVIGATION=["tooling.gallery.pages.entries"],
        LANGUAGE_CODE="zh-hans",
        LANGUAGES=[("zh-hans", "中文"), ("en", "English")],
        LOCALE_PATHS=[ROOT / "hetang" / "locale"],
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        STATIC_URL="static/",
    )
    django.setup()


def write(out: Path) -> list[Path]:
    """Write all pages in both languages and themes below `out`."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "hetang" / "static", out / "static", dirs_exist_ok=True)
    made = []
    for language, short in (("zh-hans", "zh"), ("en", "en")):
        with translation.override(language):
            for theme in ("light", "dark", "auto"):
                for name, make in PAGES.items():
                    path = out / f"{name}-{short}-{theme}.html"
                    # Opened from a folder, so addresses below /static must be relative.
                    path.write_text(make(theme).replace('="/static/', '="static/'), encoding="utf-8")
                    made.append(path)
    return made


if __name__ == "__main__":
    configure()
    print(f"{len(write(Path(sys.argv[1])))} pages")
