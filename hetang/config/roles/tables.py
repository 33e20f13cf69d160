"""Which role may do what to which table. The one list that grants and checks are made from.

A table that is named nowhere here is an ordinary one: both roles read, insert, update and delete.
"""

from collections.abc import Mapping

RUNTIME, RETENTION = "runtime", "retention"
READ, WRITE = ("SELECT",), ("SELECT", "INSERT", "UPDATE", "DELETE")
ADD, KEEP = ("SELECT", "INSERT"), ("SELECT", "INSERT", "UPDATE")

# What was written is never changed, by anybody but the owner, and then `hetang verify-journal` says so.
APPEND_ONLY = frozenset(
    {"journal_event", "journal_position", "journal_root", "journal_leaf", "archive_tombstone", "accounts_intervention"},
)
# The head of a stream moves and never goes; nobody turns one stream into another. Who looked at whose data is never
# changed; the reason, which somebody typed, goes when the person is erased.
COLUMNS: Mapping[str, tuple[str, ...]] = {"journal_stream": ("length", "head"), "people_accesslog": ("reason",)}
# Logs with a term of their own: retention deletes what is past it.
LOGS = frozenset({"people_accesslog", "people_exportlog", "accounts_signin"})
# A trigger fills it as the owner, the sequencer empties it.
OUTBOX = frozenset({"journal_pending"})
OWNERS_OWN = frozenset({"django_migrations"})
# The record: voided, corrected, closed; deleted only after appraisal, by retention.
RECORD = frozenset(
    {
        "cases_case",
        "cases_party",
        "cases_note",
        "cases_textreference",
        "accounts_duty",
        "accounts_delegation",
        "cases_answer",
        "cases_caseaccess",
        "cases_caseclock",
        "cases_clockextension",
        "cases_clockpause",
        "cases_cluster",
        "cases_correction",
        "cases_glassalert",
        "cases_glassview",
        "cases_membership",
        "cases_override",
        "cases_policereport",
        "cases_riskchange",
        "dispatch_assignment",
        "people_person",
        "intake_contact",
        "intake_importrun",
        "intake_importedrow",
        "intake_callback",
        "intake_callattempt",
        "intake_callerflag",
        "documents_storedfile",
        "evidence_evidence",
        "knowledge_article",
        "knowledge_edition",
        "followup_obligation",
        "followup_performance",
        "followup_followup",
        "mediation_mediation",
        "mediation_attempt",
        "mediation_settlement",
        "mediation_fee",
        "archive_casefile",
        "archive_appraisal",
        "remarks_mention",
        "notifications_letter",
        "progress_undelivered",
        "rights_consent",
        "rights_request",
    }
)
NAMED = APPEND_ONLY | LOGS | COLUMNS.keys() | OUTBOX | OWNERS_OWN | RECORD


def rights(role: str, table: str) -> tuple[str, ...]:
    """What `role` (RUNTIME or RETENTION) may do to the whole of `table`."""
    if table in LOGS:
        return (*ADD, "DELETE") if role == RETENTION else ADD
    if table in APPEND_ONLY or table in COLUMNS:
        return ADD
    if table in OUTBOX:
        return ("SELECT", "DELETE")
    if table in OWNERS_OWN:
        return READ
    return KEEP if table in RECORD and role == RUNTIME else WRITE
