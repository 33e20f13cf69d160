"""A petition that was passed on or refused is put into the archive too."""

import pytest
from django.test import Client

from hetang.flow.archive.actions import archive_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast


@pytest.mark.parametrize("state", ["transferred", "refused"])
def test_a_petition_that_ended_elsewhere_is_archived(cast: Cast, state: str) -> None:
    case = cases.put(cases.case(cast, kind="petition"), state)
    client = Client()
    client.force_login(cast.lead)
    assert f"/cases/{case.number}/archive/" in client.get(case.get_absolute_url()).content.decode()
    archive_case(case, by=cast.lead)
    case.refresh_from_db()
    assert case.state == "archived"
