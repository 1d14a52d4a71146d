"""The clock of one of two nodes is an hour ahead, an hour behind, or runs backwards. Who owns a due
operation or a stream is decided by the database's clock: nothing is taken from a node that is at
work on it, nothing is left lying for an hour, and nothing is doubled. Signatures are judged by the
node's own clock: a client whose clock agrees is let in, another is not."""

import glob
import json
import pathlib
import sys
import time

from contests import Contest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "sandbox" / "demo"))
from client import Client  # noqa: E402  (the path comes first)

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"
HOUR_S = 3600
STEP_BACK_S, STEPS = 10, 5  # within the 60 s that a signature may be ahead


class FakeClock:
    """What libfaketime reads, at most a second old; the monotonic clock stays right."""

    def __init__(self, world, name):
        self._file = pathlib.Path(world.folder) / f"{name}.clock"
        self.set(0)
        self.wrapper = ["env", f"LD_PRELOAD={glob.glob(LIBRARY)[0]}", "FAKETIME_CACHE_DURATION=1",
                        "DONT_FAKE_MONOTONIC=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
                        f"FAKETIME_TIMESTAMP_FILE={self._file}"]

    def set(self, offset_s):
        part = self._file.with_suffix(".part")
        part.write_text(f"{offset_s:+d}\n", encoding="ascii")
        part.rename(self._file)


def run(world):
    # A key of a moment ago is not yet valid where it is still an hour earlier.
    world.database.lines("UPDATE api_keys SET valid_from = valid_from - INTERVAL 1 DAY")
    clock = FakeClock(world, "second")
    first = world.start_node()
    second = world.start_node("second", {"kafka.bootstrap_servers": '""'}, clock.wrapper)
    world.follow_kafka()
    told = []
    for name, offset in (("an hour ahead", HOUR_S), ("an hour behind", -HOUR_S)):
        restart(world, second, clock, offset)
        refuse_the_others(world, second, name)
        good = pay_at_both(world, first, second, offset, name)
        took = die_in_mid_load(world, second, clock, offset, name)
        told.append(f"{name}: {good} payments at both nodes, none taken from the node at work on "
                    f"it; after its death in flight resolved in {took:.1f} s")
    restart(world, second, clock, 0)
    told.append(run_backwards(world, first, second, clock))
    clock.set(0)
    time.sleep(1.1)
    world.tell_sums()
    world.settle()
    world.judge()
    return told


def restart(world, node, clock, offset):
    if not node.ended_by_itself():
        node.kill()
    clock.set(offset)
    node.start()
    world.until("the node listens", 20, lambda: node.listens)


def refuse_the_others(world, node, name):
    """A request signed by a right clock is outside the window of a wrong one; nothing happens."""
    shop = json.loads(pathlib.Path(world.shops).read_text(encoding="utf-8"))[0]
    secret = pathlib.Path(shop["secret_file"]).read_text(encoding="ascii").strip()
    before = world.database.number("SELECT COUNT(*) FROM requests")
    status, _, body = Client(node.url, shop["key_id"], secret).request(
        "POST", "/v1/card_tokens", {"card": {}}, idempotency_key=f"right clock, {name}")
    world.require((status, body["code"]) == (401, "timestamp_out_of_window"),
                  f"{name}: a signature by the right clock was answered {status} {body['code']}")
    world.require(world.database.number("SELECT COUNT(*) FROM requests") == before,
                  f"{name}: a refused request was recorded")


def pay_at_both(world, first, second, offset, name):
    """Every payment with a card that the acquirer approves, slowly or not, must succeed: a node that
    took it from the one at work on it would have undone it."""
    label = name.replace(" ", "-")
    contests = [
        Contest(world, "payments", [first.url], world.times // 2, f"right-{label}", 1,
                parallel=16, mix="troubled"),
        Contest(world, "payments", [second.url], world.times // 2, f"wrong-{label}", 1,
                parallel=16, mix="troubled", clock_offset_s=offset)]
    good = 0
    for sums in [contest.finish() for contest in contests]:
        succeeded = sums.counts["good succeeded"]
        world.require(sums.counts["good"] == succeeded,
                      f"{name}: {sums.counts['good'] - succeeded} payments that the acquirer "
                      "approved did not succeed")
        good += succeeded
    return good


def die_in_mid_load(world, node, clock, offset, name):
    """kill -9, and back with a right clock: what it wrote by its wrong clock is due at once."""
    load = Contest(world, "payments", [node.url], 0, f"dying-{name.replace(' ', '-')}", 1,
                   parallel=16, mix="troubled", clock_offset_s=offset)
    load.wait_until_under_way()
    world.until("some operations are in flight", 30, lambda: len(open_now(world)) > 3, 0.01)
    node.kill()
    load.cancel()
    restarted = time.time()
    in_flight = open_now(world)
    restart(world, node, clock, 0)
    took = world.resolved_after(restarted, in_flight)
    load.take_up(node.url)
    return took


def open_now(world):
    """Also what a clock that is ahead has dated into the future."""
    return world.in_flight(time.time() + 2 * HOUR_S)


def run_backwards(world, first, second, clock):
    contests = [Contest(world, "payments", [node.url], 0, f"backwards-{node.name}", 1,
                        parallel=16, mix="troubled") for node in (first, second)]
    for contest in contests:
        contest.wait_until_under_way()
    for step in range(1, STEPS + 1):
        time.sleep(1.2)
        clock.set(-STEP_BACK_S * step)
    time.sleep(1.2)
    good = 0
    for sums in [contest.finish() for contest in contests]:
        world.require(sums.counts["good"] == sums.counts["good succeeded"],
                      "a payment that the acquirer approved did not succeed")
        good += sums.counts["good"]
    return (f"backwards, {STEPS} times by {STEP_BACK_S} s under load: {good} payments at both "
            "nodes, none taken from the node at work on it")
