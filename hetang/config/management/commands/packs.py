"""`hetang packs list|export|check|diff|import`: the rules of the house, by hand and with care."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.config.loading.importing import import_pack, plan_import
from hetang.config.loading.packs import differences, faults_of, read_pack
from hetang.ground.lib import clock
from hetang.ground.lib.yamlrows import LoadError
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import BINDING, recompute_clocks

WHAT = {rulepacks.ADDED: "新增 new", rulepacks.REMOVED: "删去 gone", rulepacks.CHANGED: "改动 changed"}
SHORT = 120
START = "在本系统自哪天起生效，代替文件中的日期 · the day from which it holds here, in place of the file's"


class Command(BaseCommand):
    help = "查看、导出、检查、比较、导入规则包 · list, export, check, compare and import rule packs"
    group = "data"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One sub-command each."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|export|check|diff|import|recompute")
        verbs.add_parser("list", help="已装入的全部版本 · every version loaded")
        export = verbs.add_parser("export", help="把一个版本写成 YAML · one version as YAML")
        export.add_argument("name", help="规则包名称 · name of the pack")
        export.add_argument("--version", type=int, dest="number", help="不写则为现行版本 · without it the one in force")
        for verb, text in (
            ("check", "逐行检查文件 · check a file line by line"),
            ("diff", "与最新版本比较 · compare a file with the newest version"),
            ("import", "先看差别，再装入 · see the difference, then load it"),
        ):
            verbs.add_parser(verb, help=text).add_argument("file", type=Path, help="YAML 文件 · YAML file")
        bring_in = verbs.choices["import"]
        bring_in.add_argument("--from", type=date.fromisoformat, dest="start", metavar="YYYY-MM-DD", help=START)
        bring_in.add_argument("--yes", action="store_true", help="不再询问 · do not ask")
        verbs.add_parser("recompute", help="按现有日历重算在走的时限 · work out running deadlines again")

    def handle(self, *, verb: str, **options: Any) -> None:
        """Run the sub-command."""
        try:
            getattr(self, f"_{verb}")(**options)
        except LoadError as bad:
            raise CommandError(str(bad)) from bad

    def _list(self, **_: Any) -> None:
        today, seen = clock.today(), set()
        for pack in rulepacks.all_packs():
            mark = "  "
            if pack.name not in seen and pack.effective_on <= today:
                seen.add(pack.name)
                mark = "* "
            basis = pack.basis if len(pack.basis) <= SHORT else pack.basis[: SHORT - 1] + "…"
            self.stdout.write(f"{mark}{pack.name} {pack.version}  {pack.effective_on}  {basis}")
        self.stdout.write("* 现行 in force")

    def _export(self, *, name: str, number: int | None, **_: Any) -> None:
        try:
            found = rulepacks.pack(name, version=number)
        except rulepacks.PackMissing as missing:
            known = "、".join(sorted({pack.name for pack in rulepacks.all_packs()}))
            raise CommandError(
                f"没有装入这个版本。已装入：{known}\nNot loaded: {missing}. Loaded: {known}"
            ) from missing
        self.stdout.write(rulepacks.as_yaml(found), ending="")

    def _check(self, *, file: Path, **_: Any) -> None:
        found = faults_of(file)
        for place, zh, en in found:
            self.stdout.write(f"{place}：{zh}\n{place}: {en}")
        if found:
            raise CommandError(f"有 {len(found)} 处需要改正。\n{len(found)} places to put right.")
        self.stdout.write("格式正确 · the file is well-formed")

    def _diff(self, *, file: Path, **_: Any) -> None:
        found = differences(read_pack(file))
        for change in found:
            self.stdout.write(said(change))
        if not found:
            self.stdout.write("与最新版本没有差别 · no difference from the newest version")

    def _import(self, *, file: Path, start: date | None, yes: bool, **_: Any) -> None:
        found = read_pack(file)
        plan = plan_import(found, start)
        if plan.is_loaded:
            self.stdout.write("这个版本已经装入，没有改动 · this version is loaded already, nothing changed")
            return
        self._diff(file=file)
        self.stdout.write(
            f"{found.name} 第 {found.version} 版自 {plan.effective_on} 起生效 · in force from {plan.effective_on}"
        )
        if plan.open_cases and found.name in BINDING:
            n = plan.open_cases
            self.stdout.write(
                f"在办的 {n} 件案件仍按登记时的版本 · {n} open cases keep the version they were opened under"
            )
        if not (yes or _agreed()):
            raise CommandError("没有装入。确认无误后加 --yes。\nNot loaded. Add --yes once you are sure.")
        moved = import_pack(found, plan)
        self.stdout.write("已装入 · loaded")
        if moved:
            self.stdout.write(f"已重算 {moved} 个时限 · {moved} deadlines moved")

    def _recompute(self, **_: Any) -> None:
        moved = recompute_clocks()
        self.stdout.write(f"已重算，{moved} 个时限有变动 · worked out again, {moved} deadlines moved")


def said(change: rulepacks.Change) -> str:
    """One difference in one line, names in both languages."""
    where = " › ".join(w if isinstance(w, str) else w["zh"] for w in change.where)
    old, new = _shown(change.old), _shown(change.new)
    if change.what == rulepacks.CHANGED:
        return f"{WHAT[change.what]}  {where}：{old} → {new}"
    return f"{WHAT[change.what]}  {where}：{new if change.what == rulepacks.ADDED else old}"


def _shown(value: Any) -> str:
    text = "" if value is None else " ".join(rulepacks.shown(value, "zh").split())
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _agreed() -> bool:
    """The administrator's yes, where somebody sits at a keyboard."""
    return sys.stdin.isatty() and input("装入吗？load it? [y/N] ").strip().lower() in {"y", "yes"}
