"""The one kind of error that setting up, starting and stopping may raise.

Set-up happens before anybody has chosen a language, so every message carries both: Chinese first, English below.
"""

from collections.abc import Iterable

Words = tuple[str, str]  # (Chinese, English)

NOTHING_LOST: Words = ("没有数据丢失。", "No data was lost.")
NOTHING_CHANGED: Words = ("没有改动任何数据。", "Nothing was changed.")


class SetupError(Exception):
    """A start, stop, backup or restore that could not go on.

    `what` happened, what is `safe`, what `todo` next: each a pair (Chinese, English) of full sentences.
    """

    def __init__(self, what: Words, safe: Words, todo: Words) -> None:
        self.what, self.safe, self.todo = what, safe, todo
        super().__init__(self.text())

    def text(self) -> str:
        """Two lines, Chinese and English."""
        zh, en = zip(self.what, self.safe, self.todo, strict=True)
        return "".join(zh) + "\n" + " ".join(part for part in en if part)


def quote_log(lines: Iterable[str], limit: int = 6) -> str:
    """The last lines of a program's output, indented, to end an English sentence with."""
    tail = [line.rstrip() for line in lines if line.strip()][-limit:]
    return "".join(f"\n    {line}" for line in tail)
