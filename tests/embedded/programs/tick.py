"""A child that prints its number and the database's address, then waits, stopping gently on SIGTERM."""

import os
import signal
import sys
import time


def stop(*_: object) -> None:
    print("tick stops", flush=True)
    time.sleep(0.2)
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
print("tick", os.getpid(), os.environ.get("DATABASE_URL", ""), flush=True)
sys.stdout.write("half a line")
sys.stdout.flush()
while True:
    time.sleep(60)
