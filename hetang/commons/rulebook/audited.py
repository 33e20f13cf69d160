"""Changes of rules in words, for the auditor."""

from collections.abc import Mapping, Sequence

from hetang.commons.rulebook.models import Proposal
from hetang.ground.journal.api import Audited, Event
from hetang.ground.lib.labels import N_, Label
from hetang.ground.rulepacks import api as rulepacks

PACK_VERBS = {"load": N_("装入新版本")}
PROPOSAL_VERBS = {
    "propose": N_("提交新版本"),
    "take": N_("采用"),
    "refuse": N_("不采用"),
    "withdraw": N_("撤回"),
}


def packs(keys: set[int]) -> Mapping[int, Label]:
    """What the packs are called whose first version has one of these keys."""
    rows = rulepacks.RulePack.objects.filter(pk__in=keys).values_list("pk", "name")
    return {pk: rulepacks.title(name) for pk, name in rows}


def proposals(keys: set[int]) -> Mapping[int, Label]:
    """What the packs of these proposals are called."""
    return {pk: rulepacks.title(name) for pk, name in Proposal.objects.filter(pk__in=keys).values_list("pk", "name")}


def version(events: Sequence[Event]) -> Mapping[int, list[Label]]:
    """Which version, from when, and the beginning of its digest."""
    found: dict[int, list[Label]] = {}
    for event in events:
        body = event.body
        text = f"{body.get('version', '')} · {body.get('effective_on', '')} · {str(body.get('sha256', ''))[:12]}"
        found[event.pk] = [{"zh": text, "en": text}]
    return found


PACKS = Audited(N_("规则"), PACK_VERBS, packs, version, everywhere=True)
PROPOSALS = Audited(N_("规则的修改"), PROPOSAL_VERBS, proposals, version, everywhere=True)
