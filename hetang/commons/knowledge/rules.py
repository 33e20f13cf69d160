"""Which article answers a text, and why. Plain Python."""

from collections.abc import Iterable, Sequence

from hetang.ground.words.api import index_tokens

TITLE_CHARS, ANSWER_CHARS, QUESTIONS_CHARS, BASIS_CHARS = 120, 5000, 2000, 500
# Stands in place of the question in a draft made of an answer; it is never used like that.
UNTITLED = "（问题待写）"
# A way to ask of which this share stands in the text is offered.
LEAST = 0.4
# Signs of every question: they say nothing about what it is about.
EMPTY = frozenset({"怎么", "么办", "什么", "如何", "请问", "咨询", "一下", "哪里", "可以", "办理", "需要"})


def words_of(text: str) -> frozenset[str]:
    """What a text is about: its pairs of signs and its words, without those of every question and single signs."""
    return frozenset(word for word in index_tokens(text).split() if len(word) > 1 and word not in EMPTY)


def nearness(asked: frozenset[str], ways: Iterable[str]) -> tuple[float, str]:
    """How much of the best fitting way to ask stands in what was asked (0..1), and which it is; (0, "") for none."""
    best, why = 0.0, ""
    for way in ways:
        words = words_of(way)
        share = len(words & asked) / len(words) if words else 0.0
        if share > best:
            best, why = share, way
    return best, why


def any_of(words: Sequence[str]) -> str:
    """A question to `to_tsquery` for texts that hold any of these words, which are tokens: nothing to escape."""
    return " | ".join(f"'{word}'" for word in words)
