"""Fixtures for every test, in the rooms and in `tests/`. They live in `tests/plugins`."""

pytest_plugins = ["tests.plugins.home", "tests.plugins.database", "tests.plugins.server", "tests.plugins.browser"]
