"""Kills the gateway in mid-load again and again, at random moments, measures how it comes back,
waits until all is settled, and lets the checker judge."""

import os
import random
import subprocess
import sys
import time

from database import Database
from report import say
from stage import AcquirerControl, Buyers, Consumer, Gateway

RETURN_PATIENCE_S = 30
RESOLVE_PATIENCE_S = 90
LOAD_PATIENCE_S = 60  # for a payment of the cycle to be asked for
END_PATIENCE_S = 240  # for the last purchases to end
SETTLE_PATIENCE_S = 60
KAFKA_PATIENCE_S = 120
WEBHOOK_PATIENCE_S = 400  # the third attempt comes after five minutes
RESOLVED_SHARE = 0.25  # of the cycles wait until all that was in flight is resolved ...
RESOLVED_CYCLES = 40  # ... until about so many have
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
        self.buyers = self.consumer = None
        self.may_be_dead = False  # the gateway, because somebody has arranged its death
        self.payments = 0  # asked for
        self.first_answers_s = []  # after each restart
        self.resolved_s = []  # after restarts that had the time
        self.in_flight_at_kill = 0
        self.cycles_s = []
        self.share_resolved = min(RESOLVED_SHARE, RESOLVED_CYCLES / options.cycles)

    def run(self):
        options = self.options
        self.gateway.start()
        self.until("the gateway listens", 20, lambda: os.path.exists(options.port_file))
        self.consumer = Consumer(options.kafka, options.topic, options.folder + "/kafka.jsonl")
        self.buyers = Buyers(options.url, options.shops, options.folder + "/client.jsonl",
                             options.seed, options.sink, payouts=True)
        self.wait_to_hear("ready", "the buyers are ready", LOAD_PATIENCE_S)
        self.kill_again_and_again()
        say("the last purchases come to their end")
        self.buyers.finish()
        self.payments, self.attempts_lost, self.in_progress = map(int, self.wait_to_hear(
            "ended", "the last purchases ended", END_PATIENCE_S))
        self.settle()

    def kill_again_and_again(self):
        for cycle in range(1, self.options.cycles + 1):
            self.cycle(cycle)

    def cycle(self, cycle):
        begun = time.time()
        share = self.options.payments
        self.buyers.buy(share)
        self.make_trouble()
        # One kill in the time of each `share` payments, wherever in it.
        self.buyers.ask_for_payment((cycle - 1) * share + self.rng.randint(1, share))
        self.payments = int(self.wait_to_hear("asked", "the load is under way", LOAD_PATIENCE_S)[0])
        time.sleep(self.rng.uniform(0, 0.02))
        self.gateway.kill()
        killed = self.start_again()
        in_flight = self.operations_in_flight(killed)
        self.in_flight_at_kill += len(in_flight)
        told = (f"cycle {cycle}: {self.payments} payments, {len(in_flight)} operations without "
                f"outcome at the kill, first 2xx after {self.first_answers_s[-1]:.2f} s")
        # Mostly the next kill comes while the resolver is still at work; some get their time.
        if cycle == self.options.cycles or self.rng.random() < self.share_resolved:
            self.until("what was in flight is resolved", RESOLVE_PATIENCE_S,
                       lambda: not self.open_among(in_flight), 0.25)
            self.resolved_s.append(time.time() - killed)
            told += f", resolved after {self.resolved_s[-1]:.1f} s"
        self.cycles_s.append(time.time() - begun)
        say(told)

    def start_again(self):
        """After a kill: waits for the first 2xx; gives the moment before the start."""
        killed = time.time()
        self.buyers.ask_for_accepted(killed)
        self.gateway.start()
        _, answered = self.wait_to_hear("accepted", "the first 2xx after a restart",
                                        RETURN_PATIENCE_S)
        self.first_answers_s.append(answered - killed)
        return killed

    def make_trouble(self):
        """Reversals and capture advices have no card that could carry a fault: order some."""
        for _ in range(self.rng.randint(0, 3)):
            self.acquirer.order_fault(type="04", fault=self.rng.choice(VOID_FAULTS),
                                      times=self.rng.randint(1, 3))
        if self.rng.random() < 0.3:
            self.acquirer.order_fault(type="04", answer="91", times=2)
        if self.rng.random() < 0.3:
            self.acquirer.order_fault(type="0220", fault=self.rng.choice(VOID_FAULTS), times=2)
        if self.rng.random() < 0.1:
            self.acquirer.drop_connections()

    def operations_in_flight(self, moment):
        return self.database.lines(
            "SELECT HEX(id) FROM operations WHERE due_at IS NOT NULL "
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
        left = self.until_it_rests("Kafka has every event", KAFKA_PATIENCE_S,
                                   lambda: events - self.consumer.distinct_events())
        say(f"{left} events are left for Kafka after {time.time() - begun:.1f} s")
        if self.consumer.loss():
            raise Failure(self.consumer.loss())
        if self.options.sink:
            undelivered = ("SELECT (SELECT COUNT(*) FROM events WHERE merchant_id IN "
                           "(SELECT merchant_id FROM webhook_endpoints)) - "
                           "(SELECT COUNT(*) FROM webhook_deliveries WHERE status = 2)")
            begun = time.time()
            left = self.until_it_rests("the webhooks are delivered", WEBHOOK_PATIENCE_S,
                                       lambda: self.database.number(undelivered))
            say(f"{left} webhooks are left after {time.time() - begun:.1f} s")
        status = self.gateway.stop()
        self.consumer.stop()
        if status != 0:
            raise Failure(f"the gateway ended with status {status} at SIGTERM")

    def until(self, what, limit_s, condition, step_s=0.05):
        """Waits, and fails when the gateway or the buyers end meanwhile."""
        give_up = time.monotonic() + limit_s
        while not condition():
            self.check_processes(what)
            if time.monotonic() > give_up:
                raise Failure(f"waited {limit_s} s in vain: {what}")
            time.sleep(step_s)

    def until_it_rests(self, what, patience_s, count):
        """Waits until the count is 0, or has not shrunk for that long; what is left then. A backlog
        of a million takes its time, and is no fault as long as it shrinks."""
        least, since = count(), time.monotonic()
        while least > 0 and time.monotonic() - since < patience_s:
            self.check_processes(what)
            time.sleep(1)
            left = count()
            if left < least:
                least, since = left, time.monotonic()
        return max(least, 0)

    def wait_to_hear(self, word, what, limit_s):
        """What the buyers say; in the meantime it looks whether everybody is still there."""
        give_up = time.monotonic() + limit_s
        while (said := self.buyers.heard(word, 0.25)) is None:
            self.check_processes(what)
            if time.monotonic() > give_up:
                raise Failure(f"waited {limit_s} s in vain: {what}")
        return said

    def check_processes(self, what):
        how = self.gateway.ended_by_itself()
        if how and not self.may_be_dead:
            raise Failure(f"the gateway ended by itself ({how}) before {what}")
        if self.buyers and self.buyers.has_failed():
            raise Failure("the client process failed; its words are above")

    def check(self):
        options = self.options
        command = [sys.executable, os.path.join(os.path.dirname(__file__), "checker.py"),
                   "--client", self.buyers.journal, "--acquirer",
                   options.acquirer_journal, options.bank_journal,
                   "--mariadb-socket", options.mariadb_socket, "--kafka", self.consumer.path,
                   "--log", options.log, "--webhooks", options.webhooks_journal]
        return subprocess.run(command, check=False).returncode == 0
