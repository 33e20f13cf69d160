"""A pack as a YAML file, the form in which it is written, exchanged and compared."""

from typing import Any

import yaml

from hetang.ground.rulepacks.kinds import KINDS
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.schema import arranged

HEADER = ("name", "version", "effective_on", "basis")
_WIDE = 10_000


class _Writer(yaml.SafeDumper):
    """Texts of several lines as blocks, so that people can read and edit them."""


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Writer.add_representer(str, _text)


def as_yaml(found: RulePack) -> str:
    """One version as a file that `hetang packs import` takes back without a difference."""
    kind = KINDS.get(found.name)
    body: Any = arranged(found.body, kind.body) if kind else found.body
    document = {key: getattr(found, key) for key in HEADER} | body
    return yaml.dump(
        document, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDE, default_flow_style=None
    )
