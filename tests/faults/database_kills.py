"""kill -9 of the database under load, again and again. Nothing may be lost or doubled, and as soon
as it answers again, payments are accepted again without anybody's help."""

import random
import time

PURCHASES = 120  # in each cycle


def run(world):
    rng = random.Random(world.seed)
    world.start_node()
    world.follow_kafka()
    world.start_buyers()
    first_answers, resolved, in_flight_sum = [], [], 0
    for _ in range(world.times):
        world.buy(PURCHASES, rng.randint(PURCHASES // 10, PURCHASES * 3 // 5))
        time.sleep(rng.uniform(0, 0.02))
        killed = time.time()
        world.mariadb.kill()
        time.sleep(rng.uniform(0, 0.5))
        answers = world.restart_mariadb()
        in_flight = world.in_flight(killed)
        in_flight_sum += len(in_flight)
        first_answers.append(world.first_accepted_after(answers))
        if rng.random() < 0.5:  # else the next kill comes while the resolver is still at work
            resolved.append(world.resolved_after(answers, in_flight))
    world.finish_buying()
    world.tell_sums()
    world.settle()
    world.judge()
    told = [f"{world.times} kills of the database, {in_flight_sum} operations in flight at them; "
            f"{world.payments} payments asked for",
            f"first 2xx after the database answered again: at most {max(first_answers):.2f} s"]
    if resolved:
        told.append(f"in flight resolved: at most {max(resolved):.1f} s after it answered again")
    return told
