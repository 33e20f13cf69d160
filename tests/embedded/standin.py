"""Settings with a few small apps in place of the house: backup, restore and console are the same over any tables."""

import os

import dj_database_url

from hetang.config.environment import Environment

ENV = Environment.read()
HETANG_HOME = ENV.home
DEMO = ENV.demo
SECRET_KEY = ENV.secret_key
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "hetang.ground.rulepacks",
    "hetang.ground.journal",
    "hetang.config",
    "tests.embedded.growing",
]
# The tables of an earlier release of the same software, or of today's.
RELEASE = "first" if "STANDIN_FIRST_RELEASE" in os.environ else "second"
MIGRATION_MODULES = {"growing": f"tests.embedded.growing.migrations_{RELEASE}"}
JOURNAL_DIGEST = ENV.digest
EXPORT_LOG = {"table": "no_such_table", "note": ""}
RULES: dict[str, str] = {}
RESTORING: dict[str, str] = {}
ERASED_LISTS: list[object] = []
WRAPPED_KEYS: list[str] = []
MIDDLEWARE: list[str] = []
JOURNAL_CONSUMERS: dict[str, str] = {}
DATABASES = {"default": dict(dj_database_url.parse(ENV.address or "postgres://127.0.0.1:1/not-configured"))}
STATIC_ROOT = ENV.home / "static"
USE_TZ = True
