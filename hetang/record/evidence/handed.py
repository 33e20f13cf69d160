"""What a party has handed in by themselves, and whether there is room for more: told of their own files alone."""

from collections.abc import Iterable

from django.db.models import Count, Sum

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import StoredFile, WrongKind, kind_label, uploads_from
from hetang.ground.journal.api import Event
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Party, events_of
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.rules import MB, Terms

PACK, SUBJECT = "portal", "case"
# What is kept with a file on its way, for the moment in which it is taken.
PARTY = "party"
# By the party's own page: a new piece of evidence, and one whose content is on record already. Both are told to the
# party alike: nobody learns by sending a file that somebody else handed in the same.
HAND_IN, HAND_IN_KNOWN = "hand_in_evidence", "hand_in_known"


def terms() -> Terms:
    """The terms in force."""
    return Terms.of(rulepacks.pack(PACK).body)


def handed_in(party: Party, events: Iterable[Event] | None = None) -> set[int]:
    """The pieces (keys) that the party handed in by themselves, by the matter's story (read anew where it is not
    given); whatever became of them since."""
    story = events_of(party.case) if events is None else events
    found = (e.body for e in story if e.verb in {HAND_IN, HAND_IN_KNOWN})
    return {body["evidence"] for body in found if body[PARTY] == party.pk}


def require_share(
    party: Party, keys: Iterable[int], *, files: int = 0, size: int = 0, through: Account | None = None
) -> None:
    """Raise `Invalid` where these pieces, so many `files` of `size` bytes more and what is on its way `through` a desk
    are more than one party may hand in."""
    rows = Evidence.objects.filter(pk__in=set(keys), case=party.case)
    kept = rows.aggregate(files=Count("pk"), size=Sum("file__size"))
    under_way = uploads_from(through, SUBJECT, party.case_id, {PARTY: party.pk}) if through else (0, 0)
    most = terms()
    if kept["files"] + under_way[0] + files > most.files or (kept["size"] or 0) + under_way[1] + size > most.total:
        raise Invalid(
            N_("网上一件事最多交 %(files)s 份材料，共 %(room)s MB，您的已经到了上限。"),
            then=N_("已经收到的都在；更多的请直接交给工作人员。"),
            files=most.files,
            room=most.total // MB,
        )


def require_kind(file: StoredFile) -> None:
    """Raise `WrongKind` for what is taken from staff alone."""
    if file.kind not in terms().kinds:
        raise WrongKind(
            N_("“%(name)s”是%(kind)s，网上只收照片和 PDF。"),
            then=N_("这类材料请直接交给工作人员。"),
            name=file.name,
            kind=kind_label(file.kind),
        )
