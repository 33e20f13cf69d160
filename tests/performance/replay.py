"""The statements of one registration, run again by pgbench: what the database alone can do."""

import os
import re
import resource
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count as counting
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hetang.record.cases.api import parties_of
from tests.performance.verbs import Office

# Identities begin this far apart while the statements are captured: a number in a later statement that lies just
# above a table's beginning can only be that row.
FIRST, APART = 10**12, 10**9
# Captured twice, it must be another registration: the same one again would only be known again.
_captured = counting(1)
SETTLE_SECONDS = 0.3  # until an ended process has been waited for
# The first INSERT of a statement: of several in one, its row is the one whose key is given back.
_INSERT = re.compile(r'\s*(?:WITH .*?)?INSERT INTO "?(\w+)"?', re.DOTALL)
# Several digests as the driver writes them: E'{"\\\\x0a…","\\\\x0b…"}'::bytea[].
_DIGESTS = re.compile(r"""E'\{((?:"\\+x[0-9a-f]+",?)+)\}'::bytea\[\]""")
_HEX = re.compile(r"x([0-9a-f]+)")
_ROUND = re.compile(r"number of transactions actually processed: (\d+)")
_TPS = re.compile(r"tps = ([\d.]+)")


@dataclass(frozen=True)
class Replay:
    """pgbench's own figures, CPU in ms a transaction."""

    client_ms: float
    postgres_ms: float
    per_second: float
    statements: int


def replay_registration(
    office: Office,
    pgbench: str,
    url: str,
    postmaster: int,
    script: Path,
    count: int,
    clients: int = 1,
    more: Callable[[], list[str]] = list,
) -> Replay:
    """Capture one registration and let each client of pgbench do it `count` times. RuntimeError if it cannot.

    `more` tells of a further text in it that must be another each time.
    """
    statements, tables, unique = _capture(office)
    unique += more()
    script.write_text(to_script(statements, tables, unique), encoding="utf-8")
    server, client = reaped(postmaster), _children()
    command = [pgbench, "-n", "-M", "simple", "-c", str(clients), "-t", str(count), "-f", str(script), url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    processed, speed = _ROUND.search(done.stdout), _TPS.search(done.stdout)
    if done.returncode or not processed or not speed or int(processed[1]) != count * clients:
        raise RuntimeError(f"pgbench: {done.returncode}\n{done.stdout}\n{done.stderr[-2000:]}")
    each = 1000 / count / clients
    return Replay((_children() - client) * each, (reaped(postmaster) - server) * each, float(speed[1]), len(statements))


def _capture(office: Office) -> tuple[list[str], dict[str, int], list[str]]:
    """Statements from BEGIN to COMMIT, where each table's identities begin, and the texts that must be unique.

    The persons' numbers and names become others each time: nobody who rings is found ten thousand times. Another one is
    registered first: what a process keeps for half a minute (`Kept`, rule packs above all) is not read by each
    registration, and would be by each of pgbench's.
    """
    office.register(_another())
    tables = _spread_identities()
    with CaptureQueriesContext(connection) as asked:
        case = office.register(_another())
    unique = [case.number, case.code, case.contacts.get().submission]
    statements = [query["sql"] for query in asked]
    people = [party.person for party in parties_of(case)]
    found = [each.phone_index for each in people] + [each.name_index for each in people]
    digests = [bytes(each).hex() for each in found if each]
    return [with_other_digests(statement, digests) for statement in statements], tables, unique


def with_other_digests(statement: str, digests: list[str]) -> str:
    """The statement about other people each time: whoever is looked for by these digests (hexadecimal) is nobody yet, as
    in the captured run. One name for all would make each look-up by name longer than the one before."""
    text = _DIGESTS.sub(lambda found: f"ARRAY[{', '.join(map(_literal, _HEX.findall(found[1])))}]", statement)
    for place, digest in enumerate(digests):
        text = text.replace(_literal(digest), f"decode(lpad(to_hex(:unique + {place}), 32, '0'), 'hex')")
    return text


def _literal(digest: str) -> str:
    return f"'\\x{digest}'::bytea"


def _another() -> int:
    return 99_000_000 + (os.getpid() + next(_captured) * 7919) % 900_000


def _spread_identities() -> dict[str, int]:
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name::text, pg_get_serial_sequence(quote_ident(table_name), 'id')"
            " FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id'"
            " AND is_identity = 'YES' AND data_type = 'bigint' ORDER BY table_name"
        )
        for place, (table, sequence) in enumerate(cursor.fetchall()):
            cursor.execute("SELECT nextval(%s)", [sequence])
            base = max(FIRST + place * APART, cursor.fetchone()[0])
            cursor.execute("SELECT setval(%s, %s)", [sequence, base])
            found[table] = base
    return found


def to_script(statements: list[str], tables: dict[str, int], unique: list[str]) -> str:
    """A pgbench script: ids that the database gives are read back into variables, unique texts get a random part.

    `tables` says where each table's ids began when the statements were captured; `unique` are two to four texts.
    """
    lines, seen = ["\\set unique random(1, 999999999999)"], dict.fromkeys(tables, 0)
    given: dict[str, str] = {}
    for place, statement in enumerate(statements):
        text = statement
        for identity, variable in given.items():
            text = re.sub(_alone(identity), variable, text)
        for letter, literal in zip("MCSK", unique, strict=False):
            text = text.replace(f"'{literal}'", f"'{letter}:unique'")
        match = _INSERT.match(statement)
        ending = ";"
        if match and match[1] in tables:
            seen[match[1]] += 1
            identity = str(tables[match[1]] + seen[match[1]])
            # \\gset would refuse more than one row. Rows inserted many at a time are the persons, who may as well
            # be those of the captured run.
            is_one = "WITH" in statement or "), (" not in statement
            if is_one and any(re.search(_alone(identity), later) for later in statements[place + 1 :]):
                given[identity] = f":s{place}_id"
                ending = f" \\gset s{place}_"
        lines.append(text + ending)
    return "\n".join(lines) + "\n"


def _alone(identity: str) -> str:
    return rf"(?<!\d){identity}(?!\d)"


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def reaped(postmaster: int) -> float:
    """Seconds of CPU of all database processes that have ended; pgbench's has when pgbench ends."""
    time.sleep(SETTLE_SECONDS)
    fields = Path(f"/proc/{postmaster}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
