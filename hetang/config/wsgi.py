"""WSGI entry point for Granian."""

import os

from django.core.wsgi import get_wsgi_application

from hetang.config.processes.child import follow_parent
from hetang.config.processes.garbage import settle

if os.environ.get("HETANG_SUPERVISED"):
    # Granian's own workers would outlive a Granian that is killed, and keep its port.
    follow_parent(os.getppid())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hetang.config.settings")
application = get_wsgi_application()
settle()
