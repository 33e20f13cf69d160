"""The Python side of set-up: virtual environment, uv, hashed packages, the project itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tooling.setup.paths import PYTHON, REQUIREMENTS, ROOT, STATE, VENV
from tooling.setup.shell import SetupFailed, run
from tooling.setup.steps import Step

UV = STATE / "uv" / "bin" / "uv"
INSTALL_BY_PIP = ("-m", "pip", "install", "--quiet", "--require-hashes")


def steps(requirements: str) -> list[Step]:
    """Steps for one of the hashed lists: `embedded` (run the software) or `dev` (that and the tests' tools)."""
    wanted = REQUIREMENTS / f"{requirements}.txt"
    return [
        Step(
            name="venv",
            title="建立 Python 虚拟环境",
            run=make_venv,
            stamp=VENV / ".hetang-venv",
            inputs=lambda: [str(ROOT)],
            done=_venv_runs,
        ),
        Step(
            name="uv",
            title="准备安装工具 uv",
            run=install_uv,
            stamp=STATE / "uv" / ".stamp",
            inputs=lambda: [REQUIREMENTS / "tools.txt"],
            # Without uv everything still works through pip, only slower.
            needs=("venv",),
        ),
        Step(
            name="packages",
            title="安装 Python 依赖包",
            run=lambda: install_packages(wanted),
            stamp=VENV / f".hetang-packages-{requirements}",
            inputs=lambda: [wanted],
            needs=("uv",),
        ),
        Step(
            name="project",
            title="让和塘可以从任何目录导入",
            run=link_project,
            stamp=VENV / ".hetang-project",
            inputs=lambda: ["hetang-checkout.pth", str(ROOT)],
            outputs=lambda: [VENV / "bin" / "hetang"],
            needs=("venv",),
        ),
    ]


def wanted_requirements(least: str) -> str:
    """`dev` contains `embedded`: where the tests' tools are installed already, a demo must not remove them again."""
    return "dev" if (VENV / ".hetang-packages-dev").exists() else least


def _venv_runs() -> bool:
    """A virtual environment whose base Python was upgraded or removed looks whole but does not start."""
    try:
        check = [str(PYTHON), "-I", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        return subprocess.run(check, capture_output=True, check=False, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def make_venv() -> None:
    """A fresh `.venv`. Debian splits ensurepip off, so there are three ways before giving up."""
    failures = []
    for way in (_with_ensurepip, _with_system_pip, _with_apt):
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            way()
            return
        except SetupFailed as failure:
            failures.append(str(failure))
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    raise SetupFailed(
        "无法建立虚拟环境，什么都没有改动。请让管理员执行 "
        f"apt install python3-venv（或 {version}），然后再运行一次。\n" + failures[0]
    )


def _with_ensurepip() -> None:
    run([sys.executable, "-I", "-m", "venv", "--clear", VENV])


def _with_system_pip() -> None:
    run([sys.executable, "-I", "-m", "venv", "--clear", "--without-pip", VENV])
    run([sys.executable, "-I", "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip"])


def _with_apt() -> None:
    install_by_apt("python3-venv")
    _with_ensurepip()


def install_by_apt(*packages: str) -> None:
    """Install Debian packages; only root on a system with apt can. Raises `SetupFailed` otherwise."""
    if os.geteuid() != 0:
        raise SetupFailed("只有 root 才能用 apt 安装软件")
    if not shutil.which("apt-get"):
        raise SetupFailed("这个系统没有 apt-get")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    try:
        run(install, env=env)
    except SetupFailed:
        run(["apt-get", "update", "-q"], env=env)  # a fresh machine has empty package lists
        run(install, env=env)


def install_uv() -> None:
    """Put uv in a folder of its own. Where that fails, pip does the work."""
    shutil.rmtree(STATE / "uv", ignore_errors=True)
    try:
        run([PYTHON, *INSTALL_BY_PIP, "--target", STATE / "uv", "-r", REQUIREMENTS / "tools.txt"])
    except SetupFailed as failure:
        print(f"  没有装上 uv，改用 pip（较慢）：{str(failure).splitlines()[-1].strip()}")


def install_packages(wanted: Path) -> None:
    """Make the virtual environment hold exactly the hashed list; every file's hash is checked."""
    if UV.exists():
        try:
            run([UV, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, wanted])
        except SetupFailed as failure:
            print(f"  uv 没有成功，改用 pip（较慢）：{str(failure).splitlines()[-1].strip()}")
        else:
            return
    run([PYTHON, *INSTALL_BY_PIP, "-r", wanted])


def link_project() -> None:
    """A .pth file instead of an editable install: no build, no network, a few milliseconds."""
    for folder in _site_packages():
        (folder / "hetang-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    script = VENV / "bin" / "hetang"
    script.write_text('#!/bin/sh\nexec "$(dirname -- "$0")/python" -m hetang "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def _site_packages() -> Iterable[Path]:
    found = list((VENV / "lib").glob("python3*/site-packages"))
    if not found:
        raise SetupFailed(f"虚拟环境不完整：{VENV}")
    return found
