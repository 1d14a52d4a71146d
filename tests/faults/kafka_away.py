"""Kafka is away while payments go on: an hour, compressed. 36,000 events are what ten a second
leave in an hour. Payments do not notice; when Kafka is back, the backlog follows in order."""

import time

from contests import Contest
from servers import Server
from world import say

EVENTS_A_PAYMENT = 2
DRAIN_LIMIT_PER_S = 5000
BEFORE_SHARE = 10  # one payment in so many is made before the outage, to compare with


def run(world):
    broker, jvm = Server.that_runs(world.state, "kafka"), Server.that_runs(
        f"{world.state}/kafka", "jvm")
    node = world.start_node()
    payments = max(world.times // EVENTS_A_PAYMENT, 20)
    before = pay(world, node, max(payments // BEFORE_SHARE, 10), "before")
    world.until("Kafka has what came before", 60, lambda: lag(node) == 0)

    jvm.kill()
    broker.kill()  # the script around it
    killed = time.monotonic()
    delivered, memory = node.metrics()["tollgate_kafka_delivered_total"], resident_mb(node)
    during = pay(world, node, payments, "during")
    away_s, grown_mb = time.monotonic() - killed, resident_mb(node) - memory
    backlog = world.database.number("SELECT COUNT(*) FROM events") - delivered
    say(f"Kafka was away for {away_s:.0f} s; {backlog:.0f} events wait")
    slower = 100 * (1 - rate(during) / rate(before))
    world.require(rate(during) >= rate(before) / (2 * world.patience),
                  f"payments were {slower:.0f} % slower while Kafka was away")

    broker.start([*broker.command, "--port", world.kafka.rpartition(":")[2]])
    world.helpers.append(broker)
    drained = backlog / drain(world, node, delivered, backlog)
    world.require(drained >= DRAIN_LIMIT_PER_S / world.patience,
                  f"the backlog was drained at {drained:.0f} events/s, "
                  f"wanted are {DRAIN_LIMIT_PER_S}")
    world.follow_kafka()
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{before.counts['good']} payments with Kafka: {rate(before):.0f}/s, "
            f"p99 {before.percentile_ms(99):.0f} ms; {during.counts['good']} without: "
            f"{rate(during):.0f}/s, p99 {during.percentile_ms(99):.0f} ms, every one succeeded",
            f"{backlog:.0f} events of {away_s:.0f} s drained at {drained:.0f} events/s; "
            f"the gateway grew by {grown_mb:.0f} MB meanwhile"]


def pay(world, node, payments, name):
    sums = Contest(world, "payments", [node.url], payments, name, parallel=32).finish()
    lost = [status for _, status in sums.attempts if not 200 <= status < 300]
    world.require(not lost, f"{len(lost)} requests were not accepted at once: {lost[:5]}")
    world.require(sums.counts["good"] == sums.counts["good succeeded"] == payments,
                  f"only {sums.counts['good succeeded']} of {payments} payments succeeded")
    return sums


def rate(sums):
    return len(sums.attempts) / sums.took_s


def lag(node):
    return sum(value for name, value in node.metrics().items() if name.startswith("tollgate_kafka_lag"))


def resident_mb(node):
    return node.metrics()["process_resident_memory_bytes"] / 1e6


def drain(world, node, delivered, backlog):
    """Seconds from the last look at which the broker had taken nothing to the first at which it had
    all: never less than what it took, however seldom a busy machine lets us look."""
    begun = time.monotonic()

    def done():
        nonlocal begun
        looked = time.monotonic()
        count = node.metrics()["tollgate_kafka_delivered_total"] - delivered
        if count <= 0:
            begun = looked
        return count >= backlog

    world.until("the backlog is drained", 120, done, 0.01)
    return time.monotonic() - begun
