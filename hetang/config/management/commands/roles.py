"""`hetang roles [--sql]`: what the database's roles may do, and whether that is too much or too little."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hetang.config.environment import Environment
from hetang.config.roles.check import findings
from hetang.config.roles.grants import creation
from hetang.config.roles.names import Names, names_of

ONE_ROLE = """\
只有一个数据库角色 {owner}：网页进程可以改写日志。正式使用前请分开（hetang roles --sql）。
There is one database role, {owner}: the web process could rewrite the journal. Part them before real use (hetang roles --sql)."""
MENDED_BY = """\
缺少的权限由 hetang migrate 补上；多出的请收回，否则日志可以被改写。
What is lacking, `hetang migrate` gives; take back what is too much, or the journal can be rewritten."""


class Command(BaseCommand):
    help = "检查数据库各角色的权限 · check what the database's roles may do"
    group = "care"
    role = "owner"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sql", action="store_true", help="只打印创建角色的语句 · only print how an administrator makes them"
        )

    def handle(self, *, sql: bool, **_: Any) -> None:
        names = names_of(Environment.read())
        if sql:
            self.stdout.write(creation(names), ending="")
            return
        if not names.is_parted:
            raise CommandError(ONE_ROLE.format(owner=names.owner))
        with connection.cursor() as cursor:
            found = findings(cursor, names)
        for finding in found:
            self.stdout.write(f"{finding.role}: {finding.zh} · {finding.en}")
        if found:
            raise CommandError(MENDED_BY)
        listed = "、".join([names.owner, *names.others().values()])
        self.stdout.write(f"角色 {listed} 各有所需，没有多余 · the roles have what they need and no more")


def one_line(names: Names) -> str:
    """For `hetang status`: parted and in order, or what is not."""
    if not names.is_parted:
        return f"一个 one ({names.owner})，正式使用前请分开 part them before real use: hetang roles"
    with connection.cursor() as cursor:
        found = findings(cursor, names)
    if any(finding.too_much for finding in found):
        return f"权限过大 too much ({found[0].role}: {found[0].zh} · {found[0].en})，见 see hetang roles"
    if found:
        return f"权限不足 too little ({found[0].role}: {found[0].zh} · {found[0].en})，见 see hetang roles"
    return "已分开 parted"
