"""Django's commands that look at models and files alone, without a database: `python -m tooling.offline COMMAND`."""

import os
import sys
import tempfile
import warnings

from django.core.management import execute_from_command_line


def main() -> None:
    """Django ends the process with the command's exit code."""
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    with tempfile.TemporaryDirectory(prefix="hetang-offline-") as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "hetang.config.settings", "HETANG_HOME": home}
        os.environ["HETANG_SECRET_KEY"] = "offline"
        execute_from_command_line(["hetang", *sys.argv[1:]])


if __name__ == "__main__":
    main()
