"""Every answer of the database comes 500 ms late. Payments take longer and nothing else: no answer
is wrong, none takes for ever, and the speed is back when the database's is."""

from contests import Contest
from proxies import database_proxy

DELAY_MS = 500
ANSWER_LIMIT_S = 31
PURCHASES = 60


def run(world):
    proxy, through = database_proxy(world)
    node = world.start_node(changes=through)
    world.follow_kafka()
    world.start_buyers()
    before = pay(world, node, "before")
    proxy.order(f"delay {DELAY_MS}")
    world.buy(PURCHASES)
    during = pay(world, node, "during")
    world.finish_buying()
    delayed = proxy.order("delay 0")["delayed"]
    after = pay(world, node, "after")
    world.require(during.longest_s <= ANSWER_LIMIT_S * world.patience,
                  f"an answer took {during.longest_s:.1f} s")
    unknown = node.metrics()['tollgate_commit_changes_total{status="unknown"}']
    world.require(unknown == 0, f"{unknown:.0f} changes are unknown, although no connection was lost")
    world.require(delayed > 0, "no answer was delayed")
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{delayed} answers of the database came {DELAY_MS} ms late",
            *[f"p50 {sums.percentile_ms(50):.0f} ms, p99 {sums.percentile_ms(99):.0f} ms {when}: "
              f"every one of {len(sums.attempts)} payments succeeded"
              for when, sums in (("before", before), ("meanwhile", during), ("after", after))]]


def pay(world, node, name):
    sums = Contest(world, "payments", [node.url], world.times, name, parallel=16).finish()
    world.require(sums.counts["good"] == sums.counts["good succeeded"] == len(sums.attempts),
                  f"{name}: not every payment succeeded at once: {dict(sums.counts)}")
    return sums
