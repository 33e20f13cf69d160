"""Keeping what somebody looked for (`record/finding/asking.py`) with their session.

What is typed never stands in an address: it is posted, and kept under a meaningless key, sealed. A telephone number
not even there: the session holds whom it led to, and its mask.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import MutableMapping
from dataclasses import asdict
from typing import Any

from hetang.ground.lib import crypto
from hetang.record.finding.api import Search

KEPT = 8
_KEY, _FIELD = "searches", "search"


def keep(session: MutableMapping[str, Any], search: Search) -> str:
    """Keep it with the session, sealed; the key for the address."""
    kept = dict(list(session.get(_KEY, {}).items())[-KEPT + 1 :])
    key, seal = secrets.token_urlsafe(6), crypto.new_key()
    sealed = crypto.seal(seal, json.dumps(asdict(search)), _FIELD)
    session[_KEY] = {**kept, key: [b64encode(part).decode() for part in (seal, sealed)]}
    return key


def kept(session: MutableMapping[str, Any], key: str) -> Search | None:
    """What was kept under `key`; None where it has gone with its session, or with the master key."""
    found = session.get(_KEY, {}).get(key)
    if not found:
        return None
    try:
        seal, sealed = (b64decode(part) for part in found)
        told = json.loads(crypto.unseal(seal, sealed, _FIELD))
    except (ValueError, crypto.KeyMissing, crypto.Unsealable):
        return None
    people = told["people"]
    return Search(told["shown"], told["text"], None if people is None else tuple(people), tuple(told["cases"]))
