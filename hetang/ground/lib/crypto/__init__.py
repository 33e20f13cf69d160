"""Sealing of personal fields: a key per person, wrapped by a master key; keyed indexes by which sealed values are found.

Destroying a person's key makes every sealed field of that person unreadable here; a backup made before still holds the
wrapped key and has to age out. The files are in `<home>/keys/` (`masters.py`) and are backed up apart from the data.
"""

from hetang.ground.lib.crypto.blocks import SealedFile, open_blocks, plain_size, seal_blocks
from hetang.ground.lib.crypto.index import as_number, blind_index, blind_indexes, held_keyring
from hetang.ground.lib.crypto.masters import KeyMissing, holds_masters, keyring
from hetang.ground.lib.crypto.providers import PROVIDERS, Unsealable
from hetang.ground.lib.crypto.sealing import (
    is_current,
    new_key,
    rewrap,
    seal,
    seal_bytes,
    try_key,
    unseal,
    unseal_bytes,
    wrapped_by,
)

__all__ = [
    "PROVIDERS",
    "KeyMissing",
    "SealedFile",
    "Unsealable",
    "as_number",
    "blind_index",
    "blind_indexes",
    "held_keyring",
    "holds_masters",
    "is_current",
    "keyring",
    "new_key",
    "open_blocks",
    "plain_size",
    "rewrap",
    "seal",
    "try_key",
    "seal_blocks",
    "seal_bytes",
    "unseal",
    "unseal_bytes",
    "wrapped_by",
]
