"""The database stops in mid-air (SIGSTOP), for a moment or for longer than the gateway waits for a
statement. Requests are answered in bounded time, with a late success, a 503 that is honest, or a 402
for what was undone, and all goes on by itself when the database does."""

import collections
import random
import time

from contests import Contest
from world import say

ANSWER_LIMIT_S = 31  # the edge answers 503 after 30
SHORT_S, LONG_S = (0.5, 3), (11, 14)  # a statement is given up after 10
PURCHASES = 40  # of the mixed buyers, in each round


def run(world):
    rng = random.Random(world.seed)
    node = world.start_node()
    world.follow_kafka()
    world.start_buyers()
    returns, longest, statuses = [], 0, collections.Counter()
    for number in range(world.times):
        # Every third is a long one; a run of one stall has a short one.
        stall_s = rng.uniform(*(LONG_S if number % 3 == 1 else SHORT_S))
        load = Contest(world, "payments", [node.url], 0, f"steady{number}", 1, parallel=16)
        load.wait_until_under_way()
        world.buy(PURCHASES, PURCHASES // 4)
        world.mariadb.pause()
        time.sleep(stall_s)
        world.watch_for_return()
        world.mariadb.resume()
        resumed = time.time()
        in_flight = world.in_flight(resumed)
        returns.append(world.first_accepted_after(resumed))
        world.resolved_after(resumed, in_flight)
        sums = load.finish()
        longest = max(longest, sums.longest_s)
        statuses.update(status for _, status in sums.attempts)
        say(f"stalled for {stall_s:.1f} s: first 2xx {returns[-1]:.2f} s after, longest answer "
            f"{sums.longest_s:.1f} s")
        world.require(sums.longest_s <= ANSWER_LIMIT_S * world.patience,
                      f"an answer took {sums.longest_s:.1f} s")
    # 402: the intent was written so late that nothing was sent, or what was sent has been undone.
    honest = (201, 202, 402, 409, 503)
    wrong = {status: count for status, count in statuses.items() if status not in honest}
    world.require(not wrong, f"answers that are neither a success, undone nor 'try again': {wrong}")
    world.finish_buying()
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{world.times} stalls; answers of the steady load by status: {dict(statuses)}",
            f"longest answer {longest:.1f} s (limit {ANSWER_LIMIT_S} s); first 2xx at most "
            f"{max(returns):.2f} s after the database went on"]
