#!/usr/bin/env python3
"""Runs one fault to its end and lets the checker judge. Started by tests/faults/run, which starts
the servers.

    drive.py NAME --world FILE --times N --seed N --patience N
    drive.py --names | --list
"""

import argparse
import importlib
import subprocess
import sys
import time

from world import Failure, NothingToJudge, World, say

NOT_JUDGED = 77

# Name, module, how often by default, and what --list tells. A module has run(world), which gives
# the sentences that are told at the end.
FAULTS = (
    ("lost-commits", "lost_commits", 1000, "COMMITs whose answer is lost on its way"),
    ("database-kills", "database_kills", 100, "kill -9 of MariaDB under load"),
    ("one-key", "one_key", 1000, "idempotency keys asked 200 times at once, at 1 and 2 nodes"),
    ("races", "races", 10000, "capture, cancel and refund of one payment at two nodes at once"),
    ("kafka-away", "kafka_away", 36000, "events that wait for Kafka: an hour, compressed"),
    ("clock", "clock", 600, "payments with a node's clock an hour ahead, behind, and backwards"),
    ("stalled-database", "stalled_database", 9, "times MariaDB is stopped in mid-air"),
    ("slow-database", "slow_database", 100, "payments while every answer comes 500 ms late"),
    ("locked-rows", "locked_rows", 50, "deadlocks and lock waits provoked by a second client"),
    ("disk-full", "disk_full", 5, "times the disk of MariaDB and of the log is full"),
    ("restore", "restore", 2000, "purchases, the server lost, restored to a moment, reconciled"),
    ("bad-channel", "bad_channel", 20, "times each: hang, garbage, wrong lengths, swapped answers"),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--world")
    for name, default in (("times", 0), ("seed", 1), ("patience", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    if options.names or options.list:
        for name, _, times, what in FAULTS:
            print(name if options.names else f"{name:18} {times:6} {what}")
        return 0
    _, module, times, _ = next(fault for fault in FAULTS if fault[0] == options.name)
    options.times = options.times or times
    world = World(options.world, options)
    begun = time.time()
    try:
        figures = importlib.import_module(module).run(world)
    except NothingToJudge as reason:
        print(f"NOT JUDGED: {reason}", file=sys.stderr)
        return NOT_JUDGED
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    finally:
        world.close()
    for figure in figures:
        say(f"{options.name}: {figure}")
    say(f"{options.name}: held, in {time.time() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
