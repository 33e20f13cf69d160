"""A Merkle tree that is folded while its leaves stream by: memory grows with the tree's height only. Plain Python.

The shape is that of RFC 6962: leaves and nodes are told apart by their first byte, and of n leaves the left half
holds the largest power of two below n.
"""

from datetime import datetime

from hetang.ground.journal.digests import DIGESTS
from hetang.ground.journal.rules import moment_text

LEAF, NODE = b"\x00", b"\x01"


class Tree:
    """Add the leaves in order, then ask for the root."""

    def __init__(self, algorithm: str) -> None:
        self._digest = DIGESTS[algorithm]
        self._halves: list[tuple[int, bytes]] = []  # (height, digest), heights falling
        self.leaves = 0

    def add(self, text: str) -> None:
        """One more leaf at the right end."""
        self.leaves += 1
        height, right = 0, self._digest(LEAF + text.encode())
        while self._halves and self._halves[-1][0] == height:
            right = self._digest(NODE + self._halves.pop()[1] + right)
            height += 1
        self._halves.append((height, right))

    def root(self) -> str:
        """64 hex digits; of no leaves at all the digest of nothing."""
        if not self._halves:
            return self._digest(b"").hex()
        digest = self._halves[-1][1]
        for _, left in reversed(self._halves[:-1]):
            digest = self._digest(NODE + left + digest)
        return digest.hex()


def leaf_text(kind: str, key: int, length: int, head: str) -> str:
    """What one leaf says: the stream, how many events it has, the hash of the last one."""
    return f"{kind}/{key}\n{length}\n{head}"


def root_hash(
    *, number: int, made_at: datetime, position: int, leaves: int, tree: str, prev: str, algorithm: str
) -> str:
    """Digest (64 hex digits) over a root's own words and the root before it, one item a line."""
    lines = ["root", str(number), moment_text(made_at), str(position), str(leaves), tree, prev]
    return DIGESTS[algorithm]("\n".join(lines).encode()).hex()
