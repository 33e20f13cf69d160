"""What a resident sends by themself is taken in as reception takes it in: once, with consent, within limits."""

import pytest
from django.contrib.auth import authenticate

from hetang.commons.people.api import TooOften
from hetang.commons.people.tests.factories import spend_limits
from hetang.flow.intake.actions.online import Told, file_online, tell_online
from hetang.flow.intake.models import Contact
from hetang.flow.intake.queries import news_waiting
from hetang.flow.intake.tests import factories
from hetang.ground.lib import caller
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case, Party
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.rights.api import Consent

AGREED = Told(version=1, agreed=True)


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    factories.open_stations(cast)


def filed(cast: Cast, **other: object) -> Case:
    return file_online(factories.report(cast, **other), told=AGREED)


def test_it_becomes_a_case_of_the_station_with_consent_on_record(cast: Cast) -> None:
    case = filed(cast, community=cast.community)
    contact = Contact.objects.get(case=case)
    consent = Consent.objects.get(case=case)
    assert (case.state, case.unit, contact.channel) == ("registered", cast.other_station, "web")
    assert (consent.notice, consent.version, consent.means, consent.basis) == ("general", 1, "online", "consent")
    assert consent.person_id == contact.person_id


def test_sent_twice_it_is_one_case_and_counts_once(cast: Cast) -> None:
    first = filed(cast)
    before = all_rows()
    assert filed(cast) == first
    assert changed(before) == {}


def test_the_same_form_with_other_words_is_refused(cast: Cast) -> None:
    filed(cast)
    before = all_rows()
    with pytest.raises(WrongState):
        filed(cast, text="另一件事")
    assert changed(before) == {}


@pytest.mark.parametrize("told", [Told(version=1, agreed=False), Told(version=0, agreed=True)])
def test_without_agreement_to_the_wording_in_force_nothing_is_kept(cast: Cast, told: Told) -> None:
    filed(cast, submission="before")
    before = all_rows()
    with pytest.raises(Invalid):
        file_online(factories.report(cast), told=told)
    assert changed(before) == {}


def test_a_number_meets_its_limit_however_the_addresses_change(cast: Cast) -> None:
    for n in range(6):
        caller.tell(f"10.0.{n}.1")
        filed(cast, submission=f"s{n}", text=f"第 {n} 件")
    caller.tell("10.9.9.9")
    with pytest.raises(TooOften):
        filed(cast, submission="one too many", text="第七件")
    assert Case.objects.count() == 6


def test_who_meets_the_limit_still_finds_the_receipt_of_what_was_sent(cast: Cast) -> None:
    first = filed(cast, submission="s")
    spend_limits()
    assert filed(cast, submission="s") == first


def test_nobody_signs_in_as_the_online_desk(cast: Cast) -> None:
    desk = Contact.objects.get(case=filed(cast)).by
    assert not desk.has_usable_password()
    assert authenticate(username=desk.username, password="") is None


def applicant(case: Case) -> Party:
    return case.parties.select_related("case__unit", "person").get(role="applicant")


def test_what_is_told_about_a_closed_case_waits_for_the_lead(cast: Cast) -> None:
    case = filed(cast)
    cases.put(case, "closed")
    told = tell_online(applicant(case), text="钱还是没有退", submission="again")
    assert tell_online(applicant(case), text="钱还是没有退", submission="again") == told
    assert list(news_waiting(cast.lead)) == [told]


def test_about_a_closely_kept_case_nothing_is_taken_online(cast: Cast) -> None:
    case = filed(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    before = all_rows()
    with pytest.raises(NotAllowed):
        tell_online(applicant(case), text="还有一件事", submission="again")
    assert changed(before) == {}
