"""The check behind "nothing changed" sees a change."""

import pytest
from django.db import connection, transaction

from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.lib.tests.refusing import all_rows, changed, refused

pytestmark = pytest.mark.django_db


def write(version: int) -> None:
    connection.cursor().execute(
        "INSERT INTO rulepacks_rulepack (name, version, effective_on, basis, body, loaded_at)"
        " VALUES ('x', %s, '2026-01-01', '', '{}', now())",
        [version],
    )


def test_a_new_a_changed_and_a_lost_row_are_seen() -> None:
    before = all_rows()
    write(1)
    assert changed(before) == {"rulepacks_rulepack": 1}
    before = all_rows()
    connection.cursor().execute("UPDATE rulepacks_rulepack SET basis = 'y'")
    assert changed(before) == {"rulepacks_rulepack": 0}
    before = all_rows()
    connection.cursor().execute("DELETE FROM rulepacks_rulepack")
    assert changed(before) == {"rulepacks_rulepack": -1}


def test_a_refusal_that_wrote_is_found() -> None:
    with pytest.raises(AssertionError), refused(Invalid, "不行"):
        write(1)
        raise Invalid("不行")


def test_another_refusal_or_none_is_found() -> None:
    with pytest.raises(AssertionError), refused(Invalid, "不行"):
        raise NotAllowed("不行")
    with pytest.raises(AssertionError), refused(Invalid, "不行"):
        raise Invalid("不许")
    with pytest.raises(pytest.fail.Exception), refused(Invalid, "不行"):
        pass


def test_what_was_undone_again_counts_as_nothing() -> None:
    with refused(Invalid, "不行"), transaction.atomic():
        write(1)
        raise Invalid("不行")


def test_a_change_to_what_the_same_transaction_wrote_is_seen() -> None:
    write(1)
    with pytest.raises(AssertionError), refused(Invalid, "不行"):
        connection.cursor().execute("UPDATE rulepacks_rulepack SET basis = 'y'")
        raise Invalid("不行")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_rows_are_compared_whole() -> None:
    with pytest.raises(AssertionError), refused(Invalid, "不行"):
        write(1)
        raise Invalid("不行")
