"""The 13 items of a case file (facts in the record, order in the rule pack): there, missing, or not applicable."""

from collections.abc import Callable
from dataclasses import dataclass

from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Case, Party, once, parties_of, rules_of
from hetang.record.evidence.api import count_of
from hetang.record.followup.api import answers_of, promises_of
from hetang.services.mediation.api import mediation_of, settlements_of

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
    settled: bool
    rights_told: bool
    attempted: bool
    performed: bool
    followed_up: bool
    evidence: bool


def check_file(case: Case) -> list[Item]:
    """Every item with its status, in binding order."""
    file = once(case, _read)
    items = []
    for entry in sorted(rules_of(case, "archive_items").body["entries"], key=lambda e: e["order"]):
        must = entry["need"] == "must" or (entry["need"] == "settled" and file.settled)
        present = _PRESENT[entry["key"]](file)
        status = "there" if present else "missing" if must else "not_applicable"
        items.append(Item(entry["key"], entry["label"], status, must))
    return items


def is_file_complete(case: Case) -> bool:
    """No item that the file must hold is missing. A member of a cluster was mediated in its lead, where the file is."""
    return case.part_of_id is not None or all(item.status != "missing" for item in check_file(case))


def _read(case: Case) -> _File:
    """From what the page's panels and the other facts read as well; on its own six small queries."""
    mediation, settled = once(case, mediation_of), bool(once(case, settlements_of))
    ended_unsettled = mediation is not None and mediation.state == "terminated"
    # Nobody is told the rules of a mediation that ended before it began.
    begun = mediation is not None and mediation.begun_at is not None
    told = mediation is not None and mediation.rights_told_at is not None
    return _File(
        case=case,
        parties=once(case, parties_of),
        settled=settled,
        rights_told=told or (ended_unsettled and not begun),
        # Nobody settles without having been reached.
        attempted=settled or ended_unsettled or (mediation is not None and mediation.attempts.exists()),
        performed=any(promise.state in {"performed", "partly"} for promise in once(case, promises_of)),
        followed_up=bool(once(case, answers_of)),
        evidence=once(case, count_of) > 0,
    )


def _identities_checked(file: _File) -> bool:
    """Each party who took part was identified. Where nobody consented, only the applicant was met."""
    sides = {Party.Role.APPLICANT, Party.Role.RESPONDENT} if file.settled else {Party.Role.APPLICANT}
    return all(p.identity for p in file.parties if p.role in sides)


# An item that this version cannot hold yet (inquiry, confirmation papers, notes) is only ever on paper: its
# record shows no fact, and being "if any" it never blocks the file.
_PRESENT: dict[str, Callable[[_File], bool]] = {
    "registration": lambda f: bool(f.case.number),
    "rights_notice": lambda f: f.rights_told,
    "identity": _identities_checked,
    "mandate": lambda f: any(p.role == Party.Role.REPRESENTATIVE for p in f.parties),
    "inquiry": lambda _: False,
    "evidence": lambda f: f.evidence,
    "session_record": lambda f: f.attempted,
    "settlement": lambda f: f.settled,
    "performance_proof": lambda f: f.performed,
    "follow_up": lambda f: f.followed_up,
    "judicial_confirmation": lambda _: False,
    "file_notes": lambda _: False,
    "back_cover": lambda _: True,
}
