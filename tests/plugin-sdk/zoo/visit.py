#!/usr/bin/env python3
"""Has channel-check look at one animal of the zoo, and fails unless exactly the check that is there
for its mistake catches it: visit.py CHANNEL_CHECK ANIMAL.so ZOO EXPECTED [OTHERS]

EXPECTED is a check, or "-" for none. OTHERS is a folder of the zoo whose fixtures take the place of
those of the same name; an empty file takes one away."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile


def lay_out(zoo, others, into):
    shutil.copytree(zoo / "fixtures", into, dirs_exist_ok=True)
    for path in sorted((zoo / others).glob("*.json")) if others else []:
        if path.stat().st_size:
            shutil.copy(path, into)
        else:
            (into / path.name).unlink()


def main():
    kit, animal, zoo, expected = sys.argv[1:5]
    with tempfile.TemporaryDirectory() as fixtures:
        lay_out(pathlib.Path(zoo), "".join(sys.argv[5:]), pathlib.Path(fixtures))
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
