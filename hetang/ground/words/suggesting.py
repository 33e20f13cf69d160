"""Suggestions from a text, without training: by words and patterns only. Plain Python."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from hetang.ground.lib.labels import N_
from hetang.ground.lib.references import MARK
from hetang.ground.words.dates import find_dates
from hetang.ground.words.lexicons import Lexicons
from hetang.ground.words.people import find_people
from hetang.ground.words.suggestion import Suggestion
from hetang.ground.words.sums import find_sums
from hetang.ground.words.tokens import composed

# What is read of a text, and how many suggestions of one field are given.
MOST_SIGNS = 5000
MOST_OF_A_FIELD = 3
_DOOR = re.compile(
    r"[\s]*(?:[0-9０-９一二三四五六七八九十百A-Za-z\-－]{1,6}\s*(?:期|区|幢|栋|座|号楼|单元|室|层|楼|户|号|弄|巷)[\s]*){1,5}"
)
# A road or an estate that the street's own list does not know.
_ROAD = re.compile(r"[\u4e00-\u9fff]{2,5}?(?:大道|路|街|巷|弄)(?=[0-9０-９与和到口]|[\u4e00-\u9fff])(?:[0-9０-９]+号)?")
_NO_ROAD = re.compile(
    r"马路|公路|道路|网路|思路|铁路|电路|问路|带路|走路|一路|半路|逛街|上街|大街|条路|修路|让路|段路|线路|水路|街道|街上|路上|路面|路边|路口|路灯|路段|此路|该路|沿路|堵路"
)


def suggest(text: str, lexicons: Lexicons, base: date) -> list[Suggestion]:
    """At most three suggestions of each field, the surest first; `base` is the day from which 昨天 is counted."""
    text = MARK.sub(lambda mark: " " * len(mark[0]), composed(text[:MOST_SIGNS]))
    if not text.strip():
        return []
    found = [
        *_by_words(text, lexicons),
        *_places(text, lexicons),
        *find_people(text, lexicons),
        *find_sums(text),
        *find_dates(text, base),
    ]
    return _surest(found)


def _surest(found: Iterable[Suggestion]) -> list[Suggestion]:
    """Each value once, those of a field by confidence, then by where they stand."""
    fields: dict[str, dict[str, Suggestion]] = defaultdict(dict)
    for each in found:
        same = fields[each.field].get(each.value)
        if same is None or each.confidence > same.confidence:
            fields[each.field][each.value] = each
    ranked = {name: sorted(v.values(), key=lambda s: (-s.confidence, s.start)) for name, v in fields.items()}
    return [each for listed in ranked.values() for each in listed[:MOST_OF_A_FIELD]]


def _by_words(text: str, lexicons: Lexicons) -> Iterator[Suggestion]:
    """The choices whose words stand in the text, by the weight of those words against all that were found."""
    for field, words in lexicons.words_of.items():
        weights: dict[int, float] = defaultdict(float)
        first: dict[int, tuple[float, str]] = {}
        for word, speaks in words:
            if word in text:
                for at, weight in speaks:
                    weights[at] += weight
                    if weight > first.get(at, (0.0, ""))[0]:
                        first[at] = (weight, word)
        total = sum(weights.values())
        for at, weight in weights.items():
            choice, word = lexicons.choices[field][at], first[at][1]
            # One word alone is a hint; several that agree are more; words for something else take away.
            sure = (weight / total) * (1 - 0.5 ** (weight + 0.5))
            start = text.index(word)
            yield Suggestion(
                field, choice.value, choice.label, round(sure, 2), N_("说到“%(word)s”"), start, start + len(word)
            )


def _places(text: str, lexicons: Lexicons) -> Iterator[Suggestion]:
    known: list[tuple[int, int]] = []
    if lexicons.spot_pattern is not None:
        for found in lexicons.spot_pattern.finditer(text):
            spot = lexicons.spots_by_name[found[0]]
            start, end = found.span()
            door = _DOOR.match(text, end)
            end = door.end() if door else end
            known.append((start, end))
            if spot.community:
                yield Suggestion(
                    "community",
                    spot.community,
                    spot.label,
                    0.9 if spot.is_exact else 0.8,
                    N_("说到“%(word)s”"),
                    *found.span(),
                )
            if not spot.is_exact or door:
                place = text[start:end].strip()
                yield Suggestion("place_text", place, place, 0.85, N_("说到“%(word)s”"), start, start + len(place))
    for found in _ROAD.finditer(text):
        start, end = found.span()
        if _NO_ROAD.search(text[start : end + 1]) or any(start < stop and end > begun for begun, stop in known):
            continue
        yield Suggestion("place_text", found[0], found[0], 0.4, N_("像是路名“%(word)s”"), start, end)
