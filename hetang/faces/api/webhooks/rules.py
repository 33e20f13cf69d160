"""When a delivery is tried again, how it is signed, what is told, and what may go wrong. Plain Python."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from hetang.ground.lib.labels import N_

# After each try that failed; after the last one the delivery waits for somebody who asks for it again.
WAITS = tuple(timedelta(seconds=n) for n in (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400))
SIGNATURE, DELIVERY = "Hetang-Signature", "Hetang-Delivery"
TROUBLES: Mapping[str, str] = {
    "": "",
    "not_found": N_("找不到这个主机"),
    "forbidden": N_("地址在内网或保留网段，没有发送"),
    "unreachable": N_("连不上"),
    "insecure": N_("证书不可信"),
    "slow": N_("没有及时答复"),
    "redirect": N_("对方要求转到别处，没有跟去"),
    "answer": N_("对方没有接受"),
}


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many tries; None where it has been tried enough."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def body_of(delivery: int, verb: str, number: str, seq: int, at: datetime, address: str) -> bytes:
    """What is sent: which case, what happened when, and where to read it. Nothing about persons, no text.

    Who receives it reads the case with a token: what they may see is decided then, and not by who reads along.
    """
    told = {"delivery": delivery, "verb": verb, "case": number, "seq": seq, "at": at.isoformat(), "href": address}
    return json.dumps(told, ensure_ascii=False).encode()


def signature(secret: str, stamp: int, body: bytes) -> str:
    """Over the time and the body together, so that an old delivery cannot be sent once more by somebody else."""
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"
