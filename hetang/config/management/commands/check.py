"""`hetang check [--deploy]`: Django's own checks; with `--deploy` whether this installation may hold residents' data."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import check

from hetang.config.deploying.facts import gather
from hetang.config.deploying.rules import judge

UNSAFE = """\
有 {n} 项不安全，请改正后再正式使用。没有改动任何数据。
{n} settings are unsafe: put them right before real use. Nothing was changed."""
SAFE = "可以正式使用 · fit for real use"


class Command(check.Command):
    help = "检查配置；--deploy 检查能否正式使用 · check the configuration; --deploy: is it fit for real use"
    group = "care"
    needs_database = False

    def handle(self, *app_labels: Any, **options: Any) -> None:
        if not options["deploy"]:
            super().handle(*app_labels, **options)
            return
        found = judge(gather())
        for finding in found:
            mark = "✗" if finding.refuses else "!"
            self.stdout.write(f"{mark} {finding.code}: {finding.what[0]} → {finding.todo[0]}")
            self.stdout.write(f"  {finding.what[1]} → {finding.todo[1]}")
        refusals = sum(finding.refuses for finding in found)
        if refusals:
            raise CommandError(UNSAFE.format(n=refusals))
        self.stdout.write(SAFE)
