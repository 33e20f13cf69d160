"""How the web processes look for garbage."""

import subprocess
import sys

SETTLED = """
import gc
from hetang.config.processes.garbage import YOUNG, settle
settle()
print(gc.get_threshold()[0] == YOUNG, gc.get_freeze_count() > 1000, gc.isenabled())
"""


def test_what_is_loaded_is_looked_through_no_more() -> None:
    said = subprocess.run([sys.executable, "-c", SETTLED], check=True, capture_output=True, text=True).stdout
    assert said.split() == ["True", "True", "True"]
