"""What cannot be copied blindly, and by which rule it is: the one file to touch when a model changes.

A copy keeps every value but: keys and references (new ones), times and days (moved), codes of places (of its street),
names of its people in texts (others). Anything unique, sealed, or a reference hidden in an integer or a text is named
here. What is not named and cannot be told from the model raises `CannotCopyError`.
"""

from collections.abc import Mapping


class CannotCopyError(Exception):
    """A column or table for which there is no rule. The message says where to write one."""


# Models that no copy needs: frames of Django, projections (they are counted instead), the journal (written by press.py).
NOT_COPIED_APPS = frozenset({"contenttypes", "auth", "sessions", "journal", "insight", "rulepacks", "finding"})
NOT_COPIED_APPS |= {"procrastinate", "desk", "notifications", "progress", "rulebook", "announcements", "api", "inquiry"}
# Streams that do not belong to a case.
OTHER_STREAMS = frozenset({"loading", "rule_pack", "account", "request", "routing", "roster"})
OTHER_STREAMS |= {"rule_proposal", "unit", "announcement", "webhook"}
# Projections that are counted by the press or made by `entries.py` without folding eight million events; others are folded by their own consumer.
# What tells people and programs would tell nobody of what is as old as the copies.
COUNTED_CONSUMERS = frozenset({"figures", "finding", "telling", "webhooks"})

# Unique texts of a case: `model.column` → the name of the value made for each copy.
UNIQUE: Mapping[str, str] = {
    "cases.Case.number": "number",
    "cases.Case.code": "code",
    "intake.Contact.submission": "submission",
}
# Columns that a copy goes without: a digest of what its own form would have held.
LEFT_EMPTY = frozenset({"intake.Contact.digest"})
# A clock's end follows from its name and start; the case's next alarm is the end of one of its clocks.
CLOCK_END = "cases.CaseClock.due_at"
CLOCK_NAME, CLOCK_START = "name", "started_at"
NEXT_ALARM = "cases.Case.due_at"
# Columns of a street's own rows that are unique: how the copy for street number `n` is told apart.
STREET_UNIQUE: Mapping[str, str] = {
    "places.Place.code": "{place}",
    "places.Place.abbr": "{abbr}",
    "places.Unit.code": "{abbr}.{old}",
    "accounts.Account.username": "{old}.{abbr}",
    "alliance.Hotline.number": "{old}-{n}",
    "alliance.Brand.key": "{old}-{n}",
}
# References inside the body of an event (and of other JSON): key → model.
BODY_KEYS: Mapping[str, str] = {
    "party": "cases.Party",
    "note": "cases.Note",
    "obligation": "followup.Obligation",
    "file": "archive.CaseFile",
    "account": "accounts.Account",
    "unit": "places.Unit",
}
# Keys whose numbers are no references, and keys whose texts are `clause:<id>` where a covenant's clause is meant.
PLAIN_KEYS = frozenset({"amount_fen", "round", "first", "there", "items", "version", "archive_items", "deadlines"})
CLAUSE_PREFIX, CLAUSE_MODEL = "clause:", "alliance.Clause"
# The columns of an event that press.py writes; another one needs a line there.
EVENT_COLUMNS = frozenset(
    [
        "id",
        "stream_kind",
        "stream_key",
        "seq",
        "verb",
        "actor",
        "at",
        "day",
        "district",
        "street",
        "community",
        "body_text",
        "prev_hash",
        "hash",
        "algorithm",
    ]
)
STREAM_COLUMNS = frozenset(["kind", "key", "length", "head"])
# What the triggers of a table do that is filled without them. An unknown trigger stops the run.
TRIGGERS_STOOD_IN_FOR: Mapping[str, frozenset[str]] = {
    "journal_event": frozenset({"journal_row_stays", "journal_event_waits"}),
    "journal_position": frozenset({"journal_row_stays"}),
    # They refuse changes of closed cases; what is copied was written while its original was open.
    "cases_case": frozenset({"cases_case_frozen"}),
    "cases_party": frozenset({"cases_party_frozen"}),
    "evidence_evidence": frozenset({"evidence_evidence_frozen"}),
}
