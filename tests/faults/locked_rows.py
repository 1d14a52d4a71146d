"""A second client locks rows that the gateway needs, for longer than it waits for a lock, and in an
order that ends in a deadlock which the gateway loses. The gateway tries again; nobody is told
anything wrong."""

import random
import time

from sql_session import SqlSession
from world import say

PURCHASES = 60  # in each round
HOT = "SELECT id FROM payments ORDER BY created_at DESC LIMIT 40"
STREAMS = "SELECT stream FROM streams ORDER BY stream FOR UPDATE"
# Whoever has changed less is rolled back: this much makes sure that it is the gateway.
BALLAST_ROWS = 3000
TRIES_A_DEADLOCK = 40


def run(world):
    rng = random.Random(world.seed)
    node = world.start_node()
    world.follow_kafka()
    world.start_buyers()
    stranger = SqlSession(world.mariadb_socket)
    world.helpers.append(stranger)
    stranger.run("CREATE DATABASE tollgate_ballast")
    stranger.run("CREATE TABLE tollgate_ballast.heavy (id INT PRIMARY KEY, x INT) ENGINE=InnoDB "
                 f"SELECT seq AS id, 0 AS x FROM seq_1_to_{BALLAST_ROWS}")
    deadlocks = waits = 0
    for number in range(world.times):
        if number % 5 == 4:
            waits += lock_for_long(world, stranger, rng)
        else:
            deadlocks += provoke_deadlock(world, stranger, rng)
    redone = node.metrics()["tollgate_commit_redone_total"]
    say(f"{deadlocks} deadlocks, {waits} lock waits, {redone:.0f} transactions run again")
    world.require(deadlocks > 0, "no deadlock could be provoked")
    world.require(redone >= deadlocks + waits,
                  f"{deadlocks} deadlocks and {waits} lock waits, but only {redone:.0f} "
                  "transactions were run again")
    world.finish_buying()
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{deadlocks} deadlocks that the gateway lost, {waits} lock waits over its limit; "
            f"{redone:.0f} transactions run again; {world.in_progress} repeats met their "
            "first attempt under way"]


def count_deadlocks(world):
    return int(world.database.lines("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")[0].split()[-1])


def provoke_deadlock(world, stranger, rng):
    """1 when the gateway was rolled back for it."""
    world.buy(PURCHASES, PURCHASES // 4)
    before = count_deadlocks(world)
    for _ in range(TRIES_A_DEADLOCK):
        stranger.run("BEGIN")
        stranger.run("UPDATE tollgate_ballast.heavy SET x = x + 1")
        ids = ", ".join(f"x'{payment}'" for payment in
                        stranger.run(f"SELECT HEX(id) FROM ({HOT}) AS hot"))
        steps = [f"SELECT COUNT(*) FROM payments WHERE id IN ({ids or 'NULL'}) FOR UPDATE", STREAMS]
        rng.shuffle(steps)
        stranger.run(steps[0])
        time.sleep(rng.uniform(0.001, 0.01))  # the gateway comes as far as it can
        answer = stranger.run(steps[1])
        stranger.run("ROLLBACK")
        lost_it = any("1213" in line for line in answer)
        if count_deadlocks(world) > before and not lost_it:
            return 1
        before = count_deadlocks(world)
    return 0


def lock_for_long(world, stranger, rng):
    """Longer than the 3 s that the gateway waits for a lock."""
    redone = world.nodes[0].metrics()["tollgate_commit_redone_total"]
    stranger.run("BEGIN")
    stranger.run(STREAMS)
    world.buy(PURCHASES)
    time.sleep(rng.uniform(3.5, 5))
    stranger.run("ROLLBACK")
    world.until("the lock wait is noticed", 10, lambda: world.nodes[0].metrics()[
        "tollgate_commit_redone_total"] > redone)
    return 1
