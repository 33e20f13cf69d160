"""The cases' door."""

from hetang.record.cases.access import (
    NoSuchCase,
    get_case_for,
    glass_until,
    is_colleague,
    may,
    may_edit,
    require,
    require_edit,
    right_by_role,
    sees,
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
from hetang.record.cases.actions.glass import AUDITOR, break_glass
from hetang.record.cases.actions.open import Opening, open_case
from hetang.record.cases.actions.parties import (
    add_party,
    check_identity,
    end_access,
    end_access_of,
    grant_access,
    reveal_party_field,
    reveal_party_phone,
    reveal_reference,
)
from hetang.record.cases.actions.sensitivity import admit_to_case, dismiss_from_case, set_sensitivity
from hetang.record.cases.actions.state import close_case, reopen_case, resolve_case, void_case
from hetang.record.cases.alerts import alerts_for_lead
from hetang.record.cases.binding import BINDING, rules_of
from hetang.record.cases.clocks import start_clock, stop_clock
from hetang.record.cases.explain import Reason, explain_access, readers_of
from hetang.record.cases.lifecycle import CASE, OPEN_STATES
from hetang.record.cases.lists import Rows, list_count, list_page
from hetang.record.cases.looking import once, remember
from hetang.record.cases.models import (
    Case,
    CaseAccess,
    CaseClock,
    ClockExtension,
    ClockPause,
    GlassAlert,
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
    "AUDITOR",
    "CASE",
    "Case",
    "CaseAccess",
    "CaseClock",
    "CaseView",
    "ClockExtension",
    "ClockPause",
    "Entry",
    "GlassAlert",
    "NoSuchCase",
    "Note",
    "OPEN_STATES",
    "Offer",
    "Opening",
    "Panel",
    "Party",
    "Shield",
    "TextReference",
    "add_party",
    "ask_extension",
    "cases_mentioning",
    "Reason",
    "STREAM",
    "admit_to_case",
    "alerts_for_lead",
    "break_glass",
    "check_identity",
    "close_case",
    "dismiss_from_case",
    "Rows",
    "end_access",
    "end_access_of",
    "explain_access",
    "get_case_for",
    "grant_extension",
    "glass_until",
    "grant_access",
    "has_happened",
    "is_colleague",
    "list_count",
    "list_page",
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
    "readers_of",
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
    "right_by_role",
    "sees",
    "set_sensitivity",
    "start_clock",
    "step",
    "stop_clock",
    "tell",
    "timeline",
    "visible_to",
    "void_case",
]
