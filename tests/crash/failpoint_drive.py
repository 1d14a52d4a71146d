"""Kills the gateway at each of its failpoints, many times, each time after another number of times
it has been there; the next start goes on with what the last one left."""

import os
import re
import subprocess
import time

from random_drive import Drive, Failure
from report import say

FIRE_PATIENCE_S = 8
TRIES_WITHOUT_FIRE_MAX = 4
AHEAD = 400  # purchases that may always begin while the load goes on
TIMES_MAX = 300
# What makes the gateway get to a failpoint, by its name; the rest are met by any load.
AT_THE_START = re.compile("start_|lease_.*_claim|tcp_.*_connect|tcp_in_service|purge_")
AT_THE_END = re.compile("drain_|lease_.*_release")
WHEN_IDLE = re.compile("lease_.*_extend")
# Only an operation that nobody can find out about, once its time and a margin are over; a request that
# is refused for good, on its own merits, or stopped by the rules; and one that is repeated after
# others settled its operation.
SELDOM = re.compile("resolver_.*_park_commit|guard_.*_(refusal|replay)_commit|"
                    "payment_.*_stopped_commit")
SELDOM_PATIENCE_S = 25
# Nothing in this load is told by a channel of itself: tests/e2e/notify/run --kills.
ELSEWHERE = re.compile("notification_")
EXPIRED_REQUESTS = (
    "INSERT INTO requests (nonce_digest, fingerprint, merchant_id, received_at, expires_at) "
    "VALUES (UNHEX(MD5(RAND())), '', '', '2020-01-01', '2020-01-08')")


class FailpointDrive(Drive):
    def __init__(self, options):
        super().__init__(options)
        listed = subprocess.run([options.tollgate, "failpoints"], check=True,
                                stdout=subprocess.PIPE, text=True).stdout.splitlines()
        names = [line.split(" ")[0] for line in listed]
        self.names = [name for name in names
                      if re.search(options.failpoints, name) and not ELSEWHERE.match(name)]
        if not self.names:
            raise Failure(f"no failpoint matches {options.failpoints}")
        self.rng.shuffle(self.names)
        self.kills = dict.fromkeys(self.names, 0)

    def kill_again_and_again(self):
        self.gateway.kill()
        self.may_be_dead = True
        for number, name in enumerate(self.names, 1):
            begun = time.monotonic()
            self.make_trouble()
            self.kill_at(name)
            took_s = time.monotonic() - begun
            self.cycles_s += [took_s / max(1, self.kills[name])] * self.kills[name]
            self.keep_buying()  # where the gateway had to be idle, the load has run dry
            self.start_again()
            say(f"{number} of {len(self.names)}: {name} killed {self.kills[name]} times in "
                f"{took_s:.1f} s, first 2xx after {self.first_answers_s[-1]:.2f} s")
            if number < len(self.names):
                self.gateway.kill()
        self.may_be_dead = False

    def check(self):
        held = super().check()
        missed = [name for name in self.names if self.kills[name] < self.options.hits]
        if missed:
            say(f"FAILED: the load seldom or never gets to {', '.join(missed)}")
        return held and not missed

    def kill_at(self, name):
        """As often as wanted, or until it does not happen any more."""
        once = any(kind.match(name) for kind in (AT_THE_START, AT_THE_END, SELDOM))
        most, in_vain = 1 if once else 8, 0
        while self.kills[name] < self.options.hits and in_vain < TRIES_WITHOUT_FIRE_MAX:
            times = self.rng.randint(1, most)
            begun = time.monotonic()
            if self.dies_at(name, times):
                self.kills[name] += 1
                in_vain = 0
            else:
                in_vain += 1
            took_s = time.monotonic() - begun
            if once:
                continue
            most = min(most * 2, TIMES_MAX) if took_s < 0.7 else max(1, most * 2 // 3)

    def dies_at(self, name, times):
        if name.startswith("purge_"):
            self.database.lines(EXPIRED_REQUESTS)
        if not WHEN_IDLE.match(name):
            self.keep_buying()
        log_end = os.path.getsize(self.options.log)
        started = time.time()
        self.buyers.ask_for_accepted(started)
        self.gateway.start({"TOLLGATE_FAILPOINTS": f"{name}=kill@{times}"})
        if AT_THE_END.match(name):
            self.wait_to_hear("accepted", "the first 2xx after a restart", FIRE_PATIENCE_S)
            self.gateway.ask_to_end()
        ended = self.gateway.ends_within(
            SELDOM_PATIENCE_S if SELDOM.match(name) else FIRE_PATIENCE_S)
        if not ended:
            self.gateway.kill()
            return False
        with open(self.options.log, "rb") as log:
            log.seek(log_end)
            reached = f"failpoint {name} reached".encode() in log.read()
        if ended != "SIGKILL" or not reached:
            raise Failure(f"the gateway ended by itself ({ended}), not at {name}")
        return True

    def keep_buying(self):
        """So that there is load all the time, and no more than that is begun."""
        self.buyers.ask_for_payment(0)
        begun = int(self.wait_to_hear("asked", "the buyers answer", 10)[0])
        if self.buyers.allowed < begun + AHEAD:
            self.buyers.buy(begun + AHEAD - self.buyers.allowed)
