"""What can be measured about the look: contrast and weight."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[3] / "static"
TEXT_ON_GROUND = [
    (text, ground)
    for text in ("ink", "muted", "accent", "accent-strong", "good", "warn", "bad", "info")
    for ground in ("bg", "surface", "sunken")
] + [(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info")]
TEXT_ON_GROUND += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("accent-strong", "accent-soft")]
TEXT_ON_GROUND += [("ink", "accent-soft"), ("surface", "good"), ("bg", "ink")]
# Borders of things to press need 3 : 1 (WCAG 2.1, 1.4.11).
EDGE_ON_GROUND = [("edge", "bg"), ("edge", "surface"), ("accent", "surface")]


def colours(theme: str) -> dict[str, str]:
    """Colour names of a theme; dark only overrides."""
    found = _declared("look.css")
    return found | _declared("dark.css") if theme == "dark" else found


def _declared(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (STATIC / "css" / name).read_text(encoding="utf-8")))


def luminance(colour: str) -> float:
    """WCAG 2.1 relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ruler_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_has_contrast(theme: str) -> None:
    named = colours(theme)
    ratios = {pair: round(contrast(named[pair[0]], named[pair[1]]), 2) for pair in TEXT_ON_GROUND}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_edges_can_be_seen(theme: str) -> None:
    named = colours(theme)
    ratios = {pair: round(contrast(named[pair[0]], named[pair[1]]), 2) for pair in EDGE_ON_GROUND}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 3} == {}


def test_the_dark_names_are_names_of_the_light_ones() -> None:
    assert set(_declared("dark.css")) <= set(_declared("look.css"))


def test_what_every_page_brings_stays_light_and_so_does_what_one_page_adds() -> None:
    frame = (Path(__file__).parents[1] / "templates" / "lib" / "styles.html").read_text(encoding="utf-8")
    packed = {p.name: len(gzip.compress(p.read_bytes())) for p in [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]}
    everywhere = [
        name for name in packed if f'"{name.removesuffix(".css")}"' in frame or name in {"dark.css", "pages.js"}
    ]
    assert len(everywhere) > 6
    assert sum(packed[name] for name in everywhere) < 13_000
    assert {name: size for name, size in packed.items() if name not in everywhere and size > 4_000} == {}


def test_what_residents_load_is_lighter_still() -> None:
    own = [*STATIC.glob("css/portal*.css"), *STATIC.glob("js/portal*.js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in own) < 7_000
