"""The mediation's door."""

from hetang.services.mediation.actions.finish import Agreement, resume, settle, terminate
from hetang.services.mediation.actions.prepare import begin_session, open_mediation, record_attempt, tell_rights
from hetang.services.mediation.actions.regime import choose_regime, set_fee
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.models import Mediation
from hetang.services.mediation.queries import (
    grounds_for,
    is_ended,
    is_untouched,
    mediation_of,
    settlement_of,
    settlements_of,
)

__all__ = [
    "MEDIATION",
    "Agreement",
    "Mediation",
    "begin_session",
    "choose_regime",
    "grounds_for",
    "is_ended",
    "is_untouched",
    "mediation_of",
    "open_mediation",
    "record_attempt",
    "resume",
    "set_fee",
    "settle",
    "settlement_of",
    "settlements_of",
    "tell_rights",
    "terminate",
]
