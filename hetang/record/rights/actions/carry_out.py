"""Doing what was decided: handing out the copy, pointing to the corrections, erasing."""

import hashlib
import json
from functools import partial
from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, note_export
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.record.cases.api import visible_to
from hetang.record.rights import access
from hetang.record.rights.erasure import Traces, erase_everywhere, mentions_of, restrict_everywhere, traces_of
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Request
from hetang.record.rights.personcopy import copy_of
from hetang.record.rights.writing import lock, step, tell


@transaction.atomic
def carry_out(request: Request, *, by: Account) -> Request:
    """Do what was granted and keep what was done where. An erasure cannot be taken back.

    Access: the copy was handed over (`export_copy` writes it down). Correction: it was made in the case. Erasure:
    complete where it was granted; granted in part, every use but keeping stops.
    """
    request = lock(request)
    # Whoever registers a matter of this person now waits, and then finds nobody; a matter that came before is seen here.
    request.person = Person.objects.select_for_update().get(pk=request.person_id)
    state = request.state
    step(request, "carry_out", by=by)
    words = traces_of(request.person) if request.kind == "erase" and state == "granted" else None
    outcome: dict[str, Any] = {}
    if request.kind == "erase":
        outcome = (
            erase_everywhere(request.person)
            if state == "granted"
            else restrict_everywhere(request.person, request.street)
        )
        request.words = ""
    request.done_by, request.done_at, request.outcome = by, clock.now(), outcome
    request.save(update_fields=["state", "done_by", "done_at", "outcome", "words"])
    if words is not None:
        # Reads every text of the house: nobody's row stays locked for it.
        transaction.on_commit(partial(note_mentions, request.pk, words), robust=True)
    tell(request, "carry_out", by=by, body={"rows": sum(outcome.get("rows", {}).values())} if outcome else {})
    return request


def note_mentions(key: int, traces: Traces) -> None:
    """Write down in which texts of other matters the name or number of the erased person still stands."""
    mentions = mentions_of(traces)
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=key)
        request.outcome = {**request.outcome, "mentions": mentions}
        request.save(update_fields=["outcome"])


@transaction.atomic
def export_copy(request: Request, *, form: str, by: Account) -> dict[str, Any]:
    """The person's copy as plain data; that it left the house, in which form and with which digest, is written first."""
    request = lock(request)
    if not access.may(by, REQUEST.move("carry_out"), request.street):
        raise NotAllowed(N_("您不能制作个人信息副本。"), then=N_("副本由驿站负责人或街道领导制作。"))
    if request.kind != "access" or request.state not in {"granted", "partly", "done"}:
        raise WrongState(N_("这项请求现在不能制作副本。"), then=N_("查阅请求经核实身份并同意后才能制作。"))
    copy = copy_of(request.person, visible_to(by).filter(street=request.street))
    text = json.dumps(copy, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    rows = sum(len(section["rows"]) for section in copy["sections"])
    note_export(by, "person's copy", request.number, rows, digest)
    tell(request, "export_copy", by=by, body={"form": form, "digest": digest})
    return copy
