"""The cases' door."""

from hetang.record.cases.access import (
    NoSuchCase,
    get_case_for,
    may,
    may_edit,
    require,
    require_edit,
    visible_to,
)
from hetang.record.cases.actions.clocks import (
    ask_extension,
    grant_extension,
    pause_clock,
    recompute_clocks,
    refuse_extension,
    resume_clock,
)
from hetang.record.cases.actions.open import Opening, open_case
from hetang.record.cases.actions.parties import (
    add_party,
    check_identity,
    end_access,
    grant_access,
    reveal_party_field,
    reveal_party_phone,
    reveal_reference,
)
from hetang.record.cases.actions.state import close_case, reopen_case, resolve_case, void_case
from hetang.record.cases.binding import BINDING, rules_of
from hetang.record.cases.clocks import start_clock, stop_clock
from hetang.record.cases.lifecycle import CASE, OPEN_STATES
from hetang.record.cases.looking import once, remember
from hetang.record.cases.models import (
    Case,
    CaseAccess,
    CaseClock,
    ClockExtension,
    ClockPause,
    Note,
    Party,
    TextReference,
)
from hetang.record.cases.narrative import Entry, timeline
from hetang.record.cases.panels import CaseView, Panel
from hetang.record.cases.protecting import Shield, protect
from hetang.record.cases.queries import (
    Offer,
    cases_mentioning,
    offers_for,
    open_load,
    parties_of,
    provisional_clocks,
    running_clocks,
    shown_clocks,
)
from hetang.record.cases.writing import STREAM, has_happened, lock, step, tell

__all__ = [
    "BINDING",
    "CASE",
    "OPEN_STATES",
    "STREAM",
    "Case",
    "CaseAccess",
    "CaseClock",
    "CaseView",
    "ClockExtension",
    "ClockPause",
    "Entry",
    "NoSuchCase",
    "Note",
    "Offer",
    "Opening",
    "Panel",
    "Party",
    "Shield",
    "TextReference",
    "add_party",
    "ask_extension",
    "cases_mentioning",
    "check_identity",
    "close_case",
    "end_access",
    "get_case_for",
    "grant_extension",
    "grant_access",
    "has_happened",
    "lock",
    "may",
    "may_edit",
    "offers_for",
    "once",
    "open_case",
    "open_load",
    "parties_of",
    "protect",
    "remember",
    "provisional_clocks",
    "pause_clock",
    "recompute_clocks",
    "refuse_extension",
    "reopen_case",
    "require",
    "require_edit",
    "resolve_case",
    "resume_clock",
    "reveal_party_phone",
    "rules_of",
    "reveal_party_field",
    "reveal_reference",
    "running_clocks",
    "shown_clocks",
    "start_clock",
    "step",
    "stop_clock",
    "tell",
    "timeline",
    "visible_to",
    "void_case",
]
