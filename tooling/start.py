"""Entry of `bin/demo`, `bin/test` and `bin/ci`, run by any Python ≥ 3.11 before anything is installed."""

import importlib
import sys
from pathlib import Path

COMMANDS = {"demo": "tooling.demo", "test": "tooling.test", "ci": "tooling.ci"}


def main() -> int:
    """Run the command named by the first argument; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A bare environment has no locale; progress is Chinese and must not end in an encoding error.
        stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)  # type: ignore[union-attr]
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    command = importlib.import_module(COMMANDS[sys.argv[1]])
    try:
        code: int = command.main(sys.argv[2:])
    except KeyboardInterrupt:
        print("\n已中断；再运行一次会从断开的地方继续。", file=sys.stderr)
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
