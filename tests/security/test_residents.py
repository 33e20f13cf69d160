"""What strangers and the two sides of a matter learn from the residents' pages: personal markers planted and looked for."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from hetang.commons.alliance.tests import factories as alliance
from hetang.commons.documents.tests.factories import samples
from hetang.faces.portal import forms
from hetang.faces.portal.matter import TICKET
from hetang.faces.portal.receipt import address_of
from hetang.flow.inquiry.api import ask_code
from hetang.flow.intake.api import Contact, Report, ask_withdrawal, register_case, take_back_withdrawal
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case, Party, add_party, parties_of, party_asking, tell
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.api import hand_in
from hetang.record.evidence.tests.factories import evidence
from hetang.record.remarks.api import write_remark
from hetang.services.mediation.tests import factories as mediations
from tests.security.test_urls import address, names, signed_in

# Planted in the names, numbers, texts and notes of matters in every state.
NAMES = [
    "欧阳晓雨",
    "诸葛大川",
    "慕容小菊",
    "令狐明远",
    "上官婉晴",
    "司徒建国",
    "公孙丽华",
    "皇甫铁生",
    "尉迟春梅",
    "宇文长河",
]
PHONES = [f"1370000{n:04d}" for n in range(9000, 9020)]
WORDS = [f"记号{sign}{sign}" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"]
MARKERS = [*NAMES, *PHONES, *WORDS]


@pytest.fixture
def planted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Ten matters with two people each: every marker stands in a name, a number, a text or a note."""
    monkeypatch.setattr(forms, "QUICKEST_SECONDS", 0)
    alliance.station(cast.station, is_default=True)
    made = []
    for n, state in enumerate(
        [
            "registered",
            "assigned",
            "returned",
            "in_progress",
            "resolved",
            "closed",
            "archived",
            "voided",
            "joined",
            "escalated",
        ]
    ):
        report = Report(
            text=f"{WORDS[2 * n]}，电话 {PHONES[2 * n]}，他叫{NAMES[n]}。",
            street=cast.street,
            applicant=NAMES[n],
            applicant_phone=PHONES[2 * n],
            respondent=NAMES[n - 1],
            respondent_phone=PHONES[2 * n + 1],
            submission=f"planted {n}",
            place_text=WORDS[2 * n + 1],
        )
        case = register_case(report, by=cast.operator)
        tell(
            case,
            "resolve" if n % 2 else "assign",
            by=cast.mediator,
            note=f"{WORDS[2 * n + 1]}{NAMES[n - 1]}",
            body={"unit": case.unit_id},
        )
        Case.objects.filter(pk=case.pk).update(state=state)
        made.append(Case.objects.get(pk=case.pk))
    return made


def found_in(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker in text]


def test_there_are_fifty_markers() -> None:
    assert len(set(MARKERS)) == 50


def test_a_stranger_who_opens_every_address_meets_none_of_them(cast: Cast, planted: list[Case]) -> None:
    """Every address of the house, with the planted cases in the places for one; and what a stranger can post."""
    client, case = Client(raise_request_exception=False), mediations.in_session(cast).case
    evidence(case, cast.mediator)
    before, met, answered = all_rows(), [], 0
    for name in sorted(names(get_resolver())):
        for there in (case, planted[0]):
            try:
                url = _made_up(name) or address(name, there)
            except (Case.DoesNotExist, IndexError, AssertionError):
                continue
            except Exception:  # noqa: BLE001 - what a case of another state does not have
                continue
            for answer in (
                client.get(url),
                client.post(url, {"note": "试试", "code": there.code, "phone": "13700000001"}),
            ):
                answered += 1
                told = (
                    b"".join(answer).decode("utf-8", "replace")
                    if answer.streaming
                    else answer.content.decode("utf-8", "replace")
                )
                told += str(answer.headers)
                met += [(name, marker) for marker in found_in(told)]
                assert answer.status_code < 500, (name, answer.status_code)
    assert met == []
    assert answered > 300
    assert set(changed(before)) <= {"inquiry_onetimecode", "people_tally", "api_rate"}


def _made_up(name: str) -> str:
    """Residents' addresses that need a part which nobody can guess."""
    if name == "portal-upload":
        return reverse(name, args=["0123456789abcdef"])
    if name == "portal-receipt-upload":
        return reverse(name, args=["x", "0123456789abcdef"])
    return reverse(name, args=["x"]) if name.startswith("portal-receipt") else ""


def test_links_from_the_front_door_lead_to_no_marker_and_to_one_sign_in(planted: list[Case]) -> None:
    client, waiting, seen, sign_ins = Client(), ["/p/"], set[str](), []
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        text = client.get(here, follow=True).content.decode()
        assert found_in(text) == []
        for link in re.findall(r'href="(/[^"#]*)"', text):
            link = link.replace("&amp;", "&")
            if link.startswith("/p/") and "look" not in link:
                waiting.append(link)
            elif not link.startswith(("/p/", "/static/")):
                sign_ins.append((here, link))
    assert sign_ins == [("/p/", "/login/")]
    assert {"/p/", "/p/file/", "/p/matter/"} <= seen


def opened(case: Case, phone: str) -> str:
    """Everything that whoever has this number can read of the matter."""
    client, asked = Client(), ask_code(case.code, phone)
    client.cookies[TICKET] = asked.ticket
    assert client.post(reverse("portal-code"), {"code": asked.code}).status_code == 302
    return client.get(reverse("portal-matter")).content.decode()


@pytest.fixture
def told_much(cast: Cast) -> Case:
    """A matter about which both sides, staff and files have said much, each with a marker of its own."""
    alliance.station(cast.station, is_default=True)
    report = Report(
        text="记号甲甲：他欠我钱不还，我的电话 13700009000。",
        street=cast.street,
        applicant="欧阳晓雨",
        applicant_phone="13700009000",
        respondent="诸葛大川",
        respondent_phone="13700009001",
        submission="told much",
        place_text="记号乙乙",
    )
    case = register_case(report, by=cast.operator)
    case = cases.put(case, "in_progress", assignee=cast.mediator, clock_name="mediation")
    applicant, respondent = parties_of(case)
    add_party(
        case,
        name="慕容小菊",
        phone="13700009002",
        role="relative",
        of=applicant,
        relation="表姐记号丙丙",
        by=cast.operator,
    )
    write_remark(case, text="记号丁丁：被申请人情绪激动，先不要约见", by=cast.mediator)
    for verb, note in (
        ("attempt", "记号戊戊：背靠背时他说愿意退一半"),
        ("record_standing", "记号己己"),
        ("check_identity", "记号庚庚"),
    ):
        for party in (applicant, respondent):
            tell(
                case,
                verb,
                by=cast.mediator,
                note=note,
                body={"party": party.pk, "contact": "call", "outcome": "agreed"},
            )
    tell(case, "accept", by=cast.mediator, note="记号辛辛")
    evidence(case, cast.mediator)
    for party, name in ((applicant, "记号壬壬.jpg"), (respondent, "记号癸癸.jpg")):
        handed(party, name, samples.jpeg(50 + party.pk % 50, 60))
    ask_withdrawal(asking(applicant), reason="记号子子，他逼我的", submission="withdrawn")
    return case


def asking(party: Party) -> Party:
    """The party as a visit finds it."""
    found = party_asking(party.pk)
    assert found is not None
    return found


def handed(party: Party, name: str, content: bytes) -> None:
    """A photo from the party's own page."""
    hand_in(asking(party), name=name, size=len(content), content=[content])


@pytest.mark.parametrize(("phone", "own"), [("13700009000", "applicant"), ("13700009001", "respondent")])
def test_each_side_reads_nothing_of_the_other_nor_of_what_staff_wrote(told_much: Case, phone: str, own: str) -> None:
    """Neither phones nor names nor texts, neither evidence nor caucus nor remarks; not even that there are such."""
    text = opened(told_much, phone)
    assert found_in(text) == []
    for silent in ("证据", "留言", "情绪", "背靠背", "联系", "身份情况", "陈调解", "周晴", told_much.number):
        body = text.split("<main", 1)[1].split("</main>", 1)[0]
        assert silent not in body.replace("请打热线或联系", ""), silent
    assert ("您反映的事情" in text) is (own == "applicant")
    assert text.count("工作人员核对了您的身份。") == 1


def test_the_sides_cannot_tell_what_was_done_with_the_other(cast: Cast, told_much: Case) -> None:
    before = opened(told_much, "13700009001")
    applicant = parties_of(told_much)[0]
    handed(applicant, "又一张.jpg", samples.jpeg(70, 70))
    take_back_withdrawal(asking(applicant))
    ask_withdrawal(asking(applicant), reason="还是算了", submission="once more")
    for verb in (
        "attempt",
        "follow_up",
        "miss_follow_up",
        "record_consent",
        "check_identity",
        "add_contact",
        "pause_clock",
    ):
        tell(told_much, verb, by=cast.mediator, note="只和申请人说", body={"party": applicant.pk})
    assert _steady(opened(told_much, "13700009001")) == _steady(before)


def _steady(page: str) -> str:
    return re.sub('name="(csrfmiddlewaretoken|submission)" value="[^"]*"', "", page)


def test_by_sending_a_file_nobody_learns_that_the_other_side_sent_it(told_much: Case) -> None:
    applicant, respondent, *_ = parties_of(told_much)
    same, other = samples.jpeg(50 + applicant.pk % 50, 60), samples.jpeg(90, 91)
    handed(applicant, "另一张.jpg", other)
    before = opened(told_much, "13700009001")
    handed(respondent, "试探.jpg", same)
    first = opened(told_much, "13700009001")
    handed(respondent, "新的.jpg", samples.jpeg(92, 93))
    second = opened(told_much, "13700009001")
    line = "收到了您交来的一份材料。"
    assert [text.count(line) for text in (before, first, second)] == [1, 2, 3]
    assert "您在网上一共交了 3 份。" in second


def test_a_receipt_shows_no_marker_and_takes_nothing_for_the_other_side(told_much: Case) -> None:
    contact = Contact.objects.filter(case=told_much).order_by("id")[0]
    client, where = Client(), address_of(contact)
    assert found_in(client.get(where).content.decode()) == []
    before = opened(told_much, "13700009001")
    photo = SimpleUploadedFile("记号丑丑.jpg", samples.jpeg(94, 95), "image/jpeg")
    answer = client.post(f"{where}photos/", {"photos": [photo]})
    assert answer.status_code == 302
    assert found_in(client.get(answer.headers["Location"]).content.decode()) == []
    assert _steady(opened(told_much, "13700009001")) == _steady(before)


def test_staff_pages_know_no_visit_and_residents_pages_no_staff(cast: Cast, told_much: Case) -> None:
    for who in (cast.operator, cast.mediator, cast.lead):
        assert found_in(signed_in(who).get(reverse("portal-matter")).content.decode()) == []
