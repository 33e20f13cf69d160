"""Labels that wait for their reader: the language is chosen when a page is made, not when a table is written.

Plain Python, so that rules and lifecycle tables may use it.
"""

from collections.abc import Mapping

Label = str | Mapping[str, str]


def N_(msgid: str) -> str:  # noqa: N802 - the name that message extractors look for
    """Mark `msgid` for translation and hand it back unchanged."""
    return msgid


# What stands in place of a name or text that was erased by law.
ERASED = N_("已依法删除")


def pick(label: Label, language: str) -> str:
    """Text of a {"zh": …, "en": …} label in `language` ("zh-hans" counts as "zh"); Chinese where that is missing.

    A plain string comes back as it is: translating message ids is the page's work.
    """
    if isinstance(label, str):
        return label
    return label.get(language.split("-")[0]) or label["zh"]
