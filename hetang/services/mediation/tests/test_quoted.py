"""What a settlement points at reads as it did when it was made, whatever was adopted since."""

from collections.abc import Iterator

import pytest
from django.test import Client

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.alliance.api import clauses_for
from hetang.commons.alliance.tests import factories as alliance
from hetang.commons.places.api import Place
from hetang.ground.lib import clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation import api as mediation
from hetang.services.mediation.queries import grounds_for, quoted_grounds, settlement_of
from hetang.services.mediation.tests import factories as mediations


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(MONDAY):
        yield factories.cast()


def settled(cast: Cast) -> Case:
    """By a settlement that quotes all that fits."""
    held = mediations.in_session(cast)
    case = held.case
    alliance.clause(Place.objects.get(code=case.community), 1, case.category)
    grounds = [g.key for g in grounds_for(case)]
    mediation.settle(held, agreement=mediations.agreement(case, grounds=grounds), by=cast.mediator)
    return case


def test_a_clause_of_an_earlier_covenant_is_still_quoted_word_for_word(cast: Cast) -> None:
    case = settled(cast)
    held = mediation.mediation_of(case)
    assert held is not None
    settlement = settlement_of(held)
    assert settlement is not None
    before = quoted_grounds(settlement)
    assert any(ground.label["zh"] == "居民公约第 1 条" for ground in before)
    admin = accounts.staff("keeper", "钱系统", "system_admin", cast.station)
    community = Place.objects.get(code=case.community)
    alliance.new_covenant(community, "全改了", case.category, adopted_on=clock.today(), by=admin)
    assert [c.text_zh for c in clauses_for(case.community, {case.category})] == ["全改了"]
    assert quoted_grounds(settlement) == before
    client = Client()
    client.force_login(cast.mediator)
    assert "居民公约第 1 条" in client.get(case.get_absolute_url()).content.decode()
