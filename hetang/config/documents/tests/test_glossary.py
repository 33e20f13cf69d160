"""The glossary names every word that the tables use, and no word that the code has lost."""

import pytest

from hetang.commons.accounts.api import ROLES
from hetang.config.documents import glossary
from hetang.insight.api import MEASURES
from hetang.record.cases.api import CASE
from hetang.services.mediation.api import MEDIATION


def test_every_state_verb_need_role_and_measure_has_its_row() -> None:
    rows = glossary.glossary_page().splitlines()
    keys = {*ROLES, *MEASURES}
    for table in (CASE, MEDIATION):
        keys |= {*table.states, *table.needs, *(move.verb for move in table.moves)}
    codes = {row.split("|")[3].strip(" `") for row in rows if row.startswith("| ") and row.count("|") == 4}
    assert keys <= codes


def test_a_noun_that_the_code_lost_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "NOUNS", (("鬼", "ghost", "hetang.record.cases.api.Ghost"),))
    with pytest.raises(ImportError, match="Ghost"):
        glossary.glossary_page()


def test_a_word_without_english_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "_english", dict)
    with pytest.raises(KeyError):
        glossary.glossary_page()
