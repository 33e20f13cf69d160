"""What is known of a caller, and which cases may be the same matter."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, normalise_phone, persons_by_name, persons_by_phone
from hetang.flow.intake.access import (
    DECIDERS,
    RECEPTION,
    streets_of,
    visible_call_backs,
    visible_contacts,
    visible_flags,
)
from hetang.flow.intake.models import CallBack, CallerFlag, Contact, Draft
from hetang.flow.intake.rules import FEWEST_WORDS, SAME_REFERENCE, Seen, likely_same, words_of
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Answer, Case, Party, mark_titles, seen_of, visible_to
from hetang.record.finding.api import mark, nearest_cases

# Shorter numbers are still being typed, or are hotlines: 4 digits would find every shop of that ending.
LEAST_DIGITS = 10
PEOPLE, CASES, CONTACTS = 20, 8, 3
# Of how many parts in cases those eight are chosen: who rings daily has hundreds.
SEEN = 200
# Of the people of one name those recorded last, and of each group of people the newest parts in cases.
NAMESAKES, PARTS = 20, 50

IN_FORCE = {"state": CallerFlag.State.IN_FORCE}
OPEN = {"state__in": (CallBack.State.WAITING, CallBack.State.TOLD_UP)}
# Few are flagged or waited for: asked along with the people, and looked up only where there is something.
FLAGGED = Exists(CallerFlag.objects.filter(person=OuterRef("pk"), **IN_FORCE))
AWAITED = Exists(CallBack.objects.filter(person=OuterRef("pk"), **OPEN))


@dataclass(frozen=True)
class KnownCase:
    """A case of the caller: it, what was said last about it, and when."""

    case: Case
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Caller:
    """Who rings from a number, as far as the reader may know: open cases first, newest first."""

    people: list[Person] = field(default_factory=list)
    cases: list[KnownCase] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    flags: list[CallerFlag] = field(default_factory=list)
    call_back: CallBack | None = None


def is_whole_number(text: str) -> bool:
    """Whether a number is typed to its end."""
    digits = normalise_phone(text)
    return digits is not None and len(digits) >= LEAST_DIGITS


def caller_of(user: Account, number: str) -> Caller | None:
    """Who is known under the number, their cases that `user` sees, what else is on record; None for half a number.

    Named is only who takes part in a case that `user` sees, has a contact without a case there, waits for a call or is
    flagged; of everybody else it is answered as for a number that never rang. Seven queries at most, each along an
    index: it is asked while somebody types.
    """
    if not is_whole_number(number):
        return None
    people = list(persons_by_phone(number).exclude(key=b"").annotate(is_flagged=FLAGGED, is_awaited=AWAITED)[:PEOPLE])
    if not people:
        return Caller()
    ids = [person.pk for person in people]
    parts = Party.objects.filter(person__in=ids, case__in=visible_to(user)).order_by("-case__is_open", "-case_id")
    seen = list(parts.values_list("person_id", "case_id")[:SEEN])
    contacts = list(visible_contacts(user).filter(person__in=ids).select_related("by").order_by("-id")[:PEOPLE])
    flagged = _flags(user, [person.pk for person in people if person.is_flagged])
    waiting = _call_backs(user, [person.pk for person in people if person.is_awaited])
    known = {person for person, _case in seen}
    known |= {c.person_id for c in contacts} | {f.person_id for f in flagged} | {b.person_id for b in waiting}
    return Caller(
        people=[person for person in people if person.pk in known],
        cases=_cases(user, list(dict.fromkeys(case for _person, case in seen))[:CASES]),
        contacts=contacts[:CONTACTS],
        flags=flagged,
        call_back=waiting[0] if waiting else None,
    )


def _flags(user: Account, people: Sequence[int]) -> list[CallerFlag]:
    if not people:
        return []
    flags = visible_flags(user).filter(person__in=people, **IN_FORCE, until__gte=clock.today())
    return list(flags.select_related("handler"))


def _call_backs(user: Account, people: Sequence[int]) -> list[CallBack]:
    if not people:
        return []
    return list(visible_call_backs(user).filter(person__in=people, **OPEN).order_by("due_at")[:PEOPLE])


def _cases(user: Account, keys: Sequence[int]) -> list[KnownCase]:
    """These cases, which `user` sees, with their last words."""
    if not keys:
        return []
    cases = list(Case.objects.filter(pk__in=keys).select_related("unit", "assignee").order_by("-is_open", "-id"))
    mark_titles(user, cases)
    columns = ("case_id", "at", "text")
    said = Contact.objects.filter(case__in=keys).exclude(text="").values_list(*columns)
    answered = Answer.objects.filter(case__in=keys).values_list(*columns)
    last = {case: (text, at) for case, at, text in said.union(answered).order_by("at")}
    return [KnownCase(case, *last.get(case.pk, (case.summary, case.registered_at))) for case in cases]


@dataclass(frozen=True)
class Asked:
    """What the form says so far, of a matter that may be known already."""

    text: str = ""
    phone: str = ""
    applicant: str = ""
    respondent: str = ""
    community: str = ""
    category: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Duplicate:
    """A case that may be the same matter, and why (message ids)."""

    case: Case
    reasons: tuple[str, ...]


def likely_duplicates(user: Account, asked: Asked, most: int = 4) -> list[Duplicate]:
    """Cases of these days that may be the same matter, the likeliest first; of those that `user` sees."""
    rules = rulepacks.pack("intake").body["duplicates"]
    since = clock.now() - timedelta(days=int(rules["days"]))
    words = words_of(asked.text)
    callers, shares = _of_people(asked)
    # The newest of the people's cases, and those told in the nearest words.
    keys = sorted({*callers, *shares}, reverse=True)[:PEOPLE] + _nearest(user, asked, words, since, int(rules["among"]))
    rows = seen_of(user, keys).filter(registered_at__gte=since).select_related("unit", "assignee")
    known = {case.pk: case for case in rows}
    seen = [
        Seen(case.pk, words_of(case.summary), case.community, case.category, case.pk in callers, shares.get(case.pk, 0))
        for case in known.values()
    ]
    found = likely_same(words, asked.community, asked.category, seen, least=int(rules["likeness_percent"]) / 100)
    shown = _of_reference(user, asked)
    told = {each.case.pk for each in shown}
    shown += [Duplicate(known[each.key], each.reasons) for each in found[:most] if each.key not in told]
    mark_titles(user, [each.case for each in shown])
    return shown


def _nearest(user: Account, asked: Asked, words: frozenset[str], since: datetime, among: int) -> list[int]:
    """Cases of the community told in the nearest words, of everywhere where it is not known; none for a handful of words."""
    if len(words) < FEWEST_WORDS:
        return []
    here = [mark("c", asked.community)] if asked.community else []
    return nearest_cases(user, words, since=timezone.localtime(since).date(), all_of=here, most=among)


def _of_people(asked: Asked) -> tuple[set[int], dict[int, int]]:
    """Cases of the caller's number, and in how many cases how many of the people named take part. Three queries."""
    of_number = list(persons_by_phone(asked.phone).exclude(key=b"")[:PEOPLE]) if is_whole_number(asked.phone) else []
    callers, *of_names = _newest_cases([of_number, *_namesakes(asked.applicant, asked.respondent)])
    shares = Counter(case for cases in of_names for case in cases)
    # One namesake proves nothing unless the number is the caller's too.
    return callers, {case: n for case, n in shares.items() if n > 1 or case in callers}


def _namesakes(*names: str) -> list[list[Person]]:
    """The newest people of exactly each name; nobody for a single sign: 王 alone is everybody."""
    told = ["".join(name.split()) for name in names]
    asked = [persons_by_name(name) for name in told if len(name) > 1]
    people = list(reduce(or_, asked)[: NAMESAKES * len(asked)]) if asked else []
    return [[p for p in people if len(name) > 1 and "".join(p.name.split()) == name] for name in told]


def _newest_cases(groups: list[list[Person]]) -> list[set[int]]:
    """Of each group of people the newest cases in which they take part. One query."""
    parts = [
        Party.objects.filter(person__in=people).annotate(group=Value(n)).order_by("-case_id")[:PARTS]
        for n, people in enumerate(groups)
        if people
    ]
    found: list[set[int]] = [set() for _ in groups]
    if parts:
        first, *others = (part.values_list("group", "case_id") for part in parts)
        for group, case in first.union(*others, all=True) if others else first:
            found[group].add(case)
    return found


def _of_reference(user: Account, asked: Asked) -> list[Duplicate]:
    """The case of the sender's own number: a letter that was passed down twice."""
    if not asked.reference.strip():
        return []
    # The index begins with the street.
    rows = Contact.objects.filter(street__in=streets_of(user, *RECEPTION), reference=asked.reference.strip())
    rows = rows.filter(case__in=visible_to(user))
    found = rows.select_related("case__unit", "case__assignee").order_by("-id").first()
    return [Duplicate(found.case, (SAME_REFERENCE,))] if found and found.case else []


def drafts_of(user: Account) -> list[Draft]:
    """What this person began and did not send, the last touched first."""
    return list(Draft.objects.filter(account=user).order_by("-saved_at"))


def draft_of(user: Account, submission: str) -> Draft | None:
    """One of them."""
    return Draft.objects.filter(account=user, submission=submission).first() if submission else None


def news_waiting(user: Account) -> QuerySet[Contact]:
    """What was told anew about closed cases where `user` decides, and nobody has taken up or passed over since."""
    rows = Contact.objects.filter(street__in=streets_of(user, *DECIDERS), news=True, case__is_open=False)
    # What was told before the case was taken up again was looked at then.
    rows = rows.filter(Q(case__reopened_at=None) | Q(at__gt=F("case__reopened_at")), case__in=visible_to(user))
    return rows.select_related("case").order_by("-id")
