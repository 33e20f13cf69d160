"""Set-up does what is needed, once, in order, and says what went wrong."""

import threading
from pathlib import Path

import pytest

from tooling.setup import graph, shell
from tooling.setup.shell import SetupFailed
from tooling.setup.steps import Step


class Workshop:
    """Three steps: two that need nothing, and one that needs both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ran = folder, list[str]()
        self.source = folder / "source"
        self.source.write_text("1", encoding="utf-8")
        self.broken = ""

    def step(self, name: str, *needs: str) -> Step:
        product = self.folder / f"{name}.product"

        def run() -> None:
            if name == self.broken:
                raise SetupFailed("没有网络")
            self.ran.append(name)
            product.write_text(name, encoding="utf-8")

        stamp = self.folder / f"{name}.stamp"
        return Step(name, name.upper(), run, stamp, lambda: [self.source], lambda: [product], needs)

    def steps(self) -> list[Step]:
        return [self.step("last", "left", "right"), self.step("left"), self.step("right")]


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(graph, "STATE", tmp_path / "state")
    return Workshop(tmp_path)


def test_every_step_runs_once_and_after_what_it_needs(workshop: Workshop) -> None:
    graph.set_up(workshop.steps())
    assert sorted(workshop.ran[:2]) == ["left", "right"]
    assert workshop.ran[2:] == ["last"]
    graph.set_up(workshop.steps())
    assert len(workshop.ran) == 3, "a warm run does nothing"


def test_a_changed_input_repeats_what_depends_on_it(workshop: Workshop) -> None:
    graph.set_up(workshop.steps())
    workshop.source.write_text("2", encoding="utf-8")
    graph.set_up(workshop.steps())
    assert len(workshop.ran) == 6


def test_a_lost_product_is_made_again(workshop: Workshop) -> None:
    graph.set_up(workshop.steps())
    (workshop.folder / "left.product").unlink()
    graph.set_up(workshop.steps())
    assert workshop.ran[3:] == ["left"], "and its digest is the same, so what needs it stays"


def test_a_failed_step_stops_the_rest_and_the_next_run_goes_on_from_there(workshop: Workshop) -> None:
    workshop.broken = "right"
    with pytest.raises(SetupFailed, match="没有网络"):
        graph.set_up(workshop.steps())
    assert workshop.ran == ["left"]
    workshop.broken = ""
    graph.set_up(workshop.steps())
    assert workshop.ran == ["left", "right", "last"]


def test_two_at_once_take_turns(workshop: Workshop) -> None:
    threads = [threading.Thread(target=graph.set_up, args=(workshop.steps(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(workshop.ran) == ["last", "left", "right"]


def test_a_failing_program_is_quoted_without_addresses() -> None:
    noisy = "echo fetching https" + "://user:secret@mirror.example/simple; echo broken pipe; exit 3"
    with pytest.raises(SetupFailed) as caught:
        shell.run(["sh", "-c", noisy])
    assert "broken pipe" in str(caught.value)
    assert "mirror" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_missing_program_is_named() -> None:
    with pytest.raises(SetupFailed, match="no-such-program"):
        shell.run(["no-such-program"])


def test_caches_move_into_the_checkout_where_home_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/proc/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    env = shell.environment()
    assert env["UV_CACHE_DIR"].startswith(str(shell.STATE))
    assert "PYTHONPATH" not in env
