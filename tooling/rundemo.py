"""Prints who can log in to the demo street, then becomes `hetang up --demo`. Called by `bin/demo`."""

import os
import sys
from pathlib import Path

import yaml

from tooling.demo import STREET


def logins(folder: Path = STREET) -> str:
    """The demo's main accounts with what each is for, and the password they share."""
    data = yaml.safe_load((folder / "accounts.yaml").read_text(encoding="utf-8"))
    rows = [account for account in data["accounts"] if "main" in account]
    width = max(len(account["username"]) for account in rows)
    lines = [f"  {row['username']:<{width}}  {row['name']['zh']}  {row['main']['zh']}" for row in rows]
    others = len(data["accounts"]) - len(rows)
    head = f"演示账号（密码都是 {data['password']}，人物均为虚构）· Demo logins, all with this password:"
    return "\n".join([head, *lines, f"  另有 {others} 个账号，见 {folder.name}/accounts.yaml · {others} more"])


def main() -> None:
    """Does not return."""
    print(logins(), flush=True)
    command = [sys.executable, "-m", "hetang", "up", "--demo", str(STREET), *sys.argv[1:]]
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
