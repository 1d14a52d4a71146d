"""Every answer of the database comes 500 ms late. Payments take longer: no answer is wrong, none
takes for ever, and the speed is back when the database's is. Two durable commits cost a payment 2 s
then, and 4 s behind others: one that took so long to record that its channel's answer might come too
late is refused without asking the channel (503), and one whose outcome could not be recorded in its
time is undone (402). How many is chance; every one gets one of these answers, and some succeed."""

import collections

from contests import Contest
from proxies import database_proxy

DELAY_MS = 500
ANSWER_LIMIT_S = 31
PURCHASES = 20
AT_ONCE = 4  # by each of two clients: two readers make four queries a second then


def run(world):
    proxy, through = database_proxy(world)
    node = world.start_node(changes=through)
    world.follow_kafka()
    world.start_buyers()
    before = pay(world, node, "before")
    proxy.order(f"delay {DELAY_MS}")
    world.buy(PURCHASES)
    during = pay(world, node, "during", late_max=world.times - 1)
    world.finish_buying()
    delayed = proxy.order("delay 0")["delayed"]
    after = pay(world, node, "after")
    world.require(during.longest_s <= ANSWER_LIMIT_S * world.patience,
                  f"an answer took {during.longest_s:.1f} s")
    wrong = [status for _, status in during.attempts if status not in (201, 402, 409, 503)]
    world.require(not wrong, f"answers that are neither a success nor 'try again': {wrong[:5]}")
    unknown = node.metrics()['tollgate_commit_changes_total{status="unknown"}']
    world.require(unknown == 0, f"{unknown:.0f} changes are unknown, although no connection was lost")
    world.require(delayed > 0, "no answer was delayed")
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{delayed} answers of the database came {DELAY_MS} ms late",
            *[f"{when}: p50 {sums.percentile_ms(50):.0f} ms, longest {sums.longest_s:.1f} s, "
              f"answers {dict(collections.Counter(status for _, status in sums.attempts))}, "
              f"{sums.counts['good succeeded']} payments of {world.times} succeeded" for when, sums in (("before", before), ("meanwhile", during), ("after", after))]]


def pay(world, node, name, late_max=0):
    sums = Contest(world, "payments", [node.url], world.times, name, parallel=AT_ONCE).finish()
    late = sums.counts["answered 503"] + sums.counts["answered 402"]
    world.require(sums.counts["good succeeded"] + late == world.times and late <= late_max,
                  f"{name}: not every payment succeeded: {dict(sums.counts)}")
    return sums
