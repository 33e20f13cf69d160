"""Other cases let go of one whose file is destroyed: nothing may point at what is no longer there."""

from django.db import transaction
from django.db.models import F, Q

from hetang.record.cases.models import Case
from hetang.record.cases.writing import lock, tell


@transaction.atomic
def detach_from(case: Case) -> None:
    """End what ties others to `case`: members of its cluster, its own lead, what a petition was turned into.

    Each of them keeps one event with the number of the destroyed file, since the link was part of its story.
    """
    linked = Case.objects.filter(Q(part_of=case) | Q(origin=case)).order_by("id")
    for each in linked:
        other = lock(each, moving=True)
        if other.part_of_id == case.pk:
            other.part_of = None
        if other.origin_id == case.pk:
            other.origin = None
        other.save(update_fields=["part_of", "origin"])
        tell(other, "detach", by=None, body={"number": case.number})
    if case.part_of_id is not None:
        lead = lock(Case(pk=case.part_of_id), moving=True)
        Case.objects.filter(pk=lead.pk).update(members=F("members") - 1)
        tell(lead, "detach", by=None, body={"number": case.number})
