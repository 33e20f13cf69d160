"""Intake's door."""

from hetang.flow.intake.access import IMPORTERS, reception_street, seen_call_backs
from hetang.flow.intake.actions.answer import answer_now
from hetang.flow.intake.actions.call_back import (
    Ringing,
    drop_call_back,
    promise_call_back,
    record_call_attempt,
    record_missed_call,
)
from hetang.flow.intake.actions.draft import delete_old_drafts, discard_draft, save_draft
from hetang.flow.intake.actions.flag import decide_flag, end_due_flags, end_flag, flag_caller, review_flag
from hetang.flow.intake.actions.join import add_contact, register_alike
from hetang.flow.intake.actions.many import register_many
from hetang.flow.intake.actions.online import NOTICE, Told, file_online, tell_online
from hetang.flow.intake.actions.register import Report, register_case
from hetang.flow.intake.actions.triage import Correction, Verdict, close_contact, open_contact
from hetang.flow.intake.actions.withdrawal import (
    ask_withdrawal,
    drop_withdrawal,
    require_applicant,
    take_back_withdrawal,
    withdrawal_asked,
)
from hetang.flow.intake.importing.engine import begin_import, run_import
from hetang.flow.intake.importing.handing_in import delete_old_files
from hetang.flow.intake.importing.rejects import told, write_rejects
from hetang.flow.intake.models import CallAttempt, CallBack, CallerFlag, Contact, Draft, ImportedRow, ImportRun
from hetang.flow.intake.queries import caller_of, likely_duplicates, news_waiting
from hetang.flow.intake.rules import usual_kind
from hetang.flow.intake.waiting import call_backs_to_make, call_backs_told_up

__all__ = [
    "call_backs_to_make",
    "call_backs_told_up",
    "IMPORTERS",
    "NOTICE",
    "Told",
    "ImportRun",
    "ImportedRow",
    "begin_import",
    "register_many",
    "run_import",
    "told",
    "write_rejects",
    "CallAttempt",
    "CallBack",
    "CallerFlag",
    "Contact",
    "Correction",
    "Draft",
    "Report",
    "Ringing",
    "Verdict",
    "add_contact",
    "answer_now",
    "ask_withdrawal",
    "caller_of",
    "close_contact",
    "decide_flag",
    "delete_old_drafts",
    "delete_old_files",
    "discard_draft",
    "drop_call_back",
    "end_due_flags",
    "file_online",
    "tell_online",
    "drop_withdrawal",
    "end_flag",
    "flag_caller",
    "likely_duplicates",
    "news_waiting",
    "open_contact",
    "promise_call_back",
    "reception_street",
    "record_call_attempt",
    "record_missed_call",
    "register_alike",
    "register_case",
    "require_applicant",
    "review_flag",
    "usual_kind",
    "take_back_withdrawal",
    "withdrawal_asked",
    "save_draft",
    "seen_call_backs",
]
