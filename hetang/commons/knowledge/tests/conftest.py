"""The cast on a Monday morning."""

from collections.abc import Iterator

import pytest

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.places.tests import factories as places
from hetang.ground.lib import clock
from hetang.ground.rulepacks.tests.factories import load_packs


class Cast:
    """Who writes and who decides in one street; `stranger` leads in another."""

    def __init__(self) -> None:
        load_packs()
        self.street = places.street()
        other = places.street("330105009", "祥符街道", "XF")
        unit, far = places.unit(self.street, "st-1", "蔡马驿站"), places.unit(other, "xf-1", "祥符驿站")
        self.operator = accounts.staff("zhou", "周晴", "operator", unit)
        self.second_operator = accounts.staff("wu", "吴话务", "operator", unit)
        self.lead = accounts.staff("shen", "沈站长", "station_lead", unit)
        self.mediator = accounts.staff("chen", "陈调解", "mediator", unit)
        self.follow_up_operator = accounts.staff("hu", "胡回访", "follow_up_operator", unit)
        self.leader = accounts.staff("gao", "高主任", "leader", unit)
        self.stranger = accounts.staff("wei", "魏站长", "station_lead", far)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody on the day of the house's stories."""
    with clock.fixed_at(clock.now().replace(year=2026, month=3, day=9, hour=2, minute=0, second=0, microsecond=0)):
        yield Cast()
