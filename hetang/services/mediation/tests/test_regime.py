"""Under which law a mediation is held decides its fee, its form and its consent."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup.tests.factories import side
from hetang.services.mediation.actions.finish import settle, terminate
from hetang.services.mediation.actions.prepare import begin_session, tell_rights
from hetang.services.mediation.actions.regime import choose_regime, set_fee
from hetang.services.mediation.models import Fee, Mediation
from hetang.services.mediation.tests import factories

NO_FEE = "%(regime)s不收费：%(basis)s"


def commercial(cast: Cast) -> Mediation:
    mediation = factories.opened(cast)
    return choose_regime(mediation, regime="commercial", note="双方都是公司", by=cast.mediator)


def test_peoples_mediation_takes_no_fee_and_the_article_is_told(cast: Cast) -> None:
    mediation = factories.in_session(cast)
    with refused(Invalid, NO_FEE):
        set_fee(mediation, amount_fen=100, by=cast.mediator)
    assert "第四条" in rulepacks.entries("regimes")[0]["free_by"]["zh"]


@pytest.mark.parametrize("regime", ["industry", "administrative", "judicial"])
def test_no_other_free_regime_takes_one_either(cast: Cast, regime: str) -> None:
    mediation = choose_regime(factories.opened(cast), regime=regime, note="已说明", by=cast.mediator)
    with refused(Invalid, NO_FEE):
        set_fee(mediation, amount_fen=100, by=cast.mediator)


def test_a_commercial_mediation_writes_its_fee_down_and_loses_it_on_the_way_back(cast: Cast) -> None:
    mediation = commercial(cast)
    set_fee(mediation, amount_fen=80_000, by=cast.mediator)
    assert Fee.objects.get().amount_fen == 80_000
    with refused(Invalid, "金额须大于零。"):
        set_fee(mediation, amount_fen=0, by=cast.mediator)
    choose_regime(mediation, regime="people", note="改为免费", by=cast.mediator)
    ended = Fee.objects.get()
    assert (ended.amount_fen, ended.ended_at) == (80_000, clock.now()), "given up, and still on record"
    choose_regime(mediation, regime="commercial", note="又改回收费", by=cast.mediator)
    set_fee(mediation, amount_fen=60_000, by=cast.mediator)
    assert set_fee(mediation, amount_fen=50_000, by=cast.mediator).ended_at is None
    assert list(Fee.objects.order_by("id").values_list("amount_fen", flat=True)) == [80_000, 50_000]


def test_consent_to_one_regime_is_none_to_another(cast: Cast) -> None:
    mediation = factories.opened(cast)
    factories.say(mediation, cast, "consents")
    tell_rights(mediation, by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(minutes=5)):
        mediation = choose_regime(mediation, regime="commercial", note="双方都是公司", by=cast.mediator)
        assert mediation.rights_told_at is None
        tell_rights(mediation, by=cast.mediator)
        factories.say(mediation, cast, "consents")
        with refused(Missing, "还不能“%(verb)s”。"):
            begin_session(mediation, by=cast.mediator)
        factories.say(mediation, cast, "consents", side(mediation.case, "applicant"))
        begin_session(mediation, by=cast.mediator)


def test_it_is_chosen_before_mediation_begins_from_the_list_and_with_a_reason(cast: Cast) -> None:
    begun, opened = factories.in_session(cast), factories.opened(cast)
    with refused(WrongState, "调解已经开始，不能再换调解类型。"):
        choose_regime(begun, regime="commercial", note="想收费", by=cast.mediator)
    with refused(Invalid, "还没有写原因。"):
        choose_regime(opened, regime="commercial", note=" ", by=cast.mediator)
    for regime in ("people", "mafia", ""):
        with refused(Invalid, "请选择另一种调解类型。"):
            choose_regime(opened, regime=regime, note="试试", by=cast.mediator)


def test_a_commercial_settlement_is_in_writing_and_counted_apart(cast: Cast) -> None:
    mediation = commercial(cast)
    tell_rights(mediation, by=cast.mediator)
    for role in ("applicant", "respondent"):
        factories.say(mediation, cast, "consents", side(mediation.case, role))
    mediation = begin_session(mediation, by=cast.mediator)
    oral = factories.agreement(mediation.case)
    with refused(Invalid, "%(regime)s须制作书面协议。"):
        settle(mediation, agreement=oral, by=cast.mediator)
    settle(
        mediation, agreement=factories.agreement(mediation.case, form="written", paper_complete=True), by=cast.mediator
    )
    body = list(story("case", mediation.case_id))[-1].body
    assert (body["regime"], body["returned_as"]) == ("commercial", "other")


def test_peoples_mediation_is_returned_as_such(cast: Cast) -> None:
    mediation = terminate(factories.in_session(cast), reason="no_agreement", by=cast.mediator)
    assert list(story("case", mediation.case_id))[-1].body["returned_as"] == "people"


def test_a_fee_of_a_peoples_mediation_is_not_even_stored(cast: Cast) -> None:
    mediation = factories.in_session(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fee.objects.create(mediation=mediation, regime="people", amount_fen=1, at=MONDAY, by=cast.mediator)
