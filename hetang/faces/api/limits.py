"""How many requests a minute: of one token from wherever, and of one address with whatever token.

Counted in the database, since every web process must count on; one statement, before anything else is done.
"""

import time

from django.db import connection

from hetang.commons.accounts.api import Token, network_of, rates
from hetang.faces.api.models import Rate
from hetang.ground.lib import caller

MINUTE = 60
# Rows of subjects that have not been heard of for so many minutes are of no use.
KEPT_MINUTES = 5
# Always in one order, so that two requests never wait for each other.
_COUNT = """
    INSERT INTO api_rate AS r (subject, minute, count)
    SELECT subject, %(minute)s, 1 FROM unnest(%(subjects)s::text[]) AS subject ORDER BY subject
    ON CONFLICT (subject) DO UPDATE SET
        count = CASE WHEN r.minute = excluded.minute THEN r.count + 1 ELSE 1 END, minute = excluded.minute
    RETURNING subject, count
"""


def seconds_to_wait(token: Token | None) -> int:
    """Count this request; 0 where it may go on, else the seconds until the next minute.

    Who brings a token that nobody has is counted by address like everybody else, and told the same.
    """
    address, most, now = f"a:{network_of(caller.address())}", rates(), int(time.time())
    limits = {address: most.address}
    if token is not None:
        limits[f"t:{token.pk}"] = most.token
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"minute": now // MINUTE, "subjects": list(limits)})
        counts = dict(cursor.fetchall())
    is_over = any(counts[subject] > limit for subject, limit in limits.items())
    return MINUTE - now % MINUTE if is_over else 0


def forget_old_counts() -> int:
    """Delete counts of minutes that are over. Daily; returns how many."""
    return Rate.objects.filter(minute__lt=int(time.time()) // MINUTE - KEPT_MINUTES).delete()[0]
