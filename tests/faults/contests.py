"""Requests at once from several processes (contest.py): started, waited for, summed up."""

import asyncio
import collections
import json
import pathlib
import subprocess
import sys
import time

from keepalive import take_up
from stage import start
from world import say

HERE = pathlib.Path(__file__).resolve().parent
SHOWN_MAX = 10
LIMIT_S = 3600


class Contest:
    """One kind of contest in `processes`; `times` together, or until finish() where it is 0."""

    def __init__(self, world, what, urls, times, name, processes=2, **options):
        self._world, self._begun, self._times = world, time.monotonic(), times
        self._processes, self._journals = [], []
        share, rest = divmod(times, processes)
        for number in range(processes):
            journal = f"{world.folder}/{name}-{number}.jsonl"
            world.journals.append(journal)
            self._journals.append(pathlib.Path(journal))
            command = [sys.executable, str(HERE / "contest.py"), what, "--urls", ",".join(urls),
                       "--shops", world.shops, "--journal", journal, "--name", f"{name}{number}",
                       "--seed", str(world.seed), "--share", str(share + (number < rest))]
            for option, value in options.items():
                command += [f"--{option.replace('_', '-')}", str(value)]
            self._processes.append(start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True))

    def wait_until_under_way(self):
        """All processes have asked for payments."""
        self._world.until("the load is under way", LIMIT_S, lambda: all(
            journal.exists() and '"/v1/payments"' in journal.read_text(encoding="utf-8")
            for journal in self._journals))

    def cancel(self):
        """Ends the processes in the middle of what they do."""
        for process in self._processes:
            process.kill()
            process.wait()

    def take_up(self, url):
        """After cancel(): asks what was left without an answer again, at another place."""
        shop = json.loads(pathlib.Path(self._world.shops).read_text(encoding="utf-8"))[0]
        for journal in self._journals:
            asyncio.run(take_up(url, shop, str(journal)))

    def finish(self):
        """Ends it and gives its sums; fails when any contest was not as it must be."""
        return Sums(self)


class Sums:
    """counts, attempts (seconds, status), took_s."""

    def __init__(self, contest):
        self.counts, self.attempts, broken = collections.Counter(), [], []
        for process in contest._processes:
            process.stdin.close()
            process.stdin = None  # communicate() would close it again
        for process in contest._processes:
            told, _ = process.communicate(timeout=LIMIT_S)
            contest._world.require(process.returncode == 0,
                                   "a client process failed; its words are above")
            result = json.loads(told)
            self.counts.update(result["counts"])
            self.attempts += result["attempts"]
            broken += result["broken"]
        self.took_s = time.monotonic() - contest._begun
        for sentence in broken[:SHOWN_MAX]:
            say(f"BROKEN {sentence}")
        contest._world.require(not broken, f"{len(broken)} contests were not as they must be")

    @property
    def longest_s(self):
        return max(seconds for seconds, _ in self.attempts)

    def percentile_ms(self, percent):
        ordered = sorted(seconds for seconds, _ in self.attempts)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
