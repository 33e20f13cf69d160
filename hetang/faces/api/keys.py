"""Idempotency keys: a request that was answered is answered the same again, and done once."""

import hashlib
import json
from datetime import timedelta

from django.db import connection
from django.http import HttpRequest

from hetang.commons.accounts.api import Account, wall
from hetang.faces.api.files import SentFile
from hetang.faces.api.models import Sent
from hetang.faces.api.operations import Answer
from hetang.faces.api.problems import Problem
from hetang.ground.lib.labels import N_

KEPT = timedelta(hours=48)
_BEGIN = """
    INSERT INTO api_sent (account_id, key, digest, answer, at) VALUES (%s, %s, %s, '', %s)
    ON CONFLICT (account_id, key) DO NOTHING RETURNING id
"""


def digest_of(request: HttpRequest, body: object) -> str:
    """By which the same request is known again: the order of its parts does not matter."""
    parts = [request.method, request.path, body]
    told = json.dumps(parts, sort_keys=True, ensure_ascii=True, default=SentFile.digest)
    return hashlib.sha256(told.encode()).hexdigest()


def begin(account: Account, key: str, digest: str) -> int | Answer:
    """Take the key, inside the transaction of the effect; or the answer that the same request got before.

    While another request with this key is under way this one waits here: two at once have one effect.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [account.pk, key, digest, wall()])
        row = cursor.fetchone()
    if row is not None:
        return int(row[0])
    before = Sent.objects.get(account=account, key=key)
    if before.digest != digest:
        raise Problem(
            "key-reused",
            N_("这个幂等键已经用在另一个请求上，这次没有办理。"),
            N_("重试同一个请求才用同一个键；新的请求请换一个键。"),
        )
    told = json.loads(before.answer)
    return Answer(told["content"], told["status"], told["headers"] | {"Idempotency-Replayed": "true"})


def finish(sent: int, answer: Answer) -> None:
    """Keep the answer beside its effect."""
    told = {"content": answer.content, "status": answer.status, "headers": dict(answer.headers)}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE api_sent SET answer = %s WHERE id = %s", [json.dumps(told, ensure_ascii=False), sent])


def delete_old_keys() -> int:
    """Delete what nobody retries any more. Daily; returns how many."""
    return Sent.objects.filter(at__lt=wall() - KEPT).delete()[0]
