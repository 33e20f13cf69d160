"""`bin/ci [--list] [NAME …]`: the list of everything that must hold, two at a time. CI runs this very list."""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from tooling.homes import test_home
from tooling.setup import plan
from tooling.setup.graph import set_up
from tooling.setup.paths import PYTHON, ROOT
from tooling.setup.shell import SetupFailed, environment, last_lines
from tooling.test import find_browser

PY = str(PYTHON)
LANES = 2  # cores


@dataclass(frozen=True)
class Check:
    """One named line of the list; `closing` lines of its output are worth showing even when it passes."""

    name: str
    title: str
    command: tuple[str, ...]
    closing: int = 0


# Long ones first, so that the short ones fill the other core.
CHECKS = (
    # Two parts of what bin/test runs as one, so that both cores have work until the end.
    Check(
        "tests",
        "房间的测试 · PostgreSQL 18（内嵌）",
        (PY, "-m", "tooling.testrun", "-m", "not browser and not faults", "--durations=40"),
        closing=3,
    ),
    Check(
        "tests-15",
        "房间的测试 · Debian 的 PostgreSQL 15",
        # Not the tests that kill the embedded server, which do not use this one; and what a browser shows was asked
        # of the pages by the rooms' own tests.
        (PY, "-m", "tooling.debian_postgres", PY, "-m", "tooling.testrun", "-m", "not browser and not faults"),
        closing=3,
    ),
    # Two again, for two lanes to end at about the same time.
    Check(
        "journeys",
        "浏览器里的旅程 · PostgreSQL 18（内嵌）",
        (PY, "-m", "tooling.testrun", "-m", "browser and not faults"),
        closing=3,
    ),
    Check("faults", "故障中的测试 · PostgreSQL 18（内嵌）", (PY, "-m", "tooling.testrun", "-m", "faults"), closing=3),
    Check("lint", "代码检查 ruff", (PY, "-m", "ruff", "check", ".")),
    Check("format", "代码格式 ruff format", (PY, "-m", "ruff", "format", "--check", ".")),
    Check("imports", "楼层与房门 import-linter", (PY, "-m", "tooling.contracts")),
    Check("architecture", "结构与篇幅", (PY, "-m", "tooling.testrun", "tests/architecture"), closing=1),
    Check("migrations", "迁移齐全", (PY, "-m", "tooling.offline", "makemigrations", "--check", "--dry-run")),
    Check("translations", "中英文齐全", (PY, "-m", "tooling.translations", "check")),
    Check("docs", "文档与流转表一致", (PY, "-m", "tooling.offline", "docs", "--check")),
    Check("types", "类型 mypy", (PY, "-m", "mypy")),
    Check("wheel", "打包并在新环境安装", (PY, "-m", "tooling.wheel"), closing=1),
    Check("demo", "演示走通一案", (str(ROOT / "bin" / "demo"), "--check"), closing=2),
    Check("figures", "房屋的数字", (PY, "-m", "tooling.figures"), closing=20),
)


def main(args: Sequence[str]) -> int:
    """Run the checks named (default: all). Exit code 1 when one fails, 2 for an unknown name."""
    known = {check.name: check for check in CHECKS}
    if {"--list", "-h", "--help"} & set(args):
        print("\n".join(f"{check.name:<14}{check.title}" for check in CHECKS))
        return 0
    unknown = [name for name in args if name not in known]
    if unknown:
        print(f"没有这一项：{' '.join(unknown)}。bin/ci --list 列出全部。", file=sys.stderr)
        return 2
    begun = time.monotonic()
    try:
        set_up(plan.for_tests(test_home()))
    except SetupFailed as failure:
        print(f"✗ 设置没有完成：{failure}", file=sys.stderr)
        return 1
    failed = _run_all([known[name] for name in args] or list(CHECKS))
    print(f"\n{'✗ 未通过：' + '、'.join(failed) if failed else '✓ 全部通过'}（{time.monotonic() - begun:.0f} 秒）")
    return 1 if failed else 0


def _run_all(checks: Sequence[Check]) -> list[str]:
    """Names of those that failed, each with its output shown as soon as it ends."""
    env = environment({"HETANG_CHROMIUM": find_browser()})
    failed = []
    with ThreadPoolExecutor(LANES) as lanes:
        running = [lanes.submit(_run, check, env) for check in checks]
        for future in as_completed(running):
            check, code, output, took = future.result()
            print(f"{'✗' if code else '✓'} {check.name:<14}{check.title}（{took:.1f} 秒）")
            limit = 200 if code else check.closing
            if limit:
                print(last_lines(output, limit))
            if code:
                failed.append(check.name)
    return failed


def _run(check: Check, env: dict[str, str]) -> tuple[Check, int, str, float]:
    begun = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return check, done.returncode, done.stdout.decode("utf-8", "replace"), time.monotonic() - begun
