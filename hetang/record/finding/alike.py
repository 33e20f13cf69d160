"""Which cases are told in nearly the same words: asked by the rarest words of a text, nearest first.

Words that stand everywhere tell no two matters apart and are most of what there is to read. How rare a word is the
database counts for its own plans (`pg_stats`): a share of the rows for the thousand commonest words, nothing for others.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import connection

from hetang.commons.accounts.api import Account
from hetang.ground.journal.api import unread
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept
from hetang.record.cases.api import STREAM
from hetang.record.finding.facets import REGISTERED, days
from hetang.record.finding.queries import CONSUMER, scope_marks

# Words asked for have together no more than this share of the entries; so many are asked for in any case.
SHARE, FEWEST = 0.05, 3
# Cases with unread news that are looked at too; the worker is seldom more than a handful behind.
NEWS = 50
_WORDS = """
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = 'finding_entry' AND attname = 'words'
"""
# The share of the words that is there, of the shorter text's words. `ts_rank` of words joined by | is that share of the
# longer, but for a constant.
_NEAREST = """
    SELECT case_id, ts_rank(words, to_tsquery('simple', %(all)s)) / least(%(count)s, length(words)) AS near
    FROM finding_entry WHERE facets && %(scopes)s::varchar[] AND facets && %(days)s::varchar[] {marks}
      AND words @@ to_tsquery('simple', %(rare)s)
    ORDER BY near DESC, case_id DESC LIMIT %(most)s
"""
_kept: Kept[Mapping[str, float]] = Kept()


def nearest_cases(
    user: Account, words: Collection[str], *, since: date, all_of: Collection[str] = (), most: int
) -> list[int]:
    """Keys of `most` cases of `user`'s scope registered since that day whose texts share most of `words` (tokens), and
    of those with unread news. Candidates only: look at each in `visible_to`. Three queries; `all_of`: marks they have."""
    scopes = scope_marks(user)
    if not scopes or not words:
        return []
    asked: dict[str, Any] = {
        "all": _any_of(words),
        "rare": _any_of(rarest(words, common_words(), share=1.0 if all_of else SHARE)),
        "days": days(REGISTERED, since, clock.today()),
        "count": len(words),
        "most": most,
        "scopes": scopes,
        "marks": list(all_of),
    }
    with connection.cursor() as cursor:
        # Having all of no marks would be a walk over everything.
        cursor.execute(_NEAREST.format(marks="AND facets @> %(marks)s::varchar[]" if all_of else ""), asked)
        nearest = [key for key, _near in cursor.fetchall()]
    return list(dict.fromkeys([*nearest, *unread(CONSUMER, STREAM, NEWS)]))


def common_words() -> Mapping[str, float]:
    """The commonest words of the entries, each with its share of them; nothing where the database has not counted yet."""
    return _kept.get("words", _counted)


def _counted() -> Mapping[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(_WORDS)
        row = cursor.fetchone()
    # Behind the shares of the words stand the least and the greatest of them.
    return dict(zip(row[0], row[1], strict=False)) if row and row[0] else {}


def rarest(words: Collection[str], common: Mapping[str, float], *, share: float) -> list[str]:
    """The rarest of `words` that together have no more than `share` of the texts, but FEWEST at least."""
    chosen: list[str] = []
    total = 0.0
    for word in sorted(words, key=lambda word: (common.get(word, 0.0), word)):
        total += common.get(word, 0.0)
        if total > share and len(chosen) >= FEWEST:
            break
        chosen.append(word)
    return chosen


def _any_of(words: Collection[str]) -> str:
    # Tokens are letters, digits and signs: nothing to escape.
    return " | ".join(f"'{word}'" for word in sorted(words))
