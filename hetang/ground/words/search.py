"""From a text to what is stored for it, and from what was typed to a question about it. Plain Python.

`to_tsvector('simple', index_tokens(text)) @@ to_tsquery('simple', query(typed))`: both sides are made of the same
tokens, so PostgreSQL needs no parser or dictionary for Chinese.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from hetang.ground.words.tokens import MOST_TOKENS, Token, composed, is_sign, tokens

# Words of a question, and tokens of one word: whoever pastes a letter into the search box is searching its beginning.
MOST_WORDS = 8
MOST_OF_A_WORD = 40
_PARTS = re.compile(r"[\"“”„]([^\"“”„]*)[\"“”„]|[「『]([^」』]*)[」』]|([^\s\"“”„「」『』]+)")


@dataclass(frozen=True)
class Phrase:
    """Tokens that must stand side by side; `is_open`: the last one is a single sign and may begin a token."""

    tokens: tuple[str, ...]
    is_open: bool

    def as_query(self) -> str:
        """The phrase in the language of `to_tsquery`. Tokens are letters, digits and signs only: nothing to escape."""
        words = [f"'{token}'" for token in self.tokens]
        return " <-> ".join([*words[:-1], f"{words[-1]}:*" if self.is_open else words[-1]])


def index_tokens(text: str) -> str:
    """The tokens of `text` with a blank between them, for `to_tsvector('simple', …)`; the first 16,000."""
    return " ".join(token.text for token in islice(tokens(text), MOST_TOKENS))


def query(typed: str) -> str:
    """What was typed as a text for `to_tsquery('simple', …)`; "" where it holds nothing that can be searched.

    Words parted by blanks must all be there; what stands in quotes, and each word by itself, must stand side by side.
    A single sign is found at every place, at the cost of reading every token that begins with it.
    """
    return " & ".join(phrase.as_query() for phrase in phrases(typed))


def phrases(typed: str) -> list[Phrase]:
    """The phrases of a question, each once, in their order."""
    parts = ("".join(match.groups("")) for match in _PARTS.finditer(typed))
    found = (phrase for part in parts if (phrase := _phrase(part)))
    return list(dict.fromkeys(islice(found, MOST_WORDS)))


def _phrase(word: str) -> Phrase | None:
    found = list(islice(tokens(word), MOST_OF_A_WORD))
    if not found:
        return None
    if found[-1].is_tail:
        return Phrase(tuple(token.text for token in found[:-1]), is_open=False)
    return Phrase(tuple(token.text for token in found), is_open=is_sign(found[-1].text))


def highlight(text: str, typed: str) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is what was asked for. Put together the pieces are `composed(text)`."""
    text = composed(text)
    hit = _hits(text, phrases(typed))
    return [(text[start:end], is_hit) for start, end, is_hit in _stretches(hit, len(text))]


def _hits(text: str, wanted: list[Phrase]) -> list[tuple[int, int]]:
    """From where to where the phrases stand in `text`, in order, overlaps joined."""
    if not wanted:
        return []
    there = list(tokens(text))
    found = sorted(span for phrase in wanted for span in _places(there, phrase))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _places(there: list[Token], phrase: Phrase) -> Iterator[tuple[int, int]]:
    *firsts, last = phrase.tokens
    for at in range(len(there) - len(firsts)):
        ends = there[at + len(firsts)]
        is_last = ends.text.startswith(last) if phrase.is_open else ends.text == last
        if is_last and all(there[at + step].text == token for step, token in enumerate(firsts)):
            # An open phrase ends with the first sign of a pair.
            is_pair = phrase.is_open and len(ends.text) > 1
            yield there[at].start, ends.end - 1 if is_pair else ends.end


def _stretches(hits: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int, bool]]:
    end = 0
    for start, stop in hits:
        if start > end:
            yield end, start, False
        yield start, stop, True
        end = stop
    if end < length:
        yield end, length, False
