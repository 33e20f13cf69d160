"""Doing what was decided: handing out the copy, pointing to the corrections, erasing."""

import hashlib
import json
from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import note_export
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.record.cases.api import visible_to
from hetang.record.rights import access
from hetang.record.rights.erasure import erase_everywhere, restrict_everywhere
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
    state = request.state
    step(request, "carry_out", by=by)
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
    tell(request, "carry_out", by=by, body={"rows": sum(outcome.get("rows", {}).values())} if outcome else {})
    return request


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
