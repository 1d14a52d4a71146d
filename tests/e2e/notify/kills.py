"""The gateway is killed while the wallet tells it things: at random moments, and at each failpoint
of a notification's way. The wallet repeats what was not taken, and each thing is taken once."""

import os
import pathlib
import random
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path += [str(ROOT / "tests/crash"), str(ROOT / "tests/faults")]
from servers import Server  # noqa: E402  (the paths come first)

PAYMENTS = 20  # told of between two kills
COPIES = 10
DIES_WITHIN_S = 20
AT_RANDOM = ""
WAYS = (AT_RANDOM, "notification_before_commit", "notification_after_commit",
        "notification_before_claim_commit", "notification_claimed")
LEASES_END = "UPDATE notifications SET due_at = UTC_TIMESTAMP(6) WHERE due_at IS NOT NULL"


class Killer:
    def __init__(self, world, seed):
        self._world = world
        self._rng = random.Random(seed)
        self._server = Server.that_runs(world.options.state, "gateway")
        self._command = self._server.command
        self._log = pathlib.Path(world.options.state) / "log/gateway"

    def start(self, failpoint=""):
        at = 1 if "claim" in failpoint else self._rng.randint(1, 3)
        orders = ["env", f"TOLLGATE_FAILPOINTS={failpoint}=kill@{at}"]
        self._server.start([*orders, *self._command] if failpoint else self._command)
        self._until("the gateway answers", lambda: self._answers() or not self._server.runs())

    def kill(self):
        self._server.kill()

    def wait_at_random(self):
        time.sleep(self._rng.uniform(0.0, 0.4))

    def wait_for_death(self, failpoint):
        before = os.path.getsize(self._log)
        self._until(f"the gateway dies at {failpoint}", lambda: not self._server.runs())
        with open(self._log, "rb") as log:
            log.seek(max(0, before - 65536))
            if f"failpoint {failpoint} reached".encode() not in log.read():
                self._world.fail(f"the gateway died, and not at {failpoint}")

    def stop(self):
        self._server.stop()

    def _answers(self):
        try:
            return self._world.raw("/healthz", b"", {}, "GET")[0] == 200
        except OSError:
            return False

    def _until(self, what, condition):
        end = time.monotonic() + DIES_WITHIN_S
        while not condition():
            if time.monotonic() > end:
                self._world.fail(f"waited {DIES_WITHIN_S} s in vain: {what}")
            time.sleep(0.02)


def killed_while_told(world, kills):
    """Gives (payments, notifications) as the wallet counts them."""
    killer = Killer(world, world.options.seed)
    for number in range(kills):
        way = WAYS[number % len(WAYS)]
        if "claim" in way:
            world.mode()
            world.tell_of_unknown()  # which stays due
        created = world.pay_many(PAYMENTS)
        world.mode(copies=COPIES, shuffle=PAYMENTS * COPIES + 1)  # held until "flush"
        for i, reference in enumerate(created):
            world.wallet("fail" if i % 10 == 9 else "pay", reference=reference)
        if way == AT_RANDOM:
            world.wallet("flush")
            killer.wait_at_random()
            killer.kill()
        else:
            killer.kill()
            world.rows(LEASES_END)
            killer.start(way)
            world.wallet("flush")
            killer.wait_for_death(way)
        killer.start()
        world.quiet(limit_s=120)
    world.mode()
    world.rows(LEASES_END)
    world.nothing_waits()
    killer.stop()
    return kills * PAYMENTS, kills * PAYMENTS * COPIES
