"""`hetang upgrade`: what a new release asks of the data, done in its order by one command."""

from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from hetang.config.loading.shipped import bring_rules, missing_rules, shipped
from hetang.config.management.commands import upgrade
from hetang.config.roles.names import Names
from hetang.config.trouble import SetupError
from hetang.ground.journal.api import story
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.rulepacks.api import RulePack
from tests.plugins import clones

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    rulepacks.forget()
    yield
    rulepacks.forget()


def said() -> str:
    out = StringIO()
    call_command("upgrade", stdout=out)
    return out.getvalue()


def loadings() -> int:
    return story("loading", 1).count()


def test_it_loads_the_rules_of_the_release_once_and_says_so() -> None:
    assert len(missing_rules()) == len(list(shipped())) > 20
    assert "dispatch 1" in said()
    assert missing_rules() == []
    before = loadings()
    assert "rule packs loaded: —" in said()
    assert loadings() == before == 1, "the second time nothing is done"


def test_a_pack_that_came_with_the_release_is_loaded_and_the_others_are_left(settings: Any) -> None:
    bring_rules()
    kept = RulePack.objects.get(name="dispatch").pk
    RulePack.objects.filter(name="portal").delete()
    assert "rule packs loaded: portal 1\n" in said()
    assert RulePack.objects.get(name="dispatch").pk == kept


def test_the_streets_own_rules_go_on_holding_and_are_named() -> None:
    bring_rules()
    own = RulePack.objects.get(name="messages")
    body = {**own.body, "fresh_hours": own.body["fresh_hours"] + 1}
    own.delete()
    rulepacks.load_pack(name="messages", version=1000, effective_on=own.effective_on, basis=own.basis, body=body)
    assert "messages: 本街道的版本继续有效" in said()
    rulepacks.forget()
    assert rulepacks.pack("messages").version == 1000
    assert {pack.version for pack in rulepacks.versions("messages")} == {1, 1000}


def test_while_the_earlier_release_still_runs_no_table_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    url = clones.runtime_url_of(str(connection.settings_dict["NAME"]))
    names = Names("owner", str(urlsplit(url).username), "")
    monkeypatch.setattr(upgrade, "missing_migrations", lambda: ["cases.0002_more"])
    monkeypatch.setattr(upgrade, "names_of", lambda _environment: names)
    with psycopg.connect(url), pytest.raises(SetupError, match="Stop web, worker, jobs and words first"):
        said()
    assert missing_rules() != []
