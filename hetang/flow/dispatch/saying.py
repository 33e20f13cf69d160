"""What people write to each other about a case: never empty where a reason is asked for, never without end."""

from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid

# Characters; the fields of the pages say the same.
MOST = 1000


def require_words(text: str, what: str, then: str) -> None:
    """Raise `Invalid` (`what`, `then`) for an empty text, and for one beyond `MOST`."""
    if not text.strip():
        raise Invalid(what, then=then)
    require_short(text)


def require_short(text: str) -> None:
    """Raise `Invalid` for a text beyond `MOST`."""
    if len(text) > MOST:
        raise Invalid(
            N_("文字太长，最多 %(most)s 个字。"), then=N_("请只写要点；详细材料放进卷宗，没有任何改动。"), most=MOST
        )
