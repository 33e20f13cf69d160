"""Roles."""

from hetang.commons.accounts.rules import ROLES, STREET_WIDE


def test_street_wide_roles_are_roles() -> None:
    assert set(ROLES) > STREET_WIDE
