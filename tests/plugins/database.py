"""The tests' database: a clone of a template that is keyed by the migrations."""

from collections.abc import Iterator

import pytest
from django.db import connections

from tests.plugins import clones

MIGRATIONS = ["hetang/**/migrations/*.py", "hetang/config/settings.py"]
# The street is made by real actions: what decides about its rows belongs to the key as well.
STREET = [
    *MIGRATIONS,
    "demo/**/*",
    "hetang/**/actions*.py",
    "hetang/**/actions/*.py",
    "hetang/**/rules.py",
    "hetang/**/lifecycle.py",
    "hetang/**/models.py",
    "hetang/**/models/*.py",
    "hetang/**/data/**/*.yaml",
    "hetang/config/**/*.py",
]


@pytest.fixture(scope="session")
def empty_template() -> str:
    """Name of the template with all tables and no rows."""
    return clones.ensure_template("empty", clones.digest_of(MIGRATIONS), None, _migrate)


@pytest.fixture(scope="session")
def street_template(empty_template: str) -> str:
    """Name of the template with the demo street loaded, no case in it."""
    return clones.ensure_template("street", clones.digest_of(STREET), empty_template, _load_street)


@pytest.fixture(scope="session")
def year_template(street_template: str) -> str:
    """Name of the template with the demo street and its generated year of cases."""
    return clones.ensure_template("year", clones.digest_of(STREET), street_template, _play_year)


def _migrate(url: str) -> None:
    clones.run_hetang(url, "migrate", "--verbosity", "0")


def _load_street(url: str) -> None:
    clones.run_hetang(url, "load", str(clones.ROOT / "demo" / "shangtang"))


def _play_year(url: str) -> None:
    clones.run_hetang(url, "demo", str(clones.ROOT / "demo" / "shangtang"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, empty_template: str) -> Iterator[None]:
    """What pytest-django calls before the first test that asks for the database."""
    default = connections["default"]
    with clones.clone(empty_template, "test") as name:
        default.close()
        default.settings_dict["NAME"] = name
        yield
        for connection in connections.all(initialized_only=True):
            connection.close()
