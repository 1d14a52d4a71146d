#!/usr/bin/env python3
"""Has channel-check look at one animal of the zoo, and fails unless exactly the check that is there
for its mistake catches it: visit.py CHANNEL_CHECK ANIMAL.so FIXTURES EXPECTED ("-": none)"""

import json
import subprocess
import sys


def main():
    kit, animal, fixtures, expected = sys.argv[1:]
    done = subprocess.run([kit, animal, "--fixtures", fixtures, "--json", "--limit-ms", "20000"],
                          stdout=subprocess.PIPE, text=True, check=False)
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    caught = {run["check"]: run for run in runs if run["status"] not in ("passed", "skipped")}
    for name, run in caught.items():
        print(f"{name} {run['status']}: {run['sentence']}")
    wanted = set() if expected == "-" else {expected}
    if not runs or set(caught) != wanted:
        print(f"{animal}: expected {sorted(wanted)}, caught {sorted(caught)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
