"""`python -m hetang` is the console command."""

import sys

from hetang.config.console import main

if __name__ == "__main__":
    sys.exit(main())
