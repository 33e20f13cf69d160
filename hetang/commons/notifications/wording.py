"""A message in words. Plain Python but for the reader's language and the rule packs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks

PACK = "messages"
# What stands for a field that the step did not have: a sentence with a gap is better than no message.
NOTHING = "—"


class _Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return NOTHING


def said(template: str, version: int, fields: Mapping[str, Any], language: str) -> str:
    """The words in `language`; an entry that is no longer known by its key alone."""
    entry = rulepacks.entry(PACK, template, version=version)
    if entry is None:
        return template
    with override(language):
        filled = _Filled({name: _word(value, language) for name, value in fields.items()})
    return pick(entry["text"], language).format_map(filled)


def _word(value: Any, language: str) -> str:
    if isinstance(value, Mapping) and "at" in value:
        return rulepacks.ends(dt.datetime.fromisoformat(value["at"]))
    return pick(value, language)
