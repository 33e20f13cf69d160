"""Who is called in a note: @ and a name. Plain Python."""

from collections.abc import Mapping

AT = ("@", "＠")
MOST_CHARS = 500


def called(text: str, names: Mapping[str, list[int]]) -> tuple[set[int], list[str]]:
    """(the accounts called, names that two or more bear) by @name in `text`, the longest name first.

    `names`: name → the accounts that bear it. What follows an @ and is nobody's name is text like any other: addresses
    have one too.
    """
    found: set[int] = set()
    doubtful: list[str] = []
    for place, sign in enumerate(text):
        if sign not in AT:
            continue
        rest = text[place + 1 :].lstrip(" ")
        name = max((n for n in names if n and rest.startswith(n)), key=len, default="")
        if len(names.get(name, ())) > 1:
            doubtful.append(name)
        found |= set(names.get(name, ()))
    return found, doubtful
