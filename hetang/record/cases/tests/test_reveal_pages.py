"""The pages on which something is shown in clear: the reason is asked for first, and nothing is shown without it."""

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import REVEALS_PER_HOUR, AccessLog
from hetang.record.cases.actions.parties import add_party
from hetang.record.cases.models import Case, Party, TextReference
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

ID_NUMBER = "330105200001010017"


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with everything that is sealed."""
    found = factories.case(cast, summary="打13800135678找卖家王小明", parties=[])
    add_party(
        found,
        name="王小明",
        phone="13900000002",
        id_number=ID_NUMBER,
        address="朝晖六区32幢501室",
        role="respondent",
        by=cast.operator,
    )
    return factories.put(found, "in_progress", assignee=cast.mediator, clock_name="mediation")


def client(who: Account) -> Client:
    found = Client()
    found.force_login(who)
    return found


def party(case: Case) -> Party:
    return case.parties.get()


def post(who: Account, case: Case, **data: str) -> str:
    url = reverse("case-party-reveal", args=[case.number, party(case).pk])
    return client(who).post(url, data).content.decode()


def test_the_case_page_shows_masks_and_records_the_look(cast: Cast, case: Case) -> None:
    page = client(cast.mediator).get(case.get_absolute_url()).content.decode()
    for mask in ("139****0002", "330105********0017", "朝晖六区****", "138****5678"):
        assert mask in page
    for clear in ("13900000002", ID_NUMBER, "501室", "13800135678"):
        assert clear not in page
    assert "王小明" in page
    read = AccessLog.objects.get()
    assert (read.account, read.kind, read.subject_key, read.subject) == (cast.mediator, "view", case.pk, case.number)


def test_who_only_oversees_sees_masked_names_and_no_way_to_open_them(cast: Cast, case: Case) -> None:
    page = client(cast.leader).get(case.get_absolute_url()).content.decode()
    assert "王**" in page
    assert "王小明" not in page
    assert reverse("case-references", args=[case.number]) not in page
    assert "显示号码" not in page


@pytest.mark.parametrize(
    ("field", "clear"),
    [("phone", "13900000002"), ("id_number", ID_NUMBER), ("address", "朝晖六区32幢501室"), ("name", "王小明")],
)
def test_a_field_is_shown_once_there_is_a_reason(cast: Cast, case: Case, field: str, clear: str) -> None:
    asked = post(cast.mediator, case, field=field)
    assert "为什么需要看？" in asked
    if field != "name":
        assert clear not in asked
    assert not AccessLog.objects.filter(kind="reveal").exists()
    assert clear in post(cast.mediator, case, field=field, reason="核对身份")
    read = AccessLog.objects.get(kind="reveal")
    assert (read.field, read.reason, read.address) == (field, "核对身份", "127.0.0.1")


def test_a_number_in_the_text_is_shown_once_there_is_a_reason(cast: Cast, case: Case) -> None:
    url = reverse("case-references", args=[case.number])
    code = TextReference.objects.get().code
    asked = client(cast.mediator).post(url, {"code": code})
    assert "13800135678" not in asked.content.decode()
    shown = client(cast.mediator).post(url, {"code": code, "reason": "联系当事人"})
    assert "13800135678" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]


def test_a_code_of_another_case_opens_nothing(cast: Cast, case: Case) -> None:
    mine = factories.in_hand(cast)
    code = TextReference.objects.get().code
    url = reverse("case-references", args=[mine.number])
    assert client(cast.mediator).post(url, {"code": code, "reason": "好奇"}).status_code == 404


def test_too_many_looks_are_stopped_and_the_alert_stays(cast: Cast, case: Case) -> None:
    for _ in range(REVEALS_PER_HOUR):
        post(cast.mediator, case, field="phone", reason="联系当事人")
    url = reverse("case-party-reveal", args=[case.number, party(case).pk])
    stopped = client(cast.mediator).post(url, {"field": "phone", "reason": "联系当事人"})
    assert stopped.status_code == 403
    assert "13900000002" not in stopped.content.decode()
    assert AccessLog.objects.filter(kind="alert", account=cast.mediator).count() == 1


def test_a_wrong_identity_number_is_told_beside_the_field(cast: Cast, case: Case) -> None:
    url = reverse("case-parties", args=[case.number])
    data = {"name": "罗浩", "role": "respondent", "id_number": "330105200001010018", "phone": "12"}
    answer = client(cast.mediator).post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "身份证号的最后一位与前面不符，请逐位核对。" in page
    assert "不像电话号码" in page
    assert client(cast.mediator).post(url, data | {"id_number": ID_NUMBER, "phone": ""}).status_code == 302
