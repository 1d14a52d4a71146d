"""The first difference ends a run."""

import sys


def check(holds, what):
    if not holds:
        sys.exit(f"crossborder: {what}")
