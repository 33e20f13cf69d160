"""`hetang load [FOLDER]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.config.loading.folder import load_folder
from hetang.config.loading.tally import CHANGED, CREATED, SAME
from hetang.ground.lib.yamlrows import LoadError


class Command(BaseCommand):
    help = "装入规则包和一个街道的数据，可重复 · load the rule packs and a street's folder, as often as you like"
    group = "data"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            nargs="?",
            help="街道的数据目录；不写则只装规则包 · the street's folder; without it the rule packs only",
        )

    def handle(self, *, folder: Path | None, **_: Any) -> None:
        try:
            tally = load_folder(folder)
        except LoadError as bad:
            raise CommandError(str(bad)) from bad
        for kind, done in sorted(tally.counts.items()):
            self.stdout.write(
                f"{kind}: 新增 new {done[CREATED]} · 更新 changed {done[CHANGED]} · 未变 same {done[SAME]}"
            )
        if tally.is_quiet:
            self.stdout.write("已是最新，没有改动 · everything was up to date, nothing changed")
