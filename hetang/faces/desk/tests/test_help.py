"""Every page says how it works, to whoever asks."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from hetang.commons.accounts.api import ROLES, Account
from hetang.commons.accounts.tests import factories
from hetang.ground.lib import clock
from hetang.ground.lib.context import help_at, navigation
from hetang.ground.lib.labels import pick
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody on a Monday morning."""
    with clock.fixed_at(cases.MONDAY):
        yield cases.cast()


def asked(by: Account) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = by
    return request


@pytest.mark.parametrize("role", ROLES)
def test_every_place_to_go_says_what_is_done_there(role: str, cast: Cast) -> None:
    for entry in navigation(asked(factories.staff("ren", "任新", role, cast.station))):
        for language in ("zh", "en"):
            assert len(pick(entry.help, language)) > len(pick(entry.label, language)), entry.url


def test_the_nearest_place_speaks_for_the_pages_below_it(cast: Cast) -> None:
    entries = navigation(asked(cast.lead))
    assert help_at("/cases/ST2026-00001/risk/", entries) == help_at(reverse("case-list"), entries) != ""
    assert help_at("/nowhere/", entries) == ""


def test_the_page_shows_it_folded(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.operator)
    shown = client.get(reverse("registration")).content.decode()
    assert '<details class="help"><summary>' in shown
    assert "停下来就自动保存" in shown
