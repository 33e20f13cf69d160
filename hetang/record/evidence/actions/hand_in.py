"""A party hands in a photo or a PDF from their own page: sent through the street's online desk, for their own side."""

from collections.abc import Iterable

from hetang.commons.accounts.api import Account, online_desk
from hetang.commons.documents.api import (
    Attach,
    StoredFile,
    TooLarge,
    Upload,
    append_pieces,
    begin_upload,
    take_upload,
    upload_of,
)
from hetang.commons.people.api import Use, count_uses
from hetang.commons.places.api import place
from hetang.ground.lib import caller
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import WrongState
from hetang.record.cases.api import Case, Party
from hetang.record.evidence.actions.add import attaching
from hetang.record.evidence.handed import PARTY, SUBJECT, handed_in, require_share, terms
from hetang.record.evidence.rules import MB


def may_hand_in(case: Case) -> bool:
    """Whether files are taken online: what is kept closely is handed over in person, what is closed is frozen."""
    return case.is_open and case.sensitivity == Case.Sensitivity.NORMAL


def require_handing_in(case: Case) -> None:
    """Raise `WrongState` unless `may_hand_in`."""
    if not may_hand_in(case):
        raise WrongState(N_("这件事现在不在网上收材料。"), then=N_("请打热线，或直接交给工作人员。"))


def begin_handing_in(party: Party, *, name: str, size: int) -> Upload:
    """Announce a file of `size` bytes. Counted before anything is looked up; nothing is told of other people's files.

    Raises `TooOften`, a `BadFile`, `Invalid` where this party has handed in enough, `WrongState` where none is taken.
    """
    count_uses([Use("hand_in_party", str(party.pk)), Use("hand_in_network", caller.address()), Use("hand_in_all")])
    desk, most = _desk(party.case), terms()
    if size > most.each:
        raise TooLarge(
            N_("“%(name)s”有 %(size)s MB，网上一份最多 %(most)s MB。"),
            then=N_("请换一张小一些的，或分开拍；大的材料请直接交给工作人员。"),
            name=name,
            size=-(-size // MB),
            most=most.each // MB,
        )
    require_share(party, handed_in(party), files=1, size=size, through=desk)
    return begin_upload(SUBJECT, party.case_id, name=name, size=size, given={PARTY: party.pk}, outside=True, by=desk)


def hand_in(party: Party, *, name: str, size: int, content: Iterable[bytes]) -> StoredFile:
    """One file, whole or not at all. Raises as `begin_handing_in` and `take_upload` do; `NotScanned`: it waits."""
    upload = append_pieces(begin_handing_in(party, name=name, size=size), content, at=0)
    return take_upload(upload, attach=attaching_own(party, upload))


def upload_by(party: Party, token: str) -> Upload | None:
    """What the party began to hand in; nobody finds anybody else's, though one desk sends them all."""
    found = upload_of(token, _desk(party.case), SUBJECT, party.case_id)
    return found if found is not None and found.outside and found.given == {PARTY: party.pk} else None


def attaching_own(party: Party, upload: Upload) -> Attach:
    """What happens to the file of this upload once it is taken."""
    return attaching(party.case, upload.account, upload.given, own=True)


def _desk(case: Case) -> Account:
    require_handing_in(case)
    street = place(case.street)
    assert street is not None, "a case lies in a street"
    return online_desk(street, case.unit)
