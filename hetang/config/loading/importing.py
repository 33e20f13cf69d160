"""Bringing in one pack by hand: what is refused, from which day it holds, what it moves."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hetang.commons.rulebook.api import FACTS, obstacles
from hetang.config.loading.packs import PackFile, keep_pack
from hetang.ground.lib import clock
from hetang.ground.lib.yamlrows import LoadError
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, recompute_clocks


@dataclass(frozen=True)
class Plan:
    """What an import would do: the day from which it holds, whether it is already there, open cases that keep theirs."""

    effective_on: date
    is_loaded: bool
    open_cases: int


def plan_import(found: PackFile, start: date | None) -> Plan:
    """Check an import before anything is written. `start` replaces the file's day. Raises `LoadError`."""
    loaded = rulepacks.versions(found.name)
    effective_on = start or found.effective_on
    same = next((known for known in loaded if known.version == found.version), None)
    if same is not None:
        _must_be_equal(found, same, start)
        return Plan(same.effective_on, True, 0)
    for fault in obstacles(found.name, found.version, effective_on, loaded=loaded, today=clock.today()):
        if effective_on < clock.today() and fault.path == ("effective_on",):
            _must_not_reach_back(found, effective_on)
        raise found.bad(fault.zh, fault.en, str(fault.path[0]))
    open_cases = Case.objects.filter(is_open=True).count() if loaded else 0
    return Plan(effective_on, False, open_cases)


def _must_be_equal(found: PackFile, known: rulepacks.RulePack, start: date | None) -> None:
    """The same again is no harm; another day is only looked at where one is asked for (it may have been set then)."""
    if (found.body, found.basis) != (known.body, known.basis) or start not in (None, known.effective_on):
        raise found.bad(
            f"第 {known.version} 版已经装入，内容却不同；请把版本号改为 {known.version + 1}。",
            f"version {known.version} is loaded with other content; number this one {known.version + 1}.",
            "version",
        )


def _must_not_reach_back(found: PackFile, effective_on: date) -> None:
    today = clock.today()
    begun = Case.objects.filter(is_open=True, registered_at__date__gte=effective_on).count()
    raise found.bad(
        f"生效日 {effective_on} 已经过去；此后登记的在办案件有 {begun} 件，仍按登记时的版本办理。"
        f"请用 --from 写明在本系统自哪天起生效（{today} 或以后）。",
        f"{effective_on} has passed; {begun} open cases registered since keep the version they were opened under."
        f" Say with --from from which day it holds here ({today} or later).",
        "effective_on",
    )


def import_pack(found: PackFile, plan: Plan) -> int:
    """Load it and, for a calendar, work out every running deadline again. Returns how many deadlines moved."""
    try:
        with transaction.atomic():
            keep_pack(found, plan.effective_on)
    except LoadError:
        rulepacks.forget()
        raise
    return recompute_clocks() if found.name in FACTS else 0
