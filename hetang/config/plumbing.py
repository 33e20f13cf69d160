"""How templates, the database, the browser's rules and the log are wired: what no room and no street adds to."""

from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF

TEMPLATES = [
    {
        "BACKEND": "hetang.ground.lib.jinja.RoomTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "hetang.ground.lib.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hetang.ground.lib.context.page",
            ],
        },
    },
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# A server or a firewall that went away without a word is noticed within half a minute, not after hours.
LINE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}


def database(address: str, pool_size: int) -> dict[str, Any]:
    """Django's description of the server at this address; 0 without a pool of connections."""
    config: dict[str, Any] = dict(dj_database_url.parse(address or "postgres://127.0.0.1:1/not-configured"))
    config["ENGINE"] = "django.db.backends.postgresql"
    config["OPTIONS"] = {**LINE, **config.get("OPTIONS", {})}
    if pool_size:
        # Re-using connections saves some 2 ms a request; only the web process asks for a pool (docs/decisions).
        config["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return config


def logging(formatter: str) -> dict[str, Any]:
    """Everything to standard error in one of three formats: `line`, `json`, or `all` for developers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        # Both leave out whatever could be about a person; only a developer's log has the words of exceptions.
        "formatters": {
            "line": {"()": "hetang.ground.lib.logs.LineFormatter"},
            "json": {"()": "hetang.ground.lib.logs.JsonFormatter"},
            "all": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": formatter}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {"django.request": {"level": "ERROR"}, "procrastinate": {"level": "WARNING"}},
    }
