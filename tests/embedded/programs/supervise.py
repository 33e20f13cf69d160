"""The supervisor over stand-ins for web and worker: `python -m tests.embedded.programs.supervise HOME PORT`."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from hetang.config.home import Home, read_private
from hetang.config.postgres import Cluster
from hetang.config.processes.child import ChildSpec
from hetang.config.processes.output import say
from hetang.config.processes.supervisor import Supervisor
from hetang.config.processes.web import answers
from hetang.config.trouble import SetupError

home, port = Home(Path(sys.argv[1])), sys.argv[2]


def environment() -> Mapping[str, str]:
    return {**os.environ, "DATABASE_URL": read_private(home.database_url)}


def program(name: str, *words: str) -> list[str]:
    return [sys.executable, "-m", f"tests.embedded.programs.{name}", *words]


cluster = Cluster(home.path, say)
try:
    with cluster.running():
        Supervisor(
            [
                ChildSpec(
                    "web",
                    program("serve", port),
                    environment,
                    lambda: port.isdigit() and answers("127.0.0.1", int(port)),
                ),
                ChildSpec("worker", program("tick"), environment),
            ],
            database=cluster,
            ready=lambda: say("ready"),
        ).run()
        say("children ended")
except SetupError as trouble:
    sys.exit(str(trouble))
