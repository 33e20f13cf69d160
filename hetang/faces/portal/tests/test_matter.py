"""My matter: opened by a code, shown as far as it is this side's own, and closed to everybody else."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from hetang.faces.portal.matter import TICKET, VISIT
from hetang.flow.inquiry.api import ask_code
from hetang.flow.inquiry.tests.factories import APPLICANTS, NOBODYS, RESPONDENTS
from hetang.flow.intake.api import Contact
from hetang.ground.lib.ids import new_code
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup.api import FollowUp
from tests.security.test_urls import ONE_TIME, signed_in


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.case(cast)


def opened(case: Case, phone: str = APPLICANTS) -> Client:
    """A browser in which whoever has this number has opened the matter."""
    client, asked = Client(), ask_code(case.code, phone)
    client.cookies[TICKET] = asked.ticket
    answer = client.post(reverse("portal-code"), {"code": asked.code})
    assert answer.status_code == 302
    return client


def test_code_and_number_lead_to_the_page_for_the_digits(case: Case) -> None:
    client = Client()
    assert case.code in client.get(reverse("portal-matter"), {"code": case.code}).content.decode()
    answer = client.post(reverse("portal-matter"), {"code": case.code.lower(), "phone": APPLICANTS})
    assert answer.headers["Location"] == reverse("portal-code")
    cookie = answer.cookies[TICKET]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/p/matter/", True, "Lax")


def test_known_and_unknown_are_answered_alike(case: Case, settings: LazySettings) -> None:
    settings.DEMO = False
    answers = []
    for code, phone in ((case.code, APPLICANTS), (case.code, NOBODYS), (new_code(), APPLICANTS)):
        client = Client()
        first = client.post(reverse("portal-matter"), {"code": code, "phone": phone})
        second = client.post(reverse("portal-code"), {"code": "000000"})
        shape = (first.status_code, first.headers["Location"], sorted(first.cookies), len(first.cookies[TICKET].value))
        answers.append((shape, second.status_code, ONE_TIME.sub("", second.content.decode())))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1] == 422


def test_the_applicant_sees_state_unit_deadline_and_story(case: Case) -> None:
    text = opened(case).get(reverse("portal-matter")).content.decode()
    for wanted in ("已经登记，正在安排人员。", "蔡马驿站", case.code, "街道收到了您反映的事情", "前安排人员办理"):
        assert wanted in text


def test_a_staff_session_opens_nothing_and_a_visit_opens_no_page_of_the_staff(cast: Cast, case: Case) -> None:
    staff = signed_in(cast.operator)
    assert "经过" not in staff.get(reverse("portal-matter")).content.decode()
    resident = opened(case)
    for name in ("desk", "case-list", "registration"):
        assert resident.get(reverse(name)).headers["Location"].startswith("/login/")
    assert resident.get(reverse("case", args=[case.number])).status_code == 302
    # Not even under the staff's name for it.
    resident.cookies["sessionid"] = resident.cookies[VISIT].value
    assert resident.get(reverse("desk")).headers["Location"].startswith("/login/")


def test_leaving_closes_it_at_once(case: Case) -> None:
    client = opened(case)
    secret = client.cookies[VISIT].value
    client.post(reverse("portal-leaving"))
    client.cookies[VISIT] = secret
    assert "经过" not in client.get(reverse("portal-matter")).content.decode()


@pytest.mark.parametrize("name", ["portal-rating", "portal-words", "portal-photos", "portal-withdrawal"])
def test_without_a_visit_nothing_is_taken(case: Case, name: str) -> None:
    before = all_rows()
    assert Client().post(reverse(name), {"text": "x", "solved": "yes", "satisfaction": "very"}).status_code in {
        403,
        422,
    }
    assert changed(before) == {}


def test_a_rating_is_asked_for_once_it_is_done_and_taken_once(cast: Cast, case: Case) -> None:
    cases.put(case, "resolved", assignee=cast.mediator, clock_name="follow_up")
    Case.objects.filter(pk=case.pk).update(resolved_at=cases.MONDAY)
    client = opened(case)
    assert "办得怎么样" in client.get(reverse("portal-matter")).content.decode()
    answer = client.post(reverse("portal-rating"), {"solved": "no", "satisfaction": "unsatisfied"})
    assert answer.status_code == 302
    assert FollowUp.objects.get().solved == "no"
    assert "办得怎么样" not in client.get(answer.headers["Location"]).content.decode()


def test_not_solved_after_closing_reaches_the_lead_with_the_words(cast: Cast, case: Case) -> None:
    cases.put(case, "closed")
    client = opened(case)
    page = client.get(reverse("portal-matter")).content.decode()
    assert "没有解决？告诉我们" in page
    sent = {"text": "钱还没有退", "submission": "0" * 32}
    for _ in range(2):
        assert client.post(reverse("portal-words"), sent).status_code == 302
    assert Contact.objects.filter(case=case, news=True).count() == 1


def test_what_the_other_side_adds_is_theirs(case: Case) -> None:
    opened(case, RESPONDENTS).post(reverse("portal-words"), {"text": "已经退了一半", "submission": "1" * 32})
    assert not Contact.objects.get(case=case).news
    assert "补充" not in "".join(
        line for line in opened(case).get(reverse("portal-matter")).content.decode().split("经过")[1].split("</ol>")[:1]
    )


def test_a_closely_kept_matter_is_added_to_on_the_telephone(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    assert "只在电话里补充" in opened(case).get(reverse("portal-matter")).content.decode()
