"""The house as a server hands it out, with one address more that answers with a constant (`urls.py`)."""

from django.conf import settings

from hetang.config.wsgi import application

settings.ROOT_URLCONF = "tests.performance.urls"

__all__ = ["application"]
