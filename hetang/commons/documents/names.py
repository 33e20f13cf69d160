"""Names of files as people gave them: shown, never followed. Plain Python."""

import unicodedata

MOST_CHARS = 100
_LINES = "\u2028\u2029"
_SEPARATORS = str.maketrans({"\\": "/"})


def clean_name(given: str) -> str:
    """The last part of `given` without control characters and without signs that turn the reading direction round
    ("图\u202egpj.exe" would be read as "图exe.jpg"); 未命名 for nothing."""
    last = unicodedata.normalize("NFC", given).translate(_SEPARATORS).rpartition("/")[2]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C" and char not in _LINES)
    shown = " ".join(shown.split()).strip(". ")
    return shown[-MOST_CHARS:] or "未命名"


def name_to_save(name: str, ending: str) -> str:
    """Under which name it is saved: with the ending of what it is."""
    stem, dot, last = name.rpartition(".")
    is_ending = dot and len(last) < 6 and last.isascii() and last.isalnum()
    return f"{stem if is_ending else name}.{ending}"
