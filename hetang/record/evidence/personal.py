"""What this room keeps about a person: files in their cases. Who stands in a picture no program knows: all of them go."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from hetang.commons.documents.api import erase_files, kind_label, rows_of_files
from hetang.commons.people.api import Person
from hetang.ground.lib.labels import N_
from hetang.ground.lib.moments import moment
from hetang.record.cases.api import Party
from hetang.record.evidence.handed import SUBJECT
from hetang.record.evidence.models import Evidence

Rows = list[dict[str, Any]]


def copy_evidence(person: Person, cases: Sequence[int]) -> tuple[str, Rows]:
    """Which files are kept that they handed in, and in the cases that they reported those that staff collected; none of
    another party's. The content is shown at the street, since others stand in it."""
    reported = Party.objects.filter(person=person, case__in=cases, role=Party.Role.APPLICANT).values("case")
    theirs = Q(party__person=person, case__in=cases) | Q(party=None, case__in=reported)
    rows = Evidence.objects.filter(theirs).select_related("case", "file").order_by("id")
    return N_("证据材料"), [
        {
            N_("案件"): row.case.number,
            N_("文件"): row.file.name,
            N_("种类"): kind_label(row.file.kind)["zh"],  # type: ignore[index]
            N_("收到"): moment(row.at),
            N_("校验值"): f"{row.file.get_algorithm_display()} {row.file.digest}",
        }
        for row in rows
    ]


def erase(person: Person, cases: Sequence[int]) -> dict[str, int]:  # noqa: ARG001 - every entry of the list has one shape
    """Destroy the keys of every file of the person's cases, none of which the law still keeps."""
    return {"documents_storedfile.key": erase_files(SUBJECT, cases)}


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go."""
    return [Evidence.objects.filter(case__in=cases), *rows_of_files(SUBJECT, cases)]
