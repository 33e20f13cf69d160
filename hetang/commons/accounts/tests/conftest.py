"""Tests of accounts hash quickly: how slow a real hash is has its own test."""

from typing import Any

import pytest

from hetang.commons.accounts.models import Account
from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import Office


@pytest.fixture
def quick_hashes(db: None, settings: Any) -> None:
    """MD5 in the place of PBKDF2; initial passwords keep their own hash."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "hetang.commons.accounts.hashers.InitialCodeHasher",
    ]


@pytest.fixture
def office(quick_hashes: None) -> Office:
    """Three administrators and who else works there."""
    return factories.office()


@pytest.fixture
def lina(office: Office) -> Account:
    """A colleague without a duty."""
    return factories.account("lina", "李娜")
