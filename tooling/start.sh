#!/bin/sh
# Finds the newest tested Python (3.11 to 3.14, else whatever python3 is, if new enough) and hands over to start.py.
# Each candidate is run, not only looked up: version switchers put names on PATH that answer with an error.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
for name in python3.14 python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -I -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        # -I: neither the caller's folder nor PYTHON* variables may put other modules in front of ours.
        exec "$name" -I "$root/tooling/start.py" "$@"
    fi
done
echo "✗ 没有找到 Python 3.11 或更新的版本。什么都没有改动。请先安装，例如：apt install python3 python3-venv" >&2
echo "  Python 3.11 or newer was not found. Nothing was changed. Install it first: apt install python3 python3-venv" >&2
exit 1
