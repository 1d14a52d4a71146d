"""An impatient client: one idempotency key, asked 200 times at once. Exactly one effect and one
answer, whether all of them reach one node or two nodes on one database share them."""

from contests import Contest

PARALLEL = 200


def run(world):
    nodes = [world.start_node(), world.start_node("second", {"kafka.bootstrap_servers": '""'})]
    world.follow_kafka()
    half = (world.times + 1) // 2
    told = []
    for name, urls, keys in (("alone", [nodes[0].url], half),
                             ("shared", [node.url for node in nodes], world.times - half)):
        sums = Contest(world, "one-key", urls, keys, name, parallel=PARALLEL).finish()
        counts = sums.counts
        again = counts["idempotency_in_progress"]
        rate = (counts["asked"] + again + counts["service_unavailable"]) / sums.took_s
        told.append(f"{keys} keys, each {PARALLEL} times at once at {len(urls)} node(s): one answer "
                    f"each; {again} times 'in progress' first, {counts['service_unavailable']} times "
                    f"overloaded; {rate:.0f} requests/s")
        made = world.database.number("SELECT COUNT(*) FROM payments")
        wanted = half if name == "alone" else world.times
        world.require(made == wanted, f"{made} payments were made for {wanted} keys")
    world.tell_sums()
    world.settle()
    world.judge()
    return told
