#!/usr/bin/env python3
"""Two gateways on one database, a balancer in front of them and a load that never pauses.

First the rules must count what both saw. Then they are restarted in turn: no request may fail. Then
one of them is killed again and again, and once it is only stopped for a while: the other takes over
its work, nothing is lost or doubled, Kafka has every event in order, and the merchant's endpoint was
told of each. Started by tests/e2e/two_nodes/run, which starts the servers."""

import argparse
import json
import random
import signal
import subprocess
import sys
import time

from load import Load
from stage import Balancer, Consumer, Database, Node

THREADS = 8
BETWEEN_ANSWERS = 20  # that a node gives before it is its turn again
PATIENCE_S = 90


class Failure(Exception):
    """A promise did not hold, or the run cannot go on."""


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


class Drive:
    def __init__(self, options):
        self.options = options
        self.rng = random.Random(options.seed)
        self.database = Database(options.mariadb_socket)
        self.nodes = [
            Node(name, options.tollgate, f"{options.folder}/node-{name}.toml", port,
                 f"{options.log_folder}/node-{name}")
            for name, port in zip("ab", options.node_port)]
        self.balancer = self.consumer = self.load = None
        self.attempts = 0
        self.journal = options.folder + "/client.jsonl"

    def run(self):
        options = self.options
        for node in self.nodes:
            node.start()
        self.balancer = Balancer(options.balancer_port, self.nodes, options.log_folder + "/balancer")
        for node in self.nodes:
            self.until(f"node {node.name} gets requests", lambda: self.balancer.gives_to(node))
        self.leader()
        self.consumer = Consumer(options.kafka, options.topic, options.folder + "/kafka.jsonl")
        with open(options.shops, encoding="utf-8") as file:
            shop = json.load(file)[0]
        self.load = Load(self.balancer.url, shop, self.journal, THREADS, options.seed)
        # Not through the balancer: its connection would not outlive the deaths that come next.
        self.load.subscribe(self.nodes[0].url, f"two{options.seed}-subscribe", options.sink)
        self.count_across_nodes()
        self.load.start()
        try:
            self.restart_in_turn()
            self.kill_and_stall()
        finally:
            self.load.stop()
        self.settle()

    # ---- what the rules count

    def count_across_nodes(self):
        """The starter pack stops the sixth attempt of a card within ten minutes."""
        a, b = self.nodes
        card = self.load.new_card(self.rng)
        for node in (a, a, a, b, b):
            self.expect_attempt(node, card, "succeeded")
        self.until("node a has counted node b's attempts",
                   lambda: a.metric("tollgate_risk_attempts_fed_total") >= 2)
        self.until("node b has counted node a's attempts",
                   lambda: b.metric("tollgate_risk_attempts_fed_total") >= 3)
        self.expect_attempt(b, card, "risk_blocked")
        for node in self.nodes:
            node.signal(signal.SIGKILL)
            node.wait()
            node.start()
            self.until_it_is_seen(node)
            self.until(f"node {node.name} has its past again",
                       lambda: node.metric("tollgate_risk_attempts_refilled_total") >= 6)
            self.expect_attempt(node, card, "risk_blocked")
        say("a limit of the rules holds over both nodes, and after both were killed")

    def expect_attempt(self, node, card, expected):
        wire = self.load.wire_to(node.url)
        self.attempts += 1
        key = f"two{self.options.seed}-v-{self.attempts}"
        token = self.load.ask(wire, "POST", "/v1/card_tokens", {"card": card}, key + "-token")
        body = {"amount": 100, "currency": "EUR", "payment_method": token["id"],
                "capture_method": "automatic", "description": key + "-pay"}
        answer = self.load.ask(wire, "POST", "/v1/payments", body, key + "-pay")
        got = answer.get("code") or answer.get("status")
        if got != expected:
            raise Failure(f"attempt {self.attempts} of a card, on node {node.name}: {got} instead "
                          f"of {expected}")

    # ---- rolling restarts

    def restart_in_turn(self):
        before = self.broken()
        for count in range(self.options.restarts):
            node = self.nodes[count % 2]
            self.until_it_answers(node)
            node.signal(signal.SIGTERM)
            status = node.wait()
            if status != 0:
                raise Failure(f"node {node.name} ended with status {status} at SIGTERM")
            node.start()
            self.until(f"node {node.name} is back", lambda: self.balancer.gives_to(node))
        for node in self.nodes:
            self.until_it_answers(node)
        broken = self.broken() - before
        say(f"{self.options.restarts} rolling restarts: {self.load.requests} requests, "
            f"{self.load.payments} payments, {len(self.load.failures)} requests failed, "
            f"{broken} connections broke")
        for moment, what in self.load.failures[:10]:
            print(f"   {time.strftime('%H:%M:%S', time.localtime(moment))} {what}")
        if self.load.failures or broken:
            raise Failure("a rolling restart made requests fail")

    def broken(self):
        return sum(node["broken"] for node in self.balancer.state().values())

    def until_it_is_seen(self, node):
        """After a death that the balancer may not have noticed: it has looked since, and all of a look."""
        before = self.balancer.state()[node.name]["looks"]
        self.until(f"node {node.name} gets requests", lambda: self.balancer.gives_to(node)
                   and self.balancer.state()[node.name]["looks"] >= before + 2)

    def until_it_answers(self, node):
        before = self.balancer.answered(node)
        self.until(f"node {node.name} answers",
                   lambda: self.balancer.answered(node) >= before + BETWEEN_ANSWERS)

    # ---- deaths and a stall

    def kill_and_stall(self):
        self.load.troubles = True
        for count in range(1, self.options.kills + 1):
            # Every other time the one that runs the follower, then any.
            self.kill(self.leader() if count % 2 else self.rng.choice(self.nodes))
        for _ in range(self.options.stalls):
            self.stall()

    def kill(self, victim):
        heir = self.other(victim)
        time.sleep(self.rng.uniform(0, 0.3))
        led = victim.leads()
        in_flight = self.database.open_operations()
        victim.signal(signal.SIGKILL)
        victim.wait()
        killed = time.monotonic()
        told = f"node {victim.name} killed with {len(in_flight)} operations open"
        if led:
            self.until(f"node {heir.name} runs the follower", heir.leads)
            told += f"; node {heir.name} leads after {time.monotonic() - killed:.1f} s"
        # The dead one stays dead until its work is done.
        self.until("the other node has settled what was open",
                   lambda: self.database.still_open(in_flight) == 0)
        say(f"{told}; all settled by node {heir.name} after {time.monotonic() - killed:.1f} s")
        victim.start()
        self.until(f"node {victim.name} is back", lambda: self.balancer.gives_to(victim))

    def stall(self):
        """The node that leads stops in the middle, wakes when another leads, and must step back."""
        stalled = self.leader()
        heir = self.other(stalled)
        stalled.signal(signal.SIGSTOP)
        begun = time.monotonic()
        try:
            self.until(f"node {heir.name} runs the follower", heir.leads)
            took_s = time.monotonic() - begun
            epoch = self.epoch()
            before = self.load.payments
            self.until("payments go on", lambda: self.load.payments >= before + 20)
        finally:
            stalled.signal(signal.SIGCONT)
        self.until("the stalled node is back", lambda: self.balancer.gives_to(stalled))
        self.until("the stalled node knows that another leads", lambda: not stalled.leads())
        if self.epoch() != epoch or not heir.leads():
            raise Failure("the node that had stalled took the follower back from its heir")
        say(f"node {stalled.name} stalled: node {heir.name} led after {took_s:.1f} s and goes on "
            "leading")

    def leader(self):
        """The node that runs the follower; waits while none does."""
        found = []
        self.until("one node runs the Kafka follower", lambda: found.extend(
            node for node in self.nodes if node.leads()) or found)
        return found[0]

    def other(self, node):
        return self.nodes[1 - self.nodes.index(node)]

    def epoch(self):
        return self.database.number("SELECT epoch FROM follower_leases WHERE follower = 'kafka'")

    # ---- the end

    def settle(self):
        begun = time.monotonic()
        self.until("everything is settled", lambda: self.database.number(
            "SELECT COUNT(*) FROM operations WHERE due_at IS NOT NULL") == 0)
        say(f"everything is settled {time.monotonic() - begun:.1f} s after the load ended")
        events = self.database.number("SELECT COUNT(*) FROM events")
        self.until("Kafka has every event",
                   lambda: len(set(self.consumer.event_ids())) >= events)
        begun = time.monotonic()
        self.until("every webhook is delivered", lambda: self.database.number(
            "SELECT COUNT(*) FROM webhook_deliveries WHERE status = 2") >= events)
        say(f"the webhooks are delivered {time.monotonic() - begun:.1f} s after that")
        for node in self.nodes:
            node.signal(signal.SIGTERM)
            if node.wait() != 0:
                raise Failure(f"node {node.name} did not end well")
        self.consumer.stop()
        messages = self.consumer.event_ids()
        say(f"{events} events; Kafka has {len(messages)} messages, {len(messages) - events} of "
            "them repeats")

    def until(self, what, condition, step_s=0.05):
        give_up = time.monotonic() + PATIENCE_S
        while not condition():
            for node in self.nodes:
                if node.ended_by_itself():
                    raise Failure(f"node {node.name} ended by itself before {what}")
            if time.monotonic() > give_up:
                raise Failure(f"waited {PATIENCE_S} s in vain: {what}")
            time.sleep(step_s)

    def check(self):
        options = self.options
        command = [sys.executable, options.checker, "--client", self.journal,
                   "--acquirer", options.acquirer_journal, "--mariadb-socket",
                   options.mariadb_socket, "--kafka", self.consumer.path,
                   "--webhooks", options.webhooks_journal, "--log", *(node.log for node in self.nodes)]
        return subprocess.run(command, check=False).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("tollgate", "folder", "log-folder", "shops", "kafka", "topic", "mariadb-socket",
                 "acquirer-journal", "checker", "sink", "webhooks-journal"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("balancer-port", "restarts", "kills", "stalls", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--node-port", type=int, nargs=2, required=True)
    drive = Drive(parser.parse_args())
    try:
        drive.run()
        held = drive.check()
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
