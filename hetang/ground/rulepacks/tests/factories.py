"""The rule packs of the package, as rows."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connection

from hetang.ground.lib import clock
from hetang.ground.rulepacks import kinds
from hetang.ground.rulepacks.queries import forget

DATA = Path(__file__).parents[1] / "data"
# What the rooms above compare with their own.
ARCHIVE_ITEMS, CLOCKS, LOGS, TRIAGE = kinds.ARCHIVE_ITEMS, kinds.CLOCKS, kinds.LOGS, kinds.TRIAGE
TELLS, MESSAGE_FIELDS = kinds.TELLS, kinds.MESSAGE_FIELDS
HEADER = ("name", "version", "effective_on", "basis")


_LOAD = """INSERT INTO rulepacks_rulepack (name, version, effective_on, basis, body, loaded_at)
    SELECT p->>'name', (p->>'version')::int, (p->>'effective_on')::date, p->>'basis', p->'body', %s
      FROM jsonb_array_elements(%s::jsonb) p"""


def load_packs() -> None:
    """All packs that ship with the package; as one text, since nearly every test asks for them."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [clock.now(), _text()])
    forget()


def shipped(name: str) -> dict[str, Any]:
    """One pack of the package as it stands in its file."""
    return next(pack for pack in _all() if pack["name"] == name)


@cache
def _all() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.yaml")))


@cache
def _text() -> str:
    packs = [{**{key: pack[key] for key in HEADER}, "body": _body(pack)} for pack in _all()]
    return json.dumps(packs, ensure_ascii=False, default=str)


def _body(pack: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pack.items() if key not in HEADER}
