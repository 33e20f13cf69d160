"""The rulebook's door."""

from hetang.commons.rulebook.actions import STREAM, digest, take_pack
from hetang.commons.rulebook.models import Proposal
from hetang.commons.rulebook.queries import own_packs, waiting_for
from hetang.commons.rulebook.succession import FACTS, obstacles

__all__ = ["FACTS", "STREAM", "Proposal", "digest", "obstacles", "own_packs", "take_pack", "waiting_for"]
