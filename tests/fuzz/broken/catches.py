#!/usr/bin/env python3
"""The fuzzer finds each mistake of broken.cc, keeps the input, and that input shows it again; and a
campaign that finds one says so and keeps it.

    catches.py FUZZ_BROKEN
"""

import pathlib
import subprocess
import sys
import tempfile

MISTAKES = {"heap-buffer-overflow": b"READ", "broken promise: no lies": b"LIE",
            "took more than": b"LOOP"}
SEEDS_MAX = 40


def run(program, *arguments):
    finished = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60,
                              check=False)
    return finished.returncode, finished.stderr


def campaign_catches(program):
    with tempfile.TemporaryDirectory() as folder:
        ended = subprocess.run([sys.executable, pathlib.Path(__file__).parents[1] / "campaign.py", "--jobs", "1",
                                "--cpu-seconds", "40", "--results", f"{folder}/results.jsonl", program],
                               capture_output=True, text=True, check=False)
        kept = [path.read_bytes() for path in pathlib.Path(folder).glob("*/*.crash")]
        assert ended.returncode == 1 and "has the reason" in ended.stderr, f"the campaign ended so: {ended}"
        assert len(kept) == 1 and kept[0].startswith(tuple(MISTAKES.values())), f"the campaign kept {kept}"


def main():
    program = sys.argv[1]
    campaign_catches(program)
    found = set()
    with tempfile.TemporaryDirectory() as folder:
        crash = pathlib.Path(folder) / f"{pathlib.Path(program).name}.crash"
        for seed in range(1, SEEDS_MAX + 1):
            crash.unlink(missing_ok=True)
            status, said = run(program, "--seconds", "40", "--seed", str(seed), "--input-seconds", "1",
                               "--crash-folder", folder)
            assert status != 0, f"seed {seed} found nothing in 40 s"
            name = next((sign for sign in MISTAKES if sign in said), None)
            assert name is not None, f"seed {seed} ended in another way: {said}"
            text = crash.read_bytes()
            assert text.startswith(MISTAKES[name]), f"{name}, but the input kept is {text}"
            status, again = run(program, "--input-seconds", "1", "--replay", str(crash))
            assert status != 0 and name in again, f"the input kept for {name} shows it not again"
            found.add(name)
            if len(found) == len(MISTAKES):
                print(f"all {len(found)} mistakes found with {seed} seeds")
                return
    sys.exit(f"found with {SEEDS_MAX} seeds: {sorted(found)}")


if __name__ == "__main__":
    main()
