"""What is made from the checkout's own files: compiled translations and the collected static files."""

from collections.abc import Iterable
from pathlib import Path

from tooling.setup.paths import PYTHON, ROOT, VENDOR
from tooling.setup.shell import run
from tooling.setup.steps import Step

LOCALE = ROOT / "hetang" / "locale"
STATIC = ROOT / "hetang" / "static"


def translations() -> Step:
    """Compile every `.po` into the `.mo` beside it (git-ignored; the wheel carries them)."""
    return Step(
        name="translations",
        title="编译界面译文",
        run=compile_translations,
        stamp=ROOT / ".setup" / "translations.stamp",
        inputs=_catalogues,
        outputs=lambda: [po.with_suffix(".mo") for po in _catalogues()],
        needs=("packages",),
    )


def collected(home: Path) -> Step:
    """Collect static files with hashed names into `home`/static, where the web process reads them."""
    return Step(
        name="static",
        title="收集静态文件",
        run=lambda: collect(home),
        stamp=home / "static.stamp",
        inputs=_static_files,
        outputs=lambda: [home / "static" / "staticfiles.json"],
        needs=("packages", "project", "assets"),
    )


def compile_translations() -> None:
    """Babel writes the catalogues; a catalogue that does not parse stops set-up."""
    for po in _catalogues():
        files: list[str | Path] = ["--input-file", po, "--output-file", po.with_suffix(".mo")]
        run([PYTHON, "-m", "babel.messages.frontend", "compile", *files])


def collect(home: Path) -> None:
    """Run collectstatic for this home. Needs no database."""
    home.mkdir(parents=True, exist_ok=True)
    env = {"HETANG_HOME": str(home), "HETANG_SECRET_KEY": "collecting-needs-none"}
    run([PYTHON, "-m", "hetang", "collectstatic", "--noinput", "--clear", "--verbosity", "0"], env=env)


def _catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def _static_files() -> Iterable[Path]:
    own = (p for p in STATIC.rglob("*") if p.is_file() and VENDOR not in p.parents)
    rooms = (p for p in (ROOT / "hetang").glob("*/*/static/**/*") if p.is_file())
    return sorted([*own, *rooms, ROOT / "hetang" / "config" / "settings.py"])
