"""The consumer that keeps the entries: whatever happened to a case, it is read again as it stands now.

Events hold no words, so nothing is folded out of them: they say which cases to look at. An entry remembers how far the
case's story went when it was read, and events up to there ask for nothing more, in a rebuild neither.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from hetang.ground.journal.api import Event, lengths, openings
from hetang.ground.lib.labels import ERASED
from hetang.ground.words.api import index_tokens
from hetang.record.cases.api import GLASS, STREAM, Answer, Case, CaseAccess
from hetang.record.finding.facets import WIDE, facets_of
from hetang.record.finding.models import Entry

_PUT = """
    INSERT INTO finding_entry (case_id, seq, words, facets)
    SELECT k, s, to_tsvector('simple', w), string_to_array(f, ' ')
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[]) AS given (k, s, w, f)
    ON CONFLICT (case_id) DO UPDATE SET seq = EXCLUDED.seq, words = EXCLUDED.words, facets = EXCLUDED.facets
"""
_SPAN = """
    INSERT INTO finding_band AS b (number, first_day, last_day)
    SELECT k >> %s, min(d), max(d) FROM unnest(%s::bigint[], %s::date[]) AS given (k, d) GROUP BY 1 ORDER BY 1
    ON CONFLICT (number) DO UPDATE
    SET first_day = least(b.first_day, EXCLUDED.first_day), last_day = greatest(b.last_day, EXCLUDED.last_day)
    WHERE b.first_day > EXCLUDED.first_day OR b.last_day < EXCLUDED.last_day
"""
_DROP = "DELETE FROM finding_entry WHERE case_id = ANY(%s)"
AT_ONCE = 500
# What is left of a number in a title: no word, and half of somebody's number.
_MASK = re.compile(r"[0-9X]*\*{2,}[0-9X]*")


@dataclass(frozen=True)
class Read:
    """One case read for its entry."""

    case: int
    seq: int
    tokens: str
    facets: list[str]
    on: date


class Entries:
    """Keeps one entry a case that is there and whose words have not been erased."""

    tables: Sequence[str] = ("finding_entry",)

    def apply(self, events: Sequence[Event]) -> None:
        """Read again the cases of these events that have news."""
        latest: dict[int, int] = defaultdict(int)
        for event in events:
            if event.stream_kind == STREAM:
                latest[event.stream_key] = max(latest[event.stream_key], event.seq)
        known = dict(Entry.objects.filter(pk__in=latest).values_list("pk", "seq"))
        stale = sorted(key for key, seq in latest.items() if known.get(key, 0) < seq)
        for begin in range(0, len(stale), AT_ONCE):
            self.put(stale[begin : begin + AT_ONCE])

    def put(self, keys: list[int]) -> None:
        """Read these cases and keep what they are found by; drop the entries of those that are gone or erased."""
        found = {row.case: row for row in read_cases(keys)}
        with connection.cursor() as cursor:
            gone = [key for key in keys if key not in found]
            if gone:
                cursor.execute(_DROP, [gone])
            if found:
                rows = [(r.case, r.seq, r.tokens, " ".join(r.facets)) for r in found.values()]
                cursor.execute(_PUT, [list(column) for column in zip(*rows, strict=True)])
                cursor.execute(_SPAN, [WIDE, list(found), [row.on for row in found.values()]])


def read_cases(keys: Collection[int]) -> Iterator[Read]:
    """What these cases are found by now; nothing for those that are gone or erased."""
    # How far the story goes is read first: what happens meanwhile comes as an event that is newer than this.
    seqs, channels, grants, more = lengths(STREAM, keys), _channels(keys), _grants(keys), _marks(keys)
    answers = _answers(keys)
    for case in Case.objects.filter(pk__in=keys).order_by("pk"):
        if case.summary == ERASED:
            continue
        held, on = grants[case.pk], timezone.localtime(case.registered_at).date()
        yield Read(
            case=case.pk,
            seq=seqs[case.pk],
            tokens=index_tokens(
                "\n".join([_MASK.sub(" ", case.title), case.summary, case.place_text, *answers[case.pk]])
            ),
            facets=more[case.pk]
            + facets_of(
                case,
                on=on,
                channel=channels.get(case.pk, ""),
                accounts=held["account"],
                units=held["unit"],
            ),
            on=on,
        )


def _marks(keys: Collection[int]) -> dict[int, list[str]]:
    """What rooms above know a case by (settings.FINDING_MARKS: keys -> {case: marks})."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in settings.FINDING_MARKS:
        for key, marks in import_string(path)(keys).items():
            found[key] += marks
    return found


def _answers(keys: Collection[int]) -> dict[int, list[str]]:
    """What the reporters were answered. Notes are left out: three times as many words, and nearly all of them routine."""
    found: dict[int, list[str]] = defaultdict(list)
    for case, text in Answer.objects.filter(case__in=keys).exclude(text=ERASED).values_list("case_id", "text"):
        found[case].append(text)
    return found


def _channels(keys: Collection[int]) -> dict[int, str]:
    """How each case came in: the first event of its story says it."""
    return {key: str(body.get("channel", "")) for key, body in openings(STREAM, keys).items()}


def _grants(keys: Collection[int]) -> dict[int, dict[str, set[int]]]:
    """The accounts and units that hold a grant in force. Broken glass opens no list."""
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: {"account": set(), "unit": set()})
    rows: Any = CaseAccess.objects.filter(case__in=keys, until=None).exclude(role=GLASS)
    for case, account, unit in rows.values_list("case_id", "account_id", "unit_id"):
        found[case]["account" if account else "unit"].add(account or unit)
    return found
