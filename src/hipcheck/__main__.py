"""`python -m hipcheck` is `hipcheck`."""

from __future__ import annotations

import sys

from hipcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
