"""The 13 items of a case file (facts in the record, order in the rule pack): there, missing, or not applicable."""

from collections.abc import Callable
from dataclasses import dataclass

from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, Party
from hetang.record.followup.api import FollowUp, Obligation
from hetang.services.mediation.api import Mediation, mediation_of, settlement_of

STATUS = {"there": N_("已有"), "missing": N_("缺少"), "not_applicable": N_("本案不涉及")}


@dataclass(frozen=True)
class Item:
    """One item: its key, {zh, en} label, status key and whether the file may not be closed without it."""

    key: str
    label: dict[str, str]
    status: str
    is_must: bool


@dataclass(frozen=True)
class _File:
    """What the items are read from, fetched once."""

    case: Case
    parties: list[Party]
    mediation: Mediation | None
    settled: bool
    performed: bool
    owed: bool
    followed_up: bool


def check_file(case: Case) -> list[Item]:
    """Every item with its status, in binding order. Six queries."""
    file = _read(case)
    items = []
    for entry in sorted(rulepacks.entries("archive_items"), key=lambda e: e["order"]):
        must = entry["need"] == "must" or (entry["need"] == "settled" and file.settled)
        present = _PRESENT[entry["key"]](file)
        status = "there" if present else "missing" if must else "not_applicable"
        items.append(Item(entry["key"], entry["label"], status, must))
    return items


def is_file_complete(case: Case) -> bool:
    """No item that the file must hold is missing."""
    return all(item.status != "missing" for item in check_file(case))


def _read(case: Case) -> _File:
    mediation = mediation_of(case)
    states = set(Obligation.objects.filter(case=case).values_list("state", flat=True))
    return _File(
        case=case,
        parties=list(case.parties.all()),
        mediation=mediation,
        settled=mediation is not None and settlement_of(mediation) is not None,
        performed=bool(states & {"performed", "partly"}),
        owed=bool(states),
        followed_up=FollowUp.objects.filter(case=case).exclude(solved="unreached").exists(),
    )


def _identities_checked(file: _File) -> bool:
    """Each party who took part was identified. Where nobody consented, only the applicant was met."""
    sides = {Party.Role.APPLICANT, Party.Role.RESPONDENT} if file.settled else {Party.Role.APPLICANT}
    return all(p.identity for p in file.parties if p.role in sides)


# An item that this version cannot hold yet (inquiry, evidence, confirmation papers, notes) is only ever on paper: its
# record shows no fact, and being "if any" it never blocks the file.
_PRESENT: dict[str, Callable[[_File], bool]] = {
    "registration": lambda f: bool(f.case.number),
    "rights_notice": lambda f: (
        f.mediation is not None and (f.mediation.rights_told_at is not None or f.mediation.termination == "refused")
    ),
    "identity": _identities_checked,
    "mandate": lambda f: any(p.role == Party.Role.REPRESENTATIVE for p in f.parties),
    "inquiry": lambda _: False,
    "evidence": lambda _: False,
    "session_record": lambda f: f.mediation is not None and f.mediation.attempts.exists(),
    "settlement": lambda f: f.settled,
    "performance_proof": lambda f: f.performed,
    "follow_up": lambda f: f.followed_up,
    "judicial_confirmation": lambda _: False,
    "file_notes": lambda _: False,
    "back_cover": lambda _: True,
}
