"""Whether a form that comes a second time is the same sending, or something else under its name."""

from dataclasses import fields
from typing import Any

from hetang.flow.intake.models import Contact
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import WrongState

FIELD = "sending"


def digest_of(report: Any, *more: str) -> bytes:
    """Keyed digest (16 bytes) of everything that a report says, and of `more` that the button sent along."""
    return crypto.blind_index(_as_text(report, more), FIELD)


def require_same(contact: Contact, verb: str, report: Any, *more: str) -> None:
    """Raise `WrongState` where the contact was made of the same form in another way, or of other words.

    Nothing of a second sending is kept: whoever sent it has to know.
    """
    if contact.verb and contact.verb != verb:
        raise told_elsewhere()
    told = crypto.blind_indexes(_as_text(report, more), FIELD)
    if contact.digest is not None and bytes(contact.digest) not in told:
        raise WrongState(
            N_("这张登记表 %(when)s 已经送出，那时写的不一样。"),
            then=N_("现在写的没有存入那一件；请用一张新的登记表送出。"),
            when=contact.at,
        )


def told_elsewhere() -> WrongState:
    """The form was sent before and ended otherwise."""
    return WrongState(N_("这张登记表已经按另一种方式办过了。"), then=N_("请打开一张新的登记表；您填写的文字列在下面。"))


def _as_text(report: Any, more: tuple[str, ...]) -> str:
    """Field by field, a place or a hotline by its key."""
    told = [(f.name, getattr(report, f.name)) for f in fields(report) if f.name != "submission"]
    return repr([(name, getattr(value, "pk", value)) for name, value in told if value not in ("", None)]) + repr(more)
