"""Makes the hashed requirement lists anew: `.venv/bin/python -m tooling.lock`, after `bin/test` has set up.

The lists hold names, versions and hashes, never an address, so every machine uses the registry it is set up for.
"""

import sys

from tooling.setup.paths import REQUIREMENTS, ROOT
from tooling.setup.python import UV
from tooling.setup.shell import run

# `dev` is solved under the versions of `embedded`, so that installing one over the other changes nothing shared.
LISTS = {"tools": (), "node": (), "embedded": (), "dev": ("--constraint", "requirements/embedded.txt")}
OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")


def main() -> int:
    """Compile every list, keeping versions that still fit; `--upgrade` takes the newest."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    for name, more in LISTS.items():
        source, target = f"requirements/{name}.in", REQUIREMENTS / f"{name}.txt"
        run([UV, "pip", "compile", *OPTIONS, *upgrade, *more, source, "--output-file", target], cwd=ROOT)
        print(f"requirements/{name}.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
