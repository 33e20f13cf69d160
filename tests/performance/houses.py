"""A home of its own for what is measured: nothing of the caller's settings, a database with the demo street."""

import os
import subprocess
import sys
from pathlib import Path

from hetang.config.environment import CHECKOUT

STREET = CHECKOUT / "demo" / "shangtang"
INHERITED = ("DATABASE_URL", "HETANG_POOL_SIZE", "HETANG_SECRET_KEY")


def move_to(home: Path) -> None:
    """From here on settings are those of a demonstration at `home`. To be called before Django reads them."""
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", DJANGO_SETTINGS_MODULE="hetang.config.settings")
    for name in INHERITED:
        os.environ.pop(name, None)


def furnish() -> None:
    """Tables and the demo street, no case. The database of the home is running, the working folder is the checkout."""
    for words in (("migrate",), ("load", str(STREET))):
        subprocess.run([sys.executable, "-m", "hetang", *words], check=True, stdout=subprocess.DEVNULL)
