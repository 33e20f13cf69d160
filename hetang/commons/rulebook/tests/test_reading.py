"""The rules to be read: which version holds, what the last one changed, which year has no holidays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests.factories import Office, office
from hetang.ground.lib import clock
from hetang.ground.lib.yamlrows import read_text
from hetang.ground.rulepacks import api as rulepacks

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def cast(db: None, settings: Any) -> Iterator[Office]:
    """Everybody on a Monday morning."""
    settings.DEMO = True
    with clock.fixed_at(MONDAY):
        yield office()
    rulepacks.forget()


@pytest.fixture
def reader(cast: Office) -> Client:
    client = Client()
    client.force_login(cast.mediator)
    return client


def second_version(effective_on: date) -> None:
    first = rulepacks.pack("deadlines")
    entries = [e | {"amount": 20} if e["key"] == "mediation" else e for e in first.body["entries"]]
    rulepacks.load_pack(
        name="deadlines",
        version=2,
        effective_on=effective_on,
        basis="本街道规定",
        body=first.body | {"entries": entries},
    )


def test_every_pack_is_listed_with_its_version_and_basis(reader: Client) -> None:
    shown = reader.get(reverse("rules")).content.decode()
    for name in rulepacks.KINDS:
        if rulepacks.versions(name):
            assert reverse("rule-pack", args=[name]) in shown
    assert "时限" in shown
    assert "国办发明电〔2023〕7号" in shown
    assert "尚未装入" not in shown


def test_a_version_to_come_is_announced_and_the_one_in_force_stays(reader: Client) -> None:
    second_version(date(2026, 4, 1))
    assert "第 2 版待生效" in reader.get(reverse("rules")).content.decode()
    shown = reader.get(reverse("rule-pack", args=["deadlines"])).content.decode()
    assert "调解（mediation） › 期限" in shown
    assert "30 → 20" in shown
    assert shown.index("第 2 版") < shown.index("现行</span>") < shown.index("第 1 版") + 400


def test_from_november_the_coming_year_is_asked_for(reader: Client, cast: Office) -> None:
    with clock.fixed_at(datetime(2026, 11, 1, 2, tzinfo=UTC)):
        reader.logout()
        reader.force_login(cast.mediator)
        assert "2027年放假安排尚未装入" in reader.get(reverse("rules")).content.decode()


def test_a_pack_that_is_not_there_is_not_found(reader: Client) -> None:
    assert reader.get(reverse("rule-pack", args=["letters"])).status_code == 404


def test_the_english_page_has_english_words(reader: Client) -> None:
    shown = reader.get(reverse("rule-pack", args=["deadlines"]), headers={"accept-language": "en"}).content.decode()
    assert "Mediation" in shown
    assert "30 days · when the mediator accepts · Several Provisions" in shown


def test_a_version_can_be_taken_home_as_a_file_and_comes_back_the_same(reader: Client) -> None:
    answer = reader.get(reverse("rule-file", args=["deadlines", 1]))
    assert "deadlines.1.yaml" in answer["Content-Disposition"]
    read = read_text("x", answer.content.decode()).plain()
    assert read == {"name": "deadlines", "version": 1, **vars_of("deadlines")}
    assert reader.get(reverse("rule-file", args=["deadlines", 7])).status_code == 404


def vars_of(name: str) -> dict[str, Any]:
    found = rulepacks.pack(name)
    return {"effective_on": found.effective_on, "basis": found.basis, **found.body}
