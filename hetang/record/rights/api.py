"""The door of the rights room."""

from hetang.record.rights.access import streets_handled
from hetang.record.rights.actions.carry_out import carry_out, export_copy
from hetang.record.rights.actions.consent import record_consent, withdraw_consent
from hetang.record.rights.actions.request import (
    Asking,
    decide_request,
    identify_requester,
    receive_request,
    tell_requester,
    withdraw_request,
)
from hetang.record.rights.erasedlist import add_to_lists, erased_so_far, keep_lists, read_list
from hetang.record.rights.erasure import erase_everywhere, is_linked
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Consent, Request
from hetang.record.rights.notices import notices_for
from hetang.record.rights.queries import consents_in, has_agreed, keepers_of, open_requests
from hetang.record.rights.repeating import erase_again

__all__ = [
    "REQUEST",
    "Asking",
    "Consent",
    "Request",
    "add_to_lists",
    "carry_out",
    "consents_in",
    "decide_request",
    "erase_again",
    "erase_everywhere",
    "erased_so_far",
    "export_copy",
    "has_agreed",
    "identify_requester",
    "is_linked",
    "keep_lists",
    "keepers_of",
    "notices_for",
    "open_requests",
    "read_list",
    "receive_request",
    "record_consent",
    "streets_handled",
    "tell_requester",
    "withdraw_consent",
    "withdraw_request",
]
