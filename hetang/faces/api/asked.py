"""What is asked of others beside the handler, read: tasks of a case and the offer to hand it over."""

from typing import Any

from django.utils.translation import get_language, gettext

from hetang.faces.api import answers
from hetang.faces.api.lookups import case_for
from hetang.faces.api.operations import NUMBER, Answer, Call, Operation
from hetang.faces.api.samples import TASKS_SAMPLE
from hetang.flow.dispatch.api import Task, Transfer
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.lib.references import unmarked
from hetang.record.cases.api import CaseView, once, parties_of

SHOWN = 100


def list_tasks(call: Call) -> Answer:
    """Tasks of the case, the newest first, and the last offer to hand it over."""
    case = case_for(call.user, call.path["number"])
    view = CaseView(case, call.user, [], once(case, parties_of))
    tasks = Task.objects.filter(case=case).select_related("unit", "to", "asked_by", "asked", "answer")
    offers = Transfer.objects.filter(case=case).select_related("unit", "to", "asked_by", "asked", "answer")
    offer = offers.order_by("-pk").first()
    return Answer(
        {
            "items": [
                {"id": each.pk, "kind": each.kind, "kind_name": gettext(each.kind_label), **_asked(each, view)}
                for each in tasks.order_by("-pk")[:SHOWN]
            ],
            "offer": _asked(offer, view) if offer else None,
        }
    )


def _asked(each: Task | Transfer, view: CaseView) -> dict[str, Any]:
    return {
        "unit": {"code": each.unit.code, "name": _said(each.unit.name)},
        "to": {"id": each.to.pk, "name": _said(each.to.name)} if each.to else None,
        "state": each.state,
        "asked_by": {"id": each.asked_by.pk, "name": _said(each.asked_by.name)},
        "asked_at": each.asked_at.isoformat(),
        "due_at": each.due_at.isoformat(),
        "asked": view.plain(unmarked(each.asked.text)),
        "answer": view.plain(unmarked(each.answer.text)) if each.answer else "",
    }


def _said(label: Label) -> str:
    return pick(label, get_language() or "zh")


OPERATIONS = (
    Operation(
        name="listTasks",
        method="GET",
        path="/cases/{number}/tasks",
        title=N_("协办与转办"),
        about=N_("请别的单位做的事，和最近一次转办。"),
        scope="read",
        run=list_tasks,
        gives=answers.TASKS,
        gives_name="Tasks",
        tag=N_("案件"),
        in_path={"number": NUMBER},
        sample=TASKS_SAMPLE,
    ),
)
