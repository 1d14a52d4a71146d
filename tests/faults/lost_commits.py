"""COMMIT reaches the server, and its OK does not reach the gateway. Nobody has told the gateway
whether the transaction is durable: it must find out by reading, and answer the truth."""

from proxies import database_proxy

EVERY = 5  # one COMMIT in so many is lost
CUT_BEFORE_PERCENT = 20  # so that "it was not done" is an answer as well
PURCHASES_AT_ONCE = 64


def run(world):
    proxy, through = database_proxy(world)
    node = world.start_node(changes=through)
    world.follow_kafka()
    world.start_buyers()
    proxy.order(f"lose {EVERY} {CUT_BEFORE_PERCENT}")
    while (counters := proxy.order())["lost"] < world.times:
        world.buy(PURCHASES_AT_ONCE, PURCHASES_AT_ONCE // 2)
    counters = proxy.order("lose 0")
    world.finish_buying()
    metrics = node.metrics()
    unknown = metrics['tollgate_commit_changes_total{status="unknown"}']
    reconnects = metrics["tollgate_database_reconnects_total"]
    # A change that nobody knows of is answered 503 although it may be durable: right, but no answer.
    # Reading it again has 10 s, which may not be enough where others take the machine's time.
    world.require(unknown == 0 or world.patience > 1,
                  f"{unknown:.0f} changes stayed unknown: they were not read again")
    # Not only the writers of payments lose theirs: followers commit their leases and positions, and
    # their connections are not counted.
    world.require(2 * reconnects >= counters["lost"],
                  f"{counters['lost']} answers were lost, but only {reconnects:.0f} connections "
                  "were made anew")
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{counters['lost']} COMMITs whose OK was lost, {counters['cut_before']} cut before "
            f"the server heard of them, of {counters['commits']}",
            f"{reconnects:.0f} reconnections, each re-read its commit number: {unknown:.0f} "
            f"changes stayed unknown; {world.attempts_lost} requests of buyers lost"]
