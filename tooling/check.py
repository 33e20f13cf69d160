"""Starts the demo street on a free port in a home of its own, walks one case over HTTP, stops everything.

Called by `bin/demo --check`; exit code 0 when the story came out as it should.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from hetang.config.machine.ports import choose_free
from tooling.demo import STREET
from tooling.setup.shell import last_lines
from tooling.visitor import WalkFailed
from tooling.walk import Person, walk

START_SECONDS = 180  # the first start loads the street
STOP_SECONDS = 30


@contextmanager
def running(log: Path) -> Iterator[str]:
    """`hetang up` for as long as the block lasts; yields the address. Raises `WalkFailed` when it does not come up."""
    port = choose_free()
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "hetang", "up", "--demo", str(STREET), "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            _wait_until_it_answers(process, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", base: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise WalkFailed(f"hetang up 退出了（{process.returncode}）")
        try:
            urllib.request.urlopen(f"{base}/login/", timeout=5).close()
            return
        except urllib.error.HTTPError as answer:
            raise WalkFailed(f"登录页返回 {answer.code}") from answer
        except OSError:
            time.sleep(0.1)
    raise WalkFailed(f"{START_SECONDS} 秒内没有应答")


def main() -> int:
    """0 when everything came out, else 1 with the end of the log."""
    home = Path(os.environ["HETANG_HOME"])
    log = home / "check.log"
    data = yaml.safe_load((STREET / "accounts.yaml").read_text(encoding="utf-8"))
    people = [Person(row["username"], row["name"]["zh"]) for row in data["accounts"] if "main" in row]
    begun = time.monotonic()
    try:
        with running(log) as base:
            print(f"✓ 演示街道已启动（{time.monotonic() - begun:.1f} 秒）")
            walk(base, data["password"], people)
    except WalkFailed as failure:
        print(f"✗ {failure}\n服务日志的最后几行：\n{last_lines(log.read_text('utf-8', 'replace'), 30)}")
        return 1
    print(f"✓ 一案走通，全部停止（{time.monotonic() - begun:.1f} 秒）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
