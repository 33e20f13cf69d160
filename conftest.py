"""Fixtures for every test, in the rooms and in `tests/`. They live in `tests/plugins`."""

from hypothesis import settings

pytest_plugins = ["tests.plugins.home", "tests.plugins.database", "tests.plugins.server", "tests.plugins.browser"]

# An example that takes long says something about the neighbours of this machine, not about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
