"""Where in a text the words stand that somebody looked for: a stretch around the first hit, hits told apart."""

from hetang.ground.words.api import highlight

AROUND, LONGEST = 18, 70
Piece = tuple[str, bool]


def snippet(text: str, typed: str) -> list[Piece]:
    """Pieces of `text` around its first hit, each with whether it is one; [] where no hit is in it. LONGEST signs."""
    pieces = highlight(" ".join(text.split()), typed)
    first = next((at for at, (_, hit) in enumerate(pieces) if hit), None)
    if first is None:
        return []
    before = pieces[first - 1][0] if first else ""
    found: list[Piece] = [(("…" if first > 1 or len(before) > AROUND else "") + before[-AROUND:], False)]
    room = LONGEST - len(found[0][0])
    for words, hit in pieces[first:]:
        found.append((words[:room], hit))
        room -= len(words)
        if room <= 0:
            found.append(("…", False))
            break
    return [piece for piece in found if piece[0]]
