"""accounts.yaml: who works here with which duty. A shared password is for demonstrations only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from hetang.commons.accounts.api import Account, Duty, conflict
from hetang.config.loading.tally import CHANGED, CREATED, Tally
from hetang.config.loading.units import find_place, find_unit
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.yamlrows import Row, read

FILE = "accounts.yaml"


@dataclass(frozen=True)
class Login:
    """A login worth printing: what it shows, in both languages."""

    username: str
    name: dict[str, str]
    shows: dict[str, str]


def load_accounts(top: Row, tally: Tally) -> None:
    """Load the file; units and places must be loaded. Accounts that exist keep their password."""
    top.only("password", "since", "accounts")
    if top.has("password") and not settings.DEMO:
        raise top.bad(
            "共用口令只能用于演示，这里不是演示环境。",
            "a shared password is for demonstrations only, and this is none.",
            "password",
        )
    # Hashing is slow by design: once for all, since they share the word anyway.
    password = make_password(top.text("password") if top.has("password") else None)
    since = top.day("since")
    for row in top.rows("accounts"):
        _account(row.only("username", "name", "main", "duties"), tally, password, since)


def _account(row: Row, tally: Tally, password: str, since: date) -> None:
    username = row.text("username")
    if not username.isascii() or username != username.lower():
        raise row.bad("登录名用小写 ASCII 字母。", "a user name is lower-case ASCII.", "username")
    zh, en = row.label("name")
    once = {"password": password, "created_at": clock.now()}
    before = _written(tally)
    account = tally.keep(row, Account, {"username": username}, {"name_zh": zh, "name_en": en}, once)
    roles: list[str] = []
    for inner in row.rows("duties"):
        inner.only("role", "unit", "place")
        other = conflict(inner.text("role"), roles)
        if other:
            raise inner.bad(
                "系统、安全、审计三类管理员各用一个账号，也不兼其他岗位。",
                f"an administrator holds nothing else; “{other}” is held already.",
                "role",
            )
        roles.append(inner.text("role"))
        key = {"account": account, "role": inner.text("role"), "unit": find_unit(inner), "since": since}
        tally.keep(inner, Duty, key, {"place": find_place(inner)})
    if _written(tally) != before:
        # As every change of an account or its duties: one event in the account's own stream.
        journal.append(kind="account", key=account.pk, verb="load", by=None, body={"roles": sorted(roles)})


def _written(tally: Tally) -> int:
    """How many accounts and duties were created or changed so far."""
    counts: list[Mapping[str, int]] = [tally.counts.get(kind, {}) for kind in ("account", "duty")]
    return sum(done.get(CREATED, 0) + done.get(CHANGED, 0) for done in counts)


def main_logins(folder: Path) -> tuple[list[Login], str]:
    """The folder's main logins and their shared password ("" where there is none), for the end of a set-up."""
    top = read(folder / FILE)
    found = []
    for row in top.rows("accounts"):
        if row.has("main"):
            (zh, en), (shows_zh, shows_en) = row.label("name"), row.label("main")
            found.append(Login(row.text("username"), {"zh": zh, "en": en}, {"zh": shows_zh, "en": shows_en}))
    return found, top.text("password", "")
