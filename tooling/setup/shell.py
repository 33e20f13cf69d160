"""Running other programs: quietly, with a clean environment, and never repeating an address they print."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tooling.setup.paths import ROOT, STATE

ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+")
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# Variables that would lead a child to another Python's packages or settings.
STRAY = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE", "__PYVENV_LAUNCHER__")


class SetupFailed(Exception):
    """A step could not be done. The text says what happened and what to do next; earlier steps stay done."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without stray variables, with caches that can be written."""
    env = {name: value for name, value in os.environ.items() if name not in STRAY}
    env.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUTF8="1", UV_SYSTEM_CERTS="1", UV_NO_PROGRESS="1")
    if SYSTEM_CERTIFICATES.exists():
        # Node from a wheel brings its own list and would not know a certificate that this machine's owner trusts.
        env.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    home = Path(env.get("HOME") or "/nonexistent")
    if not _caches_work(home, Path(env.get("XDG_CACHE_HOME") or home / ".cache")):
        own = STATE / "cache"
        env.update(UV_CACHE_DIR=str(own / "uv"), PIP_CACHE_DIR=str(own / "pip"))
        env["npm_config_cache"] = str(own / "npm")
        env["XDG_CACHE_HOME"] = str(own)
    env.update(extra or {})
    return env


def _caches_work(home: Path, cache: Path) -> bool:
    """True when the cache folder is there or can be made, and takes files. A home that is missing is not made."""
    if not home.is_dir() and not cache.is_dir():
        return False
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(cache, os.W_OK | os.X_OK)


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, timeout: float = 600, cwd: Path = ROOT
) -> str:
    """Run to the end and return what it printed. Raises `SetupFailed` with the last lines, addresses masked."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError as missing:
        raise SetupFailed(f"找不到程序 {words[0]}") from missing
    except subprocess.TimeoutExpired as slow:
        raise SetupFailed(f"{Path(words[0]).name} 超过 {timeout:.0f} 秒没有结束") from slow
    output = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        raise SetupFailed(f"{Path(words[0]).name} 失败（{done.returncode}）：\n{last_lines(output)}")
    return output


def last_lines(output: str, limit: int = 12) -> str:
    """The end of a program's output, indented, with every address replaced."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()][-limit:]
    return "\n".join(f"    {mask(line)}" for line in lines)


def mask(text: str) -> str:
    """`text` without network addresses: a mirror's name or password must not end in a log."""
    return ADDRESS.sub("<地址>", text)
