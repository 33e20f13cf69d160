"""A party hands in a photo from their own page: for their own side, few and small, and nobody learns what others sent."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hetang.commons.accounts.api import online_desk
from hetang.commons.documents.api import (
    Infected,
    NotScanned,
    StoredFile,
    TooLarge,
    Upload,
    WrongKind,
    append_pieces,
    limits,
    take_upload,
)
from hetang.commons.documents.tests.factories import clamd, samples
from hetang.commons.people.api import TooOften
from hetang.ground.journal.api import story
from hetang.ground.lib import caller, clock
from hetang.ground.lib.refusals import Invalid, Refused, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen, Party, lines_for, parties_of, party_asking, timeline
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.evidence.actions.add import hand_in_evidence, take_waiting
from hetang.record.evidence.actions.hand_in import attaching_own, begin_handing_in, hand_in, upload_by
from hetang.record.evidence.actions.withdraw import withdraw_evidence
from hetang.record.evidence.handed import handed_in, terms
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import count_of
from hetang.record.evidence.tests.factories import evidence

MB = 1 << 20
RECEIVING = "hetang.commons.documents.actions.receive"


def of(case: Case, role: str = "applicant") -> Party:
    found = party_asking(case.parties.get(role=role).pk)
    assert found is not None
    return found


def photo(n: int = 0) -> bytes:
    return samples.jpeg(40 + n, 40)


def give(party: Party, content: bytes | None = None, name: str = "楼道.jpg") -> Evidence:
    content = photo() if content is None else content
    return Evidence.objects.get(file=hand_in(party, name=name, size=len(content), content=[content]))


def told(party: Party) -> list[str]:
    return [line.text for line in lines_for(of(party.case, party.role))]


@pytest.fixture(autouse=True)
def _address() -> None:
    caller.tell("10.0.0.1")


@pytest.mark.parametrize("role", ["applicant", "respondent"])
def test_it_is_on_record_as_theirs_and_told_to_their_side_alone(cast: Cast, case: Case, role: str) -> None:
    other = {"applicant": "respondent", "respondent": "applicant"}[role]
    before = told(of(case, other))
    row = give(of(case, role))
    assert (row.party, row.by, row.at) == (of(case, role), online_desk(cast.street, cast.station), MONDAY)
    assert told(of(case, role))[-1] == "收到了您交来的一份材料。"
    assert told(of(case, other)) == before
    assert "在网上自己交来一份证据：照片" in timeline(case, parties_of(case))[-1].text
    assert (count_of(Case.objects.get(pk=case.pk)), handed_in(of(case, role))) == (1, {row.pk})


def test_what_the_other_side_handed_in_the_same_cannot_be_learned(cast: Cast, case: Case) -> None:
    give(of(case, "respondent"))
    shown = {}
    for n, role in enumerate(("applicant", "respondent")):
        content = photo() if role == "applicant" else photo(1)
        before = len(handed_in(of(case, role)))
        give(of(case, role), content)
        shown[n] = (len(handed_in(of(case, role))) - before, told(of(case, role))[-1])
    assert shown[0] == shown[1]
    assert StoredFile.objects.count() == Evidence.objects.count() == 2
    assert count_of(Case.objects.get(pk=case.pk)) == 2
    assert Evidence.objects.order_by("id")[0].party == of(case, "respondent")
    assert [e.verb for e in story("case", case.pk)].count("hand_in_known") == 1


def test_sent_twice_it_is_one(case: Case) -> None:
    assert give(of(case)) == give(of(case), name="又一次.jpg")
    assert [e.verb for e in story("case", case.pk)].count("hand_in_evidence") == 1


def test_what_staff_withdrew_stays_withdrawn(cast: Cast, case: Case) -> None:
    row = evidence(case, cast.mediator, photo())
    withdraw_evidence(row, reason="传错案件", by=cast.mediator)
    assert give(of(case)).withdrawn_at is not None
    assert told(of(case))[-1] == "收到了您交来的一份材料。"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"MZ" + bytes(4000), "发票.jpg", WrongKind),
        (samples.WAV, "录音.wav", WrongKind),
        (samples.office(), "合同.docx", WrongKind),
        (samples.movie(), "楼道.mp4", WrongKind),
        (samples.png_bomb(), "图.png", Refused),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "图.jpg", WrongKind),
        (samples.jpeg() + samples.zipped({"a.exe": b"MZ"}), "图.jpg", Refused),
        (b"", "空.jpg", Invalid),
    ],
)
def test_only_photos_and_pdfs_by_their_content(case: Case, content: bytes, name: str, kind: type[Refused]) -> None:
    with pytest.raises(kind) as caught:
        give(of(case), content, name)
    assert caught.value.then
    assert (StoredFile.objects.count(), Evidence.objects.count(), handed_in(of(case))) == (0, 0, set())


def test_a_pdf_is_taken(case: Case) -> None:
    assert give(of(case), samples.PDF, "合同.pdf").file.kind == "pdf"


def test_too_large_a_file_is_refused_before_a_byte_of_it(case: Case) -> None:
    with pytest.raises(TooLarge) as caught:
        begin_handing_in(of(case), name="大.jpg", size=12 * MB + 1)
    assert "网上一份最多 12 MB" in caught.value.text()
    assert not Upload.objects.exists()


def test_so_many_and_no_more_and_those_on_their_way_count(case: Case) -> None:
    party, most = of(case), terms().files
    for n in range(most - 1):
        give(party, photo(n))
    begun = begin_handing_in(party, name="半张.jpg", size=1000)
    with pytest.raises(Invalid, match="最多交 20 份"):
        begin_handing_in(party, name="多.jpg", size=1000)
    begun.delete()
    give(party, photo(most))
    with pytest.raises(Invalid):
        begin_handing_in(party, name="多.jpg", size=1000)
    give(of(case, "respondent"), photo(most + 1))


def test_two_at_once_do_not_both_find_the_last_place(cast: Cast, case: Case) -> None:
    party = of(case)
    for n in range(terms().files):
        give(party, photo(n))
    file = evidence(case, cast.mediator, photo(99)).file
    with refused(Invalid, "网上一件事最多交 %(files)s 份材料，共 %(room)s MB，您的已经到了上限。"):
        hand_in_evidence(party, file=file, by=online_desk(cast.street, cast.station))


def test_the_sum_of_sizes_is_limited_too(case: Case) -> None:
    for _ in range(8):
        begin_handing_in(of(case), name="x.jpg", size=12 * MB)
    with pytest.raises(Invalid, match="100 MB"):
        begin_handing_in(of(case), name="x.jpg", size=12 * MB)


@pytest.mark.parametrize("full", [{"case_files": 1}, {"case_bytes": 1}])
def test_how_much_others_handed_in_is_told_to_nobody(
    cast: Cast, case: Case, full: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence(case, cast.mediator)
    tight = replace(limits(), **full)  # type: ignore[arg-type]
    begun = begin_handing_in(of(case), name="x.jpg", size=len(photo()))
    monkeypatch.setattr(f"{RECEIVING}.limits", lambda: tight)
    for act in (lambda: begin_handing_in(of(case), name="x.jpg", size=1000), lambda: finish(of(case), begun)):
        with pytest.raises(Invalid) as caught:
            act()
        assert caught.value.what == "网上收不下更多材料了。"


def finish(party: Party, upload: Upload) -> None:
    take_upload(append_pieces(upload, [photo()], at=0), attach=attaching_own(party, upload))


def test_strangers_do_not_fill_the_last_of_the_disk(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{RECEIVING}.incoming.free_bytes", lambda: 4000 * MB)
    with pytest.raises(WrongState, match="网上暂时收不下文件"):
        begin_handing_in(of(case), name="x.jpg", size=1000)


def test_a_party_meets_its_limit_however_the_addresses_change(case: Case) -> None:
    for n in range(60):
        caller.tell(f"10.0.{n}.1")
        begin_handing_in(of(case), name="x.jpg", size=1).delete()
    with pytest.raises(TooOften):
        begin_handing_in(of(case), name="x.jpg", size=1)
    begin_handing_in(of(case, "respondent"), name="x.jpg", size=1)


@pytest.mark.parametrize("level", ["sensitive", "sealed"])
def test_what_is_kept_closely_is_handed_over_in_person(case: Case, level: str) -> None:
    party = of(case)
    Case.objects.filter(pk=case.pk).update(sensitivity=level)
    party.case.refresh_from_db()
    with pytest.raises(WrongState, match="不在网上收材料"):
        begin_handing_in(party, name="x.jpg", size=1)


def test_closed_meanwhile_it_is_not_taken(cast: Cast, case: Case) -> None:
    party = of(case)
    cases.put(case, "closed", assignee=cast.mediator)
    with pytest.raises(Frozen):
        give(party)
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_nobody_finds_what_somebody_else_began(cast: Cast, case: Case) -> None:
    begun = begin_handing_in(of(case), name="x.jpg", size=9)
    assert upload_by(of(case), begun.token) == begun
    assert upload_by(of(case, "respondent"), begun.token) is None
    assert upload_by(of(cases.in_hand(cast)), begun.token) is None


def test_a_virus_is_refused_and_a_silent_scanner_makes_it_wait(case: Case, settings: Any) -> None:
    with clamd.told() as server:
        settings.CLAMD = server.address
        server.verdict = b"stream: Eicar.Test FOUND\0"
        with pytest.raises(Infected):
            give(of(case))
        server.verdict = b""
        with pytest.raises(NotScanned):
            give(of(case), photo(1))
    settings.CLAMD = ""
    with clock.fixed_at(MONDAY + timedelta(minutes=2)):
        assert take_waiting() == 1
    assert Evidence.objects.get().party == of(case)
    assert told(of(case))[-1] == "收到了您交来的一份材料。"


def test_what_the_worker_takes_meets_the_same_rules(case: Case) -> None:
    upload = begin_handing_in(of(case), name="录音.wav", size=len(samples.WAV))
    append_pieces(upload, [samples.WAV], at=0)
    with clock.fixed_at(MONDAY + timedelta(minutes=2)):
        assert take_waiting() == 0
    assert not Evidence.objects.exists()


def test_photos_without_order(case: Case) -> None:
    """Whatever two parties send in whatever order, each is told of their own and of as many as they sent."""
    dice, sent = random.Random(5), {"applicant": set[int](), "respondent": set[int]()}
    for _ in range(30):
        role, n = dice.choice(sorted(sent)), dice.randrange(12)
        give(of(case, role), photo(n))
        sent[role].add(n)
    for role, numbers in sent.items():
        assert len(handed_in(of(case, role))) == len(numbers)
        assert told(of(case, role)).count("收到了您交来的一份材料。") == len(numbers)
