"""Two browsers: one in which the operator is signed in, one in which nobody is."""

from typing import Any

import pytest
from django.test import Client

DJANGO_SIGN_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"


@pytest.fixture
def stranger(settings: Any) -> Client:
    """Nobody is signed in. No test here may touch the database."""
    settings.ROOT_URLCONF = "hetang.ground.lib.tests.urls"
    settings.NAVIGATION = ["hetang.ground.lib.tests.cast.entries"]
    return Client(raise_request_exception=False)


@pytest.fixture
def operator(stranger: Client, settings: Any) -> Client:
    """The operator of `cast.py` is signed in."""
    mine = "hetang.ground.lib.tests.cast.SignedIn"
    settings.MIDDLEWARE = [mine if name == DJANGO_SIGN_IN else name for name in settings.MIDDLEWARE]
    return stranger
