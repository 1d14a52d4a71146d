#!/usr/bin/env python3
"""Kills the gateway while it works, at random moments or at its failpoints, and lets the checker
judge what is left. Started by tests/crash/run, which starts the servers."""

import argparse
import subprocess
import sys

from failpoint_drive import FailpointDrive
from random_drive import Drive, Failure
from report import report


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("tollgate", "config", "log", "port-file", "folder", "url", "shops", "kafka",
                 "topic", "mariadb-socket", "acquirer-journal", "bank-journal"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("acquirer-control-port", "cycles", "payments", "seed", "hits"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--failpoints", default="", metavar="REGEX")
    parser.add_argument("--sink", default="", metavar="URL", help="of sink.py")
    parser.add_argument("--webhooks-journal", default="", metavar="FILE", help="what it writes")
    options = parser.parse_args()
    drive = (FailpointDrive if options.failpoints else Drive)(options)
    try:
        drive.run()
        report(drive)
        held = drive.check()
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
