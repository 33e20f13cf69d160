"""Use the database of a home folder until stdin closes: `python -m tests.embedded.programs.hold HOME`."""

import sys

from hetang.config.postgres import Cluster
from hetang.config.trouble import SetupError

try:
    with Cluster(sys.argv[1]).running() as url:
        print(url, flush=True)
        sys.stdin.read()
except SetupError as trouble:
    sys.exit(str(trouble))
