"""`bin/demo [--port N …]`: sets everything up and runs the demo street. `--check`: walks one case and stops."""

import os
import sys
from collections.abc import Sequence

from tooling.homes import check_home, demo_home
from tooling.setup import plan
from tooling.setup.graph import set_up
from tooling.setup.paths import PYTHON, ROOT, STATE
from tooling.setup.shell import SetupFailed, environment

STREET = ROOT / "demo" / "shangtang"
HELP = """用法：bin/demo [--port 端口] [hetang up 的其他选项]
      bin/demo --check      设置、走完一案、停止；成功返回 0，失败返回 1

设置一切并运行演示街道，默认在 http://127.0.0.1:8000 。数据在 HETANG_HOME（可不设）；Ctrl-C 停止，再次运行继续。
Sets everything up and runs the demo street; --check walks one case through the whole job and stops."""


def main(args: Sequence[str]) -> int:
    """Set up, then replace this process by the server or by the check."""
    if {"-h", "--help"} & set(args):
        print(HELP)
        return 0
    check = "--check" in args
    if check and len(args) > 1:
        print("bin/demo --check 不接受其他选项。", file=sys.stderr)
        return 2
    home = check_home() if check else demo_home()
    if not (STATE / "lock").exists():
        print("第一次设置，约需一分钟；以后几秒钟。")
    try:
        set_up(plan.for_demo(home))
    except SetupFailed as failure:
        print(f"✗ 设置没有完成，再运行一次会从断开的地方继续。\n{failure}", file=sys.stderr)
        return 1
    module = "tooling.check" if check else "tooling.rundemo"
    command = [str(PYTHON), "-m", module, *([] if check else args)]
    os.chdir(ROOT)
    os.execve(command[0], command, environment({"HETANG_HOME": str(home)}))
    return 1  # execve does not return
