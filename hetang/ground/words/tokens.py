"""The words by which texts are found: pairs of Chinese signs, runs of letters, runs of digits. Plain Python.

There is no dictionary, so what a text is found by never changes with one. A run of Chinese signs gives a token for each
sign: the sign with its follower, the last one alone. So a phrase of tokens side by side is found exactly where the
same signs stand side by side, and a single sign is found as the beginning of a token.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from hetang.ground.lib.references import MARK

_CJK = (
    "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0002ebe0\U00030000-\U0003134a"
)
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|[0-9]+|[a-z\u00df-\u00f6\u00f8-\u017e\u03b1-\u03c9\u0430-\u044f\u0450-\u045f]+")
_SIGN = re.compile(f"[{_CJK}]")
# A lexeme must stay short, and a tsvector counts no positions beyond 16,383: what lies behind is not found as a phrase.
LETTERS = 40
MOST_TOKENS = 16_000
_FOLDS_KEPT = 20_000


class Token(NamedTuple):
    """One token and where its signs stand in the text. `is_tail`: the last sign of a longer run, standing alone."""

    text: str
    start: int
    end: int
    is_tail: bool = False


class _Folds(dict[int, str]):
    """Sign → what it counts as: NFKC (full width, ligatures), small letters. Filled as signs are met."""

    def __missing__(self, sign: int) -> str:
        if len(self) > _FOLDS_KEPT:
            self.clear()
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(sign)).lower())
        self[sign] = folded
        return folded


_folds = _Folds()


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in their order; `start` and `end` are places in `composed(text)`.

    Marks of sealed numbers count as a gap: neither their mask nor their code is a word.
    """
    text = MARK.sub(lambda mark: " " * len(mark[0]), composed(text))
    folded, places = _folded(text)
    for run in _RUN.finditer(folded):
        pieces = _signs(run) if run["cjk"] else _letters(run)
        for piece, start, end, is_tail in pieces:
            yield Token(piece, places[start], places[end - 1] + 1, is_tail)


def is_sign(token: str) -> bool:
    """Whether the token is a single Chinese sign, which is found as the beginning of others."""
    return len(token) == 1 and bool(_SIGN.match(token))


def composed(text: str) -> str:
    """The text in Unicode's composed form, in which places are counted."""
    return unicodedata.normalize("NFC", text)


def _folded(text: str) -> tuple[str, list[int] | range]:
    """The text as it is compared, and for each of its signs the place in `text` from which it came."""
    folded = text.translate(_folds)
    if len(folded) == len(text) and all(len(_folds[ord(sign)]) == 1 for sign in set(text)):
        return folded, range(len(text))
    places = [at for at, sign in enumerate(text) for _ in _folds[ord(sign)]]
    return folded, places


def _signs(run: re.Match[str]) -> Iterator[tuple[str, int, int, bool]]:
    signs, start = run[0], run.start()
    for at in range(len(signs) - 1):
        yield signs[at : at + 2], start + at, start + at + 2, False
    yield signs[-1], run.end() - 1, run.end(), len(signs) > 1


def _letters(run: re.Match[str]) -> Iterator[tuple[str, int, int, bool]]:
    """Letters or digits; a run too long for one token in pieces, the same wherever it stands."""
    for at in range(run.start(), run.end(), LETTERS):
        end = min(at + LETTERS, run.end())
        yield run.string[at:end], at, end, False
