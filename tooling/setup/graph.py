"""Runs steps in the order they need one another, side by side where they do not."""

import fcntl
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

from tooling.setup.paths import STATE
from tooling.setup.shell import SetupFailed
from tooling.setup.steps import Step

WORKERS = 3  # two cores; one of the three is always waiting for the network


def set_up(steps: Sequence[Step]) -> None:
    """Bring every step up to date, one line of progress each. Raises `SetupFailed`; what was done stays done."""
    with _alone(STATE / "lock"):
        begun = time.monotonic()
        changed = _Run(steps).to_the_end()
        took = time.monotonic() - begun
        if not changed:
            print(f"✓ 设置已是最新（{len(steps)} 步，{took:.1f} 秒）")
        else:
            print(f"✓ 设置完成：{changed} 步更新，{len(steps) - changed} 步未变，共 {took:.1f} 秒")


class _Run:
    """One pass over the steps; keeps what is waiting, running and done."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.waiting = {step.name: step for step in steps}
        self.digests: dict[str, str] = {}
        self.changed = 0

    def to_the_end(self) -> int:
        """Number of steps that had to be done again."""
        running: dict[Future[None], tuple[Step, str, float]] = {}
        failures: list[str] = []
        with ThreadPoolExecutor(WORKERS) as pool:
            while (self.waiting and not failures) or running:
                for step, digest in self._ready(bool(failures)):
                    running[pool.submit(step.run)] = (step, digest, time.monotonic())
                if not running:
                    continue
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    failures += self._finish(future, *running.pop(future))
        if failures:
            raise SetupFailed("\n".join(failures))
        return self.changed

    def _ready(self, failed: bool) -> Iterator[tuple[Step, str]]:
        """Steps to start now; steps that are current are ticked off on the way."""
        progress = not failed
        while progress:
            progress = False
            for step in list(self.waiting.values()):
                if any(need not in self.digests for need in step.needs):
                    continue
                del self.waiting[step.name]
                digest = step.digest(self.digests[need] for need in step.needs)
                if step.is_current(digest):
                    self.digests[step.name] = digest
                    progress = True
                else:
                    yield step, digest

    def _finish(self, future: Future[None], step: Step, digest: str, begun: float) -> list[str]:
        took = time.monotonic() - begun
        try:
            future.result()
        except (SetupFailed, OSError) as failure:
            print(f"✗ {step.title}（{took:.1f} 秒）")
            return [f"{step.title}：{failure}"]
        step.mark(digest)
        self.digests[step.name] = digest
        self.changed += 1
        print(f"✓ {step.title}（{took:.1f} 秒）")
        return []


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Only one set-up at a time in this checkout; a second one waits."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = lock.open("a")
    except OSError as refused:
        raise SetupFailed(f"无法写入 {lock.parent}：{refused.strerror}。请在可写的目录中克隆后再运行。") from refused
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("… 另一个设置正在进行，等它完成")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
