"""Headless Chromium (Debian's, driven by Playwright) and axe-core. Without Chromium these tests say so."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.plugins.clones import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
SERIOUS = {"serious", "critical"}
NOT_RUN = "没有 Chromium：浏览器测试没有运行（no Chromium: browser tests were NOT run）"

Check = Callable[[Page], None]


def chromium() -> str:
    """Path of the browser that `bin/test` found, or an empty string."""
    return os.environ.get("HETANG_CHROMIUM", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no browser; the summary repeats it in capitals."""
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NOT_RUN))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A skipped browser test must not look like a passed one."""
    missed = [report for report in terminalreporter.stats.get("skipped", []) if NOT_RUN in str(report.longrepr)]
    if missed:
        terminalreporter.write_sep("!", f"{NOT_RUN}: {len(missed)}", red=True, bold=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file of tests. Not longer: its event loop forbids Django's database calls in this thread."""
    arguments = QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield started
        started.close()


@pytest.fixture
def axe() -> Check:
    """`axe(page)` fails with a readable list when axe-core finds anything serious on the page as it is now."""
    script = Path(AXE).read_text(encoding="utf-8")

    def check(page: Page) -> None:
        # `evaluate` runs outside the page's content security policy; a script tag would be refused by it.
        page.evaluate(script)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        serious = [_line(finding) for finding in found if finding["impact"] in SERIOUS]
        assert not serious, f"{page.url}\n" + "\n".join(serious)

    return check


def _line(finding: dict[str, Any]) -> str:
    places = ", ".join(str(node["target"][0]) for node in finding["nodes"][:4])
    return f"{finding['impact']} {finding['id']}: {finding['help']} ({places})"
