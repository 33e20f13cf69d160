"""Marks in free text that stand for something sealed elsewhere: ⟦138****5678·kqwertzuio⟧.

A mark carries its own mask, so that a page shows it without asking anybody, and a code by which the sealed value is
found. Typed by hand it is text like any other: its code belongs to nothing. Plain Python.
"""

import re
import secrets
from dataclasses import dataclass

CODE_LETTERS = "abcdefghijkmnpqrstuvwxyz"
CODE_LENGTH = 10
MARK = re.compile(rf"⟦([0-9X*-]{{2,32}})·([{CODE_LETTERS}]{{{CODE_LENGTH}}})⟧")


@dataclass(frozen=True)
class Piece:
    """A stretch of text; where `code` is not "" it is the mask of something sealed."""

    text: str
    code: str = ""


def new_code() -> str:
    """Letters only: nothing that looks for numbers must find one in it."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def mark(mask: str, code: str) -> str:
    """The mark as it stands in the text."""
    return f"⟦{mask}·{code}⟧"


def pieces(text: str) -> list[Piece]:
    """The text in its pieces, marks apart from what is around them."""
    found: list[Piece] = []
    end = 0
    for match in MARK.finditer(text):
        if match.start() > end:
            found.append(Piece(text[end : match.start()]))
        found.append(Piece(match[1], match[2]))
        end = match.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return found


def unmarked(text: str) -> str:
    """The text with plain masks: for titles, messages and papers."""
    return MARK.sub(r"\1", text) if "⟦" in text else text
