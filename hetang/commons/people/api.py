"""The people's door."""

from hetang.commons.people.actions.note import note_alert, note_export, note_read, note_reveal, note_search
from hetang.commons.people.actions.record import (
    Named,
    Recorder,
    check_named,
    checked_id_number,
    record_person,
    record_persons,
    sealed_person,
)
from hetang.commons.people.actions.reveal import require_look, reveal, reveal_phone
from hetang.commons.people.finding import Number, find_numbers, mask_numbers, mask_personal_numbers
from hetang.commons.people.limits import TooOften, Use, count_uses, delete_old_tallies
from hetang.commons.people.models import AccessLog, ExportLog, Person
from hetang.commons.people.numbers import IdNumber, NoNumber, read_credit_code, read_id_number
from hetang.commons.people.queries import mask_names, persons_by_id_number, persons_by_name, persons_by_phone
from hetang.commons.people.rules import (
    REVEALABLE,
    REVEALS_PER_HOUR,
    mask_address,
    mask_id_number,
    mask_name,
    mask_phone,
    normalise_phone,
)

__all__ = [
    "REVEALABLE",
    "REVEALS_PER_HOUR",
    "AccessLog",
    "ExportLog",
    "IdNumber",
    "Named",
    "NoNumber",
    "Number",
    "Person",
    "TooOften",
    "Use",
    "Recorder",
    "check_named",
    "checked_id_number",
    "count_uses",
    "delete_old_tallies",
    "find_numbers",
    "mask_address",
    "mask_id_number",
    "mask_name",
    "mask_names",
    "mask_numbers",
    "mask_personal_numbers",
    "mask_phone",
    "normalise_phone",
    "note_alert",
    "note_export",
    "note_read",
    "note_reveal",
    "note_search",
    "persons_by_id_number",
    "persons_by_name",
    "persons_by_phone",
    "read_credit_code",
    "read_id_number",
    "record_person",
    "record_persons",
    "require_look",
    "reveal",
    "reveal_phone",
    "sealed_person",
]
