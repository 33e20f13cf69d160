"""What a text suggests for the registration's fields, by the street's own words. Nothing is kept and nothing is logged.

The `words` process is asked first; where it is down or slow the same words are looked for here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from hetang.commons.people.api import find_numbers, mask_phone
from hetang.commons.places.api import Place, places_of
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept
from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.words.api import MOST_SIGNS, Choice, Lexicons, Spot, Suggestion, ask
from hetang.record.cases.api import KINDS

SPOT_KINDS = (Place.Kind.COMMUNITY, Place.Kind.ESTATE, Place.Kind.MARKET, Place.Kind.ROAD, Place.Kind.BUILDING)
# What a community is called without its last word: too short a rest may be any word.
_ENDINGS = ("社区", "居委会", "小区", "农贸市场")
_SHORTEST = 2
# The other side's number stands behind words like these.
_THEIRS = ("对方", "房东", "卖家", "老板", "他的", "她的", "物业", "商家", "公司")
_lexicons: Kept[Lexicons] = Kept()


def suggestions_for(text: str, street: str) -> list[Suggestion]:
    """At most three suggestions of each field, the surest first; for an empty text none."""
    found = ask(text, lexicons_of(street), clock.today(), settings.WORDS_ADDRESS)
    return [*found, *_phones(text[:MOST_SIGNS])]


def lexicons_of(street: str) -> Lexicons:
    """The words of a street, as this process keeps them for half a minute."""
    return _lexicons.get(street, lambda: _read(street))


def _read(street: str) -> Lexicons:
    words, categories = rulepacks.pack("lexicon").body, rulepacks.pack("categories").body
    return Lexicons(
        choices={
            "category": categories_with_words(words, categories),
            "kind": [_choice(entry, KINDS[entry["key"]].title) for entry in words["kinds"] if entry["key"] in KINDS],
            "relation": [_choice(entry, entry["label"]) for entry in words["entries"]],
            "urgency": [_choice(entry, entry["label"]) for entry in words["urgency"]],
        },
        spots=[spot for place in places_of(street, *SPOT_KINDS) for spot in _spots(place)],
        surnames=words["surnames"],
        titles=words["titles"],
        roles=words["roles"],
    )


def _choice(entry: Mapping[str, Any], label: Any) -> Choice:
    return Choice(entry["key"], label, dict.fromkeys(entry["words"], 1.0))


def categories_with_words(words: Mapping[str, Any], pack: Mapping[str, Any]) -> list[Choice]:
    """Each kind of dispute with its words, those of its topics and those of the lexicon; a longer word says more."""
    spoken: dict[str, set[str]] = {entry["key"]: set(entry["words"]) for entry in pack["entries"]}
    for topic in pack["topics"]:
        for key in topic["fits"]:
            spoken[key] |= set(topic["words"])
    for entry in words["categories"]:
        if entry["key"] in spoken:
            spoken[entry["key"]] |= set(entry["words"])
    labels = {entry["key"]: entry["label"] for entry in pack["entries"]}
    return [Choice(key, labels[key], {w: _weight(w) for w in sorted(found)}) for key, found in spoken.items() if found]


def _weight(word: str) -> float:
    return 1.0 + 0.5 * max(0, len(word) - 2)


def _spots(place: Place) -> Iterable[Spot]:
    """A place under each of its names; a community also without its last word."""
    is_community = place.kind == Place.Kind.COMMUNITY
    community = place.code if is_community else place.community
    names = {place.name_zh, *place.aliases}
    for ending in _ENDINGS:
        bare = place.name_zh.removesuffix(ending)
        if bare != place.name_zh and len(bare) >= _SHORTEST:
            names.add(bare)
    for name in sorted(names):
        # A place inside a community is called after it, so its own label says which it is.
        label = place.name if is_community else {k: f"{v}" for k, v in place.name.items()}
        yield Spot(name, community, label, is_exact=is_community and name == place.name_zh)


def _phones(text: str) -> list[Suggestion]:
    """Telephones in the text; one that is the other side's by the words before it."""
    found = []
    for number in find_numbers(text):
        if number.kind == "phone":
            theirs = any(word in text[max(0, number.start - 8) : number.start] for word in _THEIRS)
            field, sure = ("respondent_phone", 0.8) if theirs else ("applicant_phone", 0.7)
            reason = N_("文字里有电话号码")
            found.append(
                Suggestion(field, number.value, mask_phone(number.value), sure, reason, number.start, number.end)
            )
    return found
