"""Fuzzes each program for a sum of processor time, in slices: every slice has a seed of its own and
begins at the program's own samples, so that no slice follows another's way. See tests/fuzz/run.

The file of results has a line of JSON for each slice; what it already holds of the same program
counts, so that a campaign which was ended goes on where it was.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading

SLICE_S = 600
written = threading.Lock()
stopped = threading.Event()
running = set()


def digest_of(program):
    return hashlib.sha256(program.read_bytes()).hexdigest()[:16]


def slices_of(program, results):
    """What the file of results has of this very program."""
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    return [line for line in lines if (line["fuzz"], line["program"]) == (program.name, digest_of(program))]


def run_slice(program, seconds, results):
    """One slice: its line is in the results when this returns. Raises if the fuzzer found anything."""
    seed = random.SystemRandom().getrandbits(31)
    folder = results.parent / f"{program.name}.{seed}"
    folder.mkdir()
    with (folder / "stderr").open("w+") as stderr:
        process = subprocess.Popen([program, "--seconds", str(seconds), "--seed", str(seed), "--crash-folder", folder],
                                   stdout=subprocess.PIPE, stderr=stderr, text=True)
        running.add(process)
        if stopped.is_set():
            process.kill()
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        running.discard(process)
    if stopped.is_set() and process.returncode == -signal.SIGKILL:
        shutil.rmtree(folder)
        raise RuntimeError(f"{program.name}: was ended before its time")
    if process.returncode != 0:
        raise RuntimeError(f"{program.name} --seed {seed} ended with {process.returncode}: {folder} has the reason, "
                           "and the input if there was one")
    (folder / "stderr").unlink()
    folder.rmdir()
    line = json.loads(output.splitlines()[-1])
    line["program"] = digest_of(program)
    line["cpu_seconds"] = round(usage.ru_utime + usage.ru_stime, 1)
    with written, results.open("a") as file:
        file.write(json.dumps(line) + "\n")
    return line


def fuzz(program, goal, results):
    """Slices until the program has had `goal` seconds of a processor."""
    done = sum(line["cpu_seconds"] for line in slices_of(program, results))
    while done < goal and not stopped.is_set():
        line = run_slice(program, min(SLICE_S, int(goal - done) + 1), results)
        done += line["cpu_seconds"]
        print(f"{program.name}: {done:.0f} of {goal} s, seed {line['seed']}, {line['executions']:,} executions, "
              f"{line['edges']} edges", file=sys.stderr, flush=True)


def stop(*_):
    """A campaign that is ended leaves no fuzzer behind; their slices do not count."""
    stopped.set()
    for process in list(running):
        process.kill()


def tell(programs, goal, results):
    """A line for each program; whether all had their time."""
    whole = True
    for program in programs:
        mine = slices_of(program.resolve(), results)
        seconds = sum(line["cpu_seconds"] for line in mine)
        whole = whole and seconds >= goal
        print(f"{program.name:28} {len(mine):3} slices {seconds:8.0f} s {sum(line['executions'] for line in mine):15,} "
              f"executions {max((line['edges'] for line in mine), default=0):6} edges")
    return whole


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cpu-seconds", type=int, required=True)
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("programs", type=pathlib.Path, nargs="+")
    arguments = parser.parse_args()
    try:
        arguments.results.parent.mkdir(parents=True, exist_ok=True)
        arguments.results.touch()
    except OSError as error:
        sys.exit(f"error: the results cannot be written: {error}; give another file with --results")
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # A crash keeps no core: the input is kept instead.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = [pool.submit(fuzz, program.resolve(), arguments.cpu_seconds, arguments.results)
                for program in arguments.programs]
        failures = []
        for run in concurrent.futures.as_completed(runs):
            if run.exception() is not None:
                failures.append(run.exception())
                stopped.set()  # the others end with their slice
    whole = tell(arguments.programs, arguments.cpu_seconds, arguments.results)
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    sys.exit(0 if whole and not failures else 1)


if __name__ == "__main__":
    main()
