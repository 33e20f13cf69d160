"""Reads for the pages: consents of a case's people, requests, what the law still keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.ground.journal import api as journal
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, Party
from hetang.record.rights import access
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Consent, Request

# States in which no law asks to keep the case once its term, if it has one, is over.
_FINISHED = ("archived", "voided")


@dataclass(frozen=True)
class Keeper:
    """A case that keeps a person's data by law: why (`request_grounds`), and until when where that is known."""

    case: int
    number: str
    ground: str
    until: date | None


def keepers_of(person: Person, street: str = "") -> list[Keeper]:
    """The cases for which this person's data must be kept today, oldest first.

    With `street` also every case of another street, whatever its state: only that street may decide over it.
    """
    cases = list(Case.objects.filter(parties__person=person).distinct().order_by("id"))
    filed = {c.pk: c for c in cases if c.state in _FINISHED}
    kept: dict[int, date | None] = {}
    for path in settings.FILES_KEPT:
        kept |= import_string(path)(list(filed))
    found = []
    for case in cases:
        if street and case.street != street:
            found.append(Keeper(case.pk, case.number, "other_street", None))
        elif case.pk not in filed:
            found.append(Keeper(case.pk, case.number, "ongoing", None))
        elif case.pk in kept:
            found.append(Keeper(case.pk, case.number, "archive_duty", kept[case.pk]))
    return found


def cases_of(person: Person) -> QuerySet[Case]:
    """Every case this person takes part in."""
    return Case.objects.filter(parties__person=person).distinct().order_by("id")


def consents_in(case: Case) -> QuerySet[Consent]:
    """What the people of a case were told and agreed to, the latest last."""
    return Consent.objects.filter(case=case).order_by("given_at", "id")


def consents_column() -> ArraySubquery:
    """For `PARTY_COLUMNS`: what a party was told in this case, the latest last, as the fields of `Standing`."""
    mine = Consent.objects.filter(case=OuterRef("case_id"), person=OuterRef("person_id")).order_by("id")
    fields = {name: name for name in ("pk", "notice", "version", "basis", "means", "given_at", "withdrawn_at")}
    return ArraySubquery(mine.values(json=JSONObject(**fields)))


@dataclass(frozen=True)
class Standing:
    """A consent as the case page shows it."""

    pk: int
    notice: str
    version: int
    basis: str
    means: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Agreement:
    """Where one party stands with one notice: `consent` is the latest on record, or None."""

    party: Party
    notice: str
    label: dict[str, str]
    consent: Standing | None
    current: int
    needs_guardian: bool

    @property
    def status(self) -> str:
        """`missing`, `given` (the wording in force), `older` (an earlier wording) or `withdrawn`."""
        if self.consent is None:
            return "missing"
        if self.consent.withdrawn_at is not None:
            return "withdrawn"
        return "given" if self.consent.version == self.current else "older"


def agreements(parties: Iterable[Party]) -> list[Agreement]:
    """Each party × each notice, in the pack's order, from parties as `parties_of` reads them. Asks nothing more."""
    pack = rulepacks.pack("notices")
    found = []
    for party in parties:
        latest = {told["notice"]: _standing(told) for told in party.told}  # type: ignore[attr-defined]
        for entry in pack.body["entries"]:
            needs_guardian = bool(entry.get("needs_guardian"))
            consent = latest.get(entry["key"])
            found.append(Agreement(party, entry["key"], entry["label"], consent, pack.version, needs_guardian))
    return found


def _standing(told: dict[str, Any]) -> Standing:
    ended = told["withdrawn_at"]
    moments = {
        "given_at": datetime.fromisoformat(told["given_at"]),
        "withdrawn_at": datetime.fromisoformat(ended) if ended else None,
    }
    return Standing(**{**told, **moments})


def has_agreed(person: Person, notice: str, case: Case) -> bool:
    """Whether `notice` was given in this case and stands: agreed to or resting on a duty, and not withdrawn."""
    return Consent.objects.filter(person=person, case=case, notice=notice, withdrawn_at=None).exists()


@dataclass(frozen=True)
class RequestOffer:
    """A verb that this person may do now on a request; `missing` says what is still needed (message ids)."""

    verb: str
    label: str
    noun: str
    missing: list[str]


def open_requests(user: Account) -> QuerySet[Request]:
    """Requests that wait for somebody, what is due first first."""
    return access.visible_requests(user).filter(is_open=True).select_related("person").order_by("due_at", "id")


def story_of(request: Request) -> list[journal.Event]:
    """What happened to the request, first to last."""
    return list(journal.story("request", request.pk))


def moves_from(request: Request) -> list[str]:
    """Verbs that leave the request's state."""
    return [move.verb for move in REQUEST.from_state(request.state)]
