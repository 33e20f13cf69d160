"""Tests of accounts hash quickly: how slow a real hash is has its own test."""

from typing import Any

import pytest


@pytest.fixture
def quick_hashes(db: None, settings: Any) -> None:
    """MD5 in the place of PBKDF2; initial passwords keep their own hash."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "hetang.commons.accounts.hashers.InitialCodeHasher",
    ]
