"""Reading a mediation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hetang.commons.alliance import api as alliance
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, Party, once
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.models import Attempt, Mediation, Settlement
from hetang.services.mediation.rules import PEOPLE, Answer, has_refusal, is_everyone_willing


def mediation_of(case: Case) -> Mediation | None:
    """The case's mediation, if one was opened."""
    return Mediation.objects.filter(case=case).first()


def is_ended(case: Case) -> bool:
    """The mediation has a result, and one that is newer than the last reopening."""
    found = once(case, mediation_of)
    if found is None or found.state not in MEDIATION.final or found.ended_at is None:
        return False
    return case.reopened_at is None or found.ended_at >= case.reopened_at


def is_untouched(case: Case) -> bool:
    """No session was held and no result recorded: at most people were asked."""
    return not Mediation.objects.filter(case=case).exclude(begun_at=None, ended_at=None, round=1).exists()


def answers_of(mediation: Mediation, parties: Sequence[Party]) -> list[Answer]:
    """What each side said of mediation in this round, oldest first; a relative speaks for the side they stand by.

    For a side without full capacity the guardian decides (民法典 §19–20, §22–23): theirs is that side's own word, whatever
    the minor or a representative says.
    """
    today, known = clock.today(), {p.pk: p for p in parties}
    minors = {p.pk for p in parties if p.of_id is None and p.capacity_on(today) != cases.FULL}
    rows = mediation.attempts.filter(at__gte=mediation.opened_at).exclude(effect="").order_by("at", "id")
    return [Answer(p.principal_id, a.effect, _is_own(p, minors)) for a in rows if (p := known.get(a.party_id))]


def _is_own(speaker: Party, minors: Collection[int]) -> bool:
    if speaker.principal_id in minors:
        return speaker.role == Party.Role.GUARDIAN and speaker.capacity_on(clock.today()) == cases.FULL
    return speaker.role != Party.Role.RELATIVE


def facts(mediation: Mediation, parties: list[Party]) -> dict[str, bool]:
    """What the lifecycle's needs ask. One query."""
    answers = answers_of(mediation, parties)
    sides = [p.pk for p in parties if p.role in {Party.Role.APPLICANT, Party.Role.RESPONDENT}]
    # Who applied has consented to people's mediation by applying; to another regime they are asked.
    applied = Party.Role.APPLICANT if mediation.regime == PEOPLE else None
    applicants = [p.pk for p in parties if p.role == applied]
    case = mediation.case
    return {
        "rights_told": mediation.rights_told_at is not None,
        "parties_willing": is_everyone_willing(sides, applicants, answers),
        "nobody_refused": not has_refusal(answers),
        "guarded": not cases.without_guardian(parties, clock.today()),
        "officered": not cases.without_officer(parties),
        "police_told": cases.is_police_told(case),
        "case_reopened": bool(
            case.state == "in_progress"
            and case.reopened_at
            and mediation.ended_at
            and case.reopened_at > mediation.ended_at
        ),
    }


def attempts_of(mediation: Mediation) -> QuerySet[Attempt]:
    """Every attempt, newest first."""
    return mediation.attempts.select_related("party__person").order_by("-at", "-id")


def settlements_of(case: Case) -> list[Settlement]:
    """What was settled, round by round."""
    return list(Settlement.objects.filter(mediation__case=case).order_by("round"))


def settlement_of(mediation: Mediation) -> Settlement | None:
    """What was settled in the current round."""
    return next((s for s in once(mediation.case, settlements_of) if s.round == mediation.round), None)


def regime_of(mediation: Mediation) -> dict[str, Any]:
    """The entry of the pack `regimes` under which the mediation is held."""
    found = rulepacks.entry("regimes", mediation.regime)
    assert found is not None, mediation.regime
    return found


PROCEDURE = "procedure"
# Before the id of a clause in the grounds of a settlement.
CLAUSE = "clause:"


@dataclass(frozen=True)
class Ground:
    """Something to point at: an article of law or a clause of the community's covenant. Texts are {zh, en}."""

    key: str
    label: dict[str, str]
    text: dict[str, str]
    fits: frozenset[str]
    gloss: str = ""


def grounds_for(case: Case, topics: set[str] | None = None) -> list[Ground]:
    """Covenant clauses and articles that fit the case's category and its topics, the nearest first."""
    wanted = topics_of(case) if topics is None else topics
    clauses = alliance.clauses_for(case.community, wanted) if case.community else []
    law = [entry for entry in rulepacks.entries("statutes") if wanted & set(entry["fits"])]
    return [*map(_of_clause, clauses), *map(_of_article, law)]


def quoted_grounds(settlement: Settlement) -> list[Ground]:
    """What a settlement points at, in the words of its own time: covenant and law may have changed since."""
    ids = {int(key.removeprefix(CLAUSE)) for key in settlement.grounds if key.startswith(CLAUSE)}
    clauses = alliance.clauses_by_key(ids)
    day = timezone.localdate(settlement.effective_at)
    law = {entry["key"]: entry for entry in rulepacks.pack("statutes", on=day).body["entries"]}
    found = []
    for key in settlement.grounds:
        if key.startswith(CLAUSE) and (clause := clauses.get(int(key.removeprefix(CLAUSE)))):
            found.append(_of_clause(clause))
        elif key in law:
            found.append(_of_article(law[key]))
    return found


def _of_clause(c: alliance.Clause) -> Ground:
    label = {"zh": f"{c.covenant.title_zh}第 {c.number} 条", "en": f"{c.covenant.title_en} §{c.number}"}
    return Ground(f"{CLAUSE}{c.pk}", label, c.text, frozenset(c.fits))


def _of_article(entry: Mapping[str, Any]) -> Ground:
    text = entry["text"].strip()
    return Ground(
        entry["key"], entry["label"], {"zh": text, "en": text}, frozenset(entry["fits"]), gloss=entry["gloss"]
    )


def topics_of(case: Case) -> set[str]:
    """The case's category and the narrower topics whose words stand in the text."""
    wanted = {case.category}
    for topic in rulepacks.pack("categories").body.get("topics", []):
        if any(word in case.summary for word in topic.get("words", ())):
            wanted.add(topic["key"])
    return wanted


def grounds_at_hand(case: Case) -> tuple[list[Ground], list[Ground]]:
    """What fits the case, and what else holds for every mediation. One query for both."""
    wanted = topics_of(case)
    grounds = grounds_for(case, wanted | {PROCEDURE})
    return [g for g in grounds if g.fits & wanted], [g for g in grounds if not g.fits & wanted]
