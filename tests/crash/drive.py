#!/usr/bin/env python3
"""Kills the gateway in mid-load again and again, measures how it comes back, waits until all is
settled, and lets the checker judge. Started by tests/crash/run, which starts the servers."""

import argparse
import os
import random
import subprocess
import sys
import time

from database import Database
from report import report, say
from stage import AcquirerControl, Buyers, Consumer, Gateway, JournalTail

CLIENTS = 2
RETURN_PATIENCE_S = 30
RESOLVE_PATIENCE_S = 90
LOAD_PATIENCE_S = 60  # for the purchases of a cycle to begin
END_PATIENCE_S = 240  # for the last purchases to end
SETTLE_PATIENCE_S = 60
KAFKA_PATIENCE_S = 60
VOID_FAULTS = ("silent", "silent_before", "late", "garbage", "drop_after", "drop_before", "twice")


class Failure(Exception):
    """The run cannot go on."""


class Drive:
    def __init__(self, options):
        self.options = options
        self.rng = random.Random(options.seed)
        self.database = Database(options.mariadb_socket)
        self.gateway = Gateway(options.tollgate, options.config, options.log)
        self.acquirer = AcquirerControl(options.acquirer_control_port)
        self.buyers = self.tail = self.consumer = None
        self.first_answers_s = []  # after each restart
        self.resolved_s = []  # after restarts that had the time
        self.in_flight_at_kill = 0

    def run(self):
        options = self.options
        self.gateway.start()
        self.until("the gateway listens", 20, lambda: os.path.exists(options.port_file))
        self.consumer = Consumer(options.kafka, options.topic, options.folder + "/kafka.jsonl")
        self.buyers = Buyers(CLIENTS, options.url, options.shops, options.folder, options.seed)
        self.tail = JournalTail(self.buyers.journals)
        for cycle in range(1, options.cycles + 1):
            self.cycle(cycle)
        say("the last purchases come to their end")
        if not self.buyers.finish(END_PATIENCE_S):
            raise Failure("a client process failed; its words are above")
        self.settle()

    def cycle(self, cycle):
        self.tail.read()
        before = self.tail.payments
        self.buyers.buy(self.options.payments)
        self.make_trouble()
        share = self.options.payments
        wanted = before + self.rng.randint(share // 10, share * 3 // 5)
        self.until("the load is under way", LOAD_PATIENCE_S,
                   lambda: self.tail.payments >= wanted, 0.002)
        time.sleep(self.rng.uniform(0, 0.02))
        killed = time.time()
        self.gateway.kill()
        restarted = time.time()
        self.gateway.start()
        self.until("the first 2xx after a restart", RETURN_PATIENCE_S,
                   lambda: self.tail.first_accepted(restarted), 0.01)
        first_answer_s = self.tail.first_accepted(restarted) - restarted
        self.first_answers_s.append(first_answer_s)
        in_flight = self.operations_in_flight(killed)
        self.in_flight_at_kill += len(in_flight)
        told = (f"cycle {cycle}: {self.tail.payments} payments, {len(in_flight)} operations "
                f"without outcome at the kill, first 2xx after {first_answer_s:.2f} s")
        # Sometimes the next kill comes while the resolver is still at work; else it gets its time.
        if cycle == self.options.cycles or self.rng.random() < 0.6:
            self.until("what was in flight is resolved", RESOLVE_PATIENCE_S,
                       lambda: not self.open_among(in_flight), 0.25)
            self.resolved_s.append(time.time() - restarted)
            told += f", resolved after {self.resolved_s[-1]:.1f} s"
        else:
            time.sleep(self.rng.uniform(0, 3))
        say(told)

    def make_trouble(self):
        """Reversals and capture advices have no card that could carry a fault: order some."""
        for _ in range(self.rng.randint(0, 3)):
            self.acquirer.order_fault(type="04", fault=self.rng.choice(VOID_FAULTS),
                                      times=self.rng.randint(1, 3))
        if self.rng.random() < 0.3:
            self.acquirer.order_fault(type="04", answer="91", times=2)
        if self.rng.random() < 0.3:
            self.acquirer.order_fault(type="0220", fault=self.rng.choice(VOID_FAULTS), times=2)
        if self.rng.random() < 0.2:
            self.acquirer.drop_connections()

    def operations_in_flight(self, moment):
        return self.database.lines(
            "SELECT HEX(id) FROM operations WHERE outcome IN (0, 2) AND parked = 0 "
            f"AND created_at < FROM_UNIXTIME({moment:.6f})")

    def open_among(self, operations):
        if not operations:
            return 0
        ids = ", ".join(f"x'{operation}'" for operation in operations)
        return self.database.number(
            "SELECT COUNT(*) FROM operations WHERE outcome IN (0, 2) AND parked = 0 "
            f"AND id IN ({ids})")

    def settle(self):
        open_query = "SELECT COUNT(*) FROM operations WHERE due_at IS NOT NULL"
        begun = time.time()
        self.until("everything is settled", SETTLE_PATIENCE_S,
                   lambda: self.database.number(open_query) == 0, 0.25)
        say(f"everything is settled {time.time() - begun:.1f} s after the load ended")
        events = self.database.number("SELECT COUNT(*) FROM events")
        begun = time.time()
        self.until("Kafka has every event", KAFKA_PATIENCE_S,
                   lambda: self.consumer.distinct_events() >= events, 0.5, failing=False)
        say(f"Kafka has what it will get after {time.time() - begun:.1f} s")
        status = self.gateway.stop()
        self.consumer.stop()
        if status != 0:
            raise Failure(f"the gateway ended with status {status} at SIGTERM")

    def until(self, what, limit_s, condition, step_s=0.05, failing=True):
        """Waits, following the journals, and fails when the gateway ends meanwhile."""
        give_up = time.monotonic() + limit_s
        while not condition():
            how = self.gateway.ended_by_itself()
            if how:
                raise Failure(f"the gateway ended by itself ({how}) before {what}")
            if time.monotonic() > give_up:
                if failing:
                    raise Failure(f"waited {limit_s} s in vain: {what}")
                return
            time.sleep(step_s)
            if self.tail:
                self.tail.read()

    def check(self):
        options = self.options
        command = [sys.executable, os.path.join(os.path.dirname(__file__), "checker.py"),
                   "--clients", *self.buyers.journals, "--acquirer", options.acquirer_journal,
                   "--mariadb-socket", options.mariadb_socket, "--kafka", self.consumer.path,
                   "--log", options.log]
        return subprocess.run(command, check=False).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("tollgate", "config", "log", "port-file", "folder", "url", "shops", "kafka",
                 "topic", "mariadb-socket", "acquirer-journal"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("acquirer-control-port", "cycles", "payments", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    drive = Drive(parser.parse_args())
    try:
        drive.run()
        report(drive)
        held = drive.check()
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
