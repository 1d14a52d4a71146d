"""The disk below MariaDB and the gateway's log is full. Payments are refused with 503, nothing that
was accepted is lost, and they are accepted again as soon as there is space."""

import errno
import os
import pathlib
import random
import time

from world import NothingToJudge, say

PURCHASES = 150  # in each round
LEFT_KB = 64
REFUSALS_WANTED = 20


def run(world):
    rng = random.Random(world.seed)
    disk = pathlib.Path(world.mariadb_data).parent
    node = world.start_node(log=str(disk / "gateway.log"))
    world.follow_kafka()
    world.start_buyers()
    returns, refusals, crashes = [], 0, 0
    for _ in range(world.times):
        world.buy(PURCHASES, PURCHASES // 5)
        refused = unavailable(node)
        stuffing = stuff(disk)
        filled = time.time()
        # The database has some space in its files; what is bought fills it.
        while unavailable(node) - refused < REFUSALS_WANTED and world.mariadb.runs():
            world.require(time.time() - filled < 120 * world.patience,
                          "the disk is full and nothing is refused")
            world.buyers.buy(2)  # goes on buying, as long as it takes
            restuff(stuffing)
            time.sleep(0.05)
        time.sleep(rng.uniform(0, 1))
        refusals += int(unavailable(node) - refused)
        world.watch_for_return()
        stuffing.unlink()
        freed = time.time()
        if not world.mariadb.runs():  # InnoDB gives up when it cannot write what it must
            crashes += 1
            freed = world.restart_mariadb()
        look_for_damage(world.database)
        in_flight = world.in_flight(freed)
        returns.append(world.first_accepted_after(freed))
        look_for_damage(world.database)
        took = world.resolved_after(freed, in_flight)
        say(f"full for {freed - filled:.1f} s; first 2xx {returns[-1]:.2f} s after there was space,"
            f" in flight resolved after {took:.1f} s")
    world.finish_buying()
    look_for_damage(world.database)
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{world.times} times full: {refusals} changes refused, MariaDB ended {crashes} times; "
            f"first 2xx at most {max(returns):.2f} s after there was space"]


def look_for_damage(database):
    """MariaDB 10.11 may come out of a full disk with rows and entries of transactions that it had rolled
    back, or without some that it had committed (README.md): then its tables are no evidence."""
    damaged = [table for table in database.lines("SHOW TABLES")
               if not database.lines(f"CHECK TABLE {table}")[-1].endswith("OK")]
    if damaged:
        raise NothingToJudge(f"MariaDB has damaged {', '.join(damaged)} itself, says CHECK TABLE")


def unavailable(node):
    return node.metrics()['tollgate_commit_changes_total{status="unavailable"}']


def stuff(disk):
    """A file that takes all that is left but LEFT_KB."""
    path = disk / "stuffing"
    path.touch()
    restuff(path)
    return path


def restuff(path):
    """Also what others have freed since."""
    left = os.statvfs(path)
    spare = left.f_bavail * left.f_bsize - LEFT_KB * 1024
    if spare > 0:
        with open(path, "ab") as file:
            size = os.fstat(file.fileno()).st_size
            try:
                os.posix_fallocate(file.fileno(), size, spare)
            except OSError as error:  # the database was quicker: so it is full
                if error.errno != errno.ENOSPC:
                    raise
