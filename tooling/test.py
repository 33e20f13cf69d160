"""`bin/test [PATH …] [pytest options]`: sets up what tests need, then hands over to the virtual environment."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tooling.homes import test_home
from tooling.setup import plan
from tooling.setup.graph import set_up
from tooling.setup.paths import PYTHON, ROOT, STATE
from tooling.setup.python import install_by_apt
from tooling.setup.shell import SetupFailed, environment

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHINESE_FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
NO_BROWSER = STATE / "no-browser"
HELP = """用法：bin/test [路径 …] [pytest 的选项]

运行全部测试，或只运行给出的文件、目录、某个测试（文件::名称）。
没有设置 DATABASE_URL 时，使用内嵌的 PostgreSQL 18。浏览器测试：-m browser；不要浏览器：-m "not browser"。
Runs all tests or the parts given; pytest options pass through. Without DATABASE_URL the embedded PostgreSQL is used."""


def main(args: Sequence[str]) -> int:
    """Set up, then replace this process by the runner. Returns only when that is not possible."""
    if {"-h", "--help"} & set(args):
        print(HELP)
        return 0
    try:
        set_up(plan.for_tests(test_home()))
    except SetupFailed as failure:
        print(f"✗ 设置没有完成：{failure}", file=sys.stderr)
        return 1
    env = environment({"HETANG_CHROMIUM": find_browser()})
    command = [str(PYTHON), "-m", "tooling.testrun", *(_from_anywhere(arg) for arg in args)]
    os.chdir(ROOT)
    os.execve(command[0], command, env)
    return 1  # execve does not return


def find_browser() -> str:
    """Path of Chromium, installed now if we may; an empty string where there is none."""
    found = _browser_on_path()
    if found and CHINESE_FONTS.exists():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get") and not NO_BROWSER.exists():
        print("… 安装浏览器测试需要的 chromium 和中文字体")
        try:
            install_by_apt("chromium", "fonts-noto-cjk")
        except SetupFailed as failure:
            # Once is enough: a machine without network must not wait for it before every test.
            NO_BROWSER.write_text(str(failure), encoding="utf-8")
            print(f"  没有装上（删除 {NO_BROWSER.relative_to(ROOT)} 后会再试）：{failure}")
    return _browser_on_path()


def _browser_on_path() -> str:
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def _from_anywhere(arg: str) -> str:
    """A path given from another folder, as an absolute one; anything else unchanged."""
    path, mark, rest = arg.partition("::")
    here = Path.cwd() / path
    return f"{here}{mark}{rest}" if path and not arg.startswith("-") and here.exists() else arg
