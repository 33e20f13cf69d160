"""The figures as tables, and their place in the document."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hetang.record.cases.api import Case
from tests.performance.pages import CONSTANT, PageCost
from tests.performance.replay import Replay
from tests.performance.verbs import VerbCost

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"


@dataclass(frozen=True)
class Figures:
    """Everything one run measured; `seconds` by console command."""

    pages: list[PageCost]
    verbs: list[VerbCost]
    replay: Replay
    seconds: dict[str, float]
    postgres: str


def render(figures: Figures) -> str:
    """The block between the marks."""
    parts = [machine(figures.postgres), _pages(figures.pages), _verbs(figures.verbs, figures.replay)]
    commands = ", ".join(f"`hetang {name}` {spent:.1f} s" for name, spent in figures.seconds.items())
    parts.append(f"**Filling**, each a process of its own: {commands}.")
    return "\n\n".join(parts)


def write_between_marks(document: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Replace what stands between the marks. ValueError where they are missing."""
    before, rest = document.read_text("utf-8").split(begin)
    _, after = rest.split(end)
    document.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def machine(postgres: str) -> str:
    """One line: where and on what this was measured."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return (
        f"{datetime.now(UTC):%Y-%m-%d} · commit {commit.stdout.strip() or '?'} · {os.cpu_count()} cores, {_processor()},"
        f" load {os.getloadavg()[0]:.1f} · Python {platform.python_version()} · PostgreSQL {postgres}"
        f" · {Case.objects.count()} cases at the end"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _pages(pages: list[PageCost]) -> str:
    lines = [
        "**Pages.** Python's CPU a request; × is the ratio to a constant answer through the same stack, measured in turn with it."
        " Batches alternate, so that a busy neighbour weighs on both.",
        "",
        "| page | as | CPU ms | × | queries | HTML bytes | gzip bytes |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for p in pages:
        page = "constant answer" if p.page == CONSTANT else f"`{p.page}`"
        cells = [page, p.who or "—", f"{p.cpu_ms:.2f}", f"{p.ratio:.0f}", p.queries, p.plain, p.gzipped]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _verbs(verbs: list[VerbCost], replay: Replay) -> str:
    lines = [
        "**Verbs.** One writer, every commit durable; CPU a verb, statements with savepoints.",
        "",
        "| verb | Python ms | PostgreSQL ms | a second | statements |",
        "|---|--:|--:|--:|--:|",
    ]
    for v in verbs:
        lines.append(f"| {v.verb} | {v.python_ms:.2f} | {v.postgres_ms:.2f} | {v.per_second:.0f} | {v.queries} |")
    r, own = replay, next(v for v in verbs if v.verb == "register")
    lines.append(
        f"| *register's statements by pgbench* | {r.client_ms:.2f} (its own) | {r.postgres_ms:.2f}"
        f" | {r.per_second:.0f} | {r.statements} |"
    )
    lines += [
        "",
        f"`register` reaches {own.per_second / r.per_second:.2f} of pgbench's speed with the same statements in one"
        f" transaction on the same database; it costs {(own.python_ms + own.postgres_ms):.2f} ms of CPU"
        f" against {(r.client_ms + r.postgres_ms):.2f} ms.",
    ]
    return "\n".join(lines)
