"""Proposing a rule, taking it, turning it down, taking it back. Every step is told in the story of the pack."""

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.commons.rulebook import access
from hetang.commons.rulebook.models import Proposal
from hetang.commons.rulebook.queries import forget_waiting
from hetang.commons.rulebook.reading import PackText
from hetang.commons.rulebook.succession import FACTS, NOTE_CHARS, obstacles
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, WrongState
from hetang.ground.rulepacks import api as rulepacks

STREAM = "rule_pack"
PROPOSAL_STREAM = "rule_proposal"


@transaction.atomic
def propose_pack(found: PackText, *, note: str, by: Account) -> Proposal:
    """Hand in a version for somebody else to look at. Raises `WrongState` while another of the pack is waiting."""
    access.require_proposer(by)
    if not note.strip() or len(note) > NOTE_CHARS:
        raise Missing(N_("还不能提交。"), needs=[N_("用一两句话写明为什么改")])
    newest = next(iter(rulepacks.versions(found.name)), None)
    if newest is not None and (newest.body, newest.basis) == (found.body, found.basis):
        raise Invalid(N_("与现有的最新版没有差别。"), then=N_("请修改后再提交。"))
    try:
        with transaction.atomic():
            made = Proposal.objects.create(**vars(found), note=note.strip(), proposed_by=by, proposed_at=clock.now())
    except IntegrityError as error:
        raise WrongState(
            N_("这个规则包已经有一版在等待复核。"), then=N_("请先等那一版复核完，或由提交人撤回。")
        ) from error
    _tell(made, "propose", by)
    return made


@transaction.atomic
def take_proposal(proposal: Proposal, *, by: Account) -> Proposal:
    """Load the version: it holds from its day. A calendar sets off the reckoning of all running deadlines.

    What was right when it was proposed may be so no more: the day may have passed meanwhile. Then it is refused here.
    """
    found = _lock(proposal)
    access.require_decider(by, found)
    rulepacks.forget()
    loaded = rulepacks.versions(found.name)
    for fault in obstacles(found.name, found.version, found.effective_on, loaded=loaded, today=clock.today()):
        raise WrongState(
            N_("这一版现在不能采用：%(fault)s"),
            then=N_("请退回，由提交人改好后重新提交。"),
            fault={"zh": fault.zh, "en": fault.en},
        )
    _decide(found, Proposal.State.TAKEN, by)
    take_pack(
        name=found.name,
        version=found.version,
        effective_on=found.effective_on,
        basis=found.basis,
        body=found.body,
        by=by.pk,
    )
    if found.name in FACTS:
        import_string(settings.RULES_CHANGED)()
    return found


@transaction.atomic
def refuse_proposal(proposal: Proposal, *, answer: str, by: Account) -> Proposal:
    """Not taken, with a reason for who proposed it."""
    found = _lock(proposal)
    access.require_decider(by, found)
    if not answer.strip() or len(answer) > NOTE_CHARS:
        raise Missing(N_("还不能退回。"), needs=[N_("写明为什么不采用")])
    _decide(found, Proposal.State.REFUSED, by, answer=answer.strip())
    return found


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: Account) -> Proposal:
    """Taken back by whoever keeps the rules."""
    found = _lock(proposal)
    access.require_proposer(by)
    _decide(found, Proposal.State.WITHDRAWN, by)
    return found


def take_pack(*, name: str, version: int, effective_on: date, basis: str, body: dict[str, Any], by: int | None) -> bool:
    """Load one checked version and tell it with the digest of its content; True where it is new. In a transaction.

    So "which rules held on that day" has an answer that nobody can alter unseen.
    """
    is_new = rulepacks.load_pack(name=name, version=version, effective_on=effective_on, basis=basis, body=body)
    if is_new:
        # All versions of a pack are one story: the stream of the row that came first.
        key = rulepacks.RulePack.objects.filter(name=name).order_by("pk").values_list("pk", flat=True)[0]
        told = {"name": name, "version": version, "effective_on": effective_on.isoformat(), "sha256": digest(body)}
        journal.append(kind=STREAM, key=key, verb="load", by=by, body=told)
    # Another process keeps what it read for half a minute; this one reads anew once it is true.
    transaction.on_commit(rulepacks.forget)
    return is_new


def digest(body: dict[str, Any]) -> str:
    """SHA-256 of a body, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _lock(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if found.state != Proposal.State.WAITING:
        raise WrongState(N_("这一版已经处理过了。"), then=N_("请刷新页面查看。"))
    return found


def _decide(found: Proposal, state: Proposal.State, by: Account, answer: str = "") -> None:
    found.state, found.decided_by, found.decided_at, found.answer = state, by, clock.now(), answer
    found.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    _tell(found, {"taken": "take", "refused": "refuse", "withdrawn": "withdraw"}[state.value], by)


def _tell(found: Proposal, verb: str, by: Account) -> None:
    forget_waiting()
    transaction.on_commit(forget_waiting)
    body = {"name": found.name, "version": found.version, "sha256": digest(found.body)}
    day = found.effective_on.isoformat()
    journal.append(kind=PROPOSAL_STREAM, key=found.pk, verb=verb, by=by.pk, body={**body, "effective_on": day})
