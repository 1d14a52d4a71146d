"""What a fault works with: the servers, one or two gateways, its buyers, and the
waiting and judging that all faults share."""

import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

CRASH = pathlib.Path(__file__).resolve().parents[1] / "crash"
sys.path.insert(0, str(CRASH))
from database import Database  # noqa: E402  (the path comes first)
from report import say  # noqa: E402
from servers import Server  # noqa: E402
from stage import AcquirerControl, Buyers, Consumer, Gateway  # noqa: E402

START_PATIENCE_S = 20
LOAD_PATIENCE_S = 120
END_PATIENCE_S = 400
SETTLE_PATIENCE_S = 900  # more than the 512 s to which the resolver's patience with a channel grows
KAFKA_PATIENCE_S = 60
FIRST_ANSWER_LIMIT_S = 2
RESOLVED_LIMIT_S = 30
OPEN_OPERATIONS = "outcome IN (0, 2) AND parked = 0"


class NothingToJudge(Exception):
    """What the gateway stands on broke in a way that says nothing about the gateway."""


class Failure(Exception):
    """The run cannot go on, or an assertion of the fault does not hold."""


class Node:
    """One gateway with its own configuration and log."""

    def __init__(self, world, name, changes=None, wrapper=(), log=None):
        self.name = name
        self.folder = pathlib.Path(world.folder)
        self.log = log or (world.log if name == "gateway" else f"{world.state}/log/{name}")
        self.port_file = self.folder / f"{name}.port"
        changes = {"server.port_file": f'"{name}.port"', **(changes or {})}
        if name != "gateway":
            changes["server.port"] = "0"
        self.config = self.folder / f"{name}.toml"
        base = pathlib.Path(world.config).read_text(encoding="utf-8")
        self.config.write_text(with_changes(base, changes), encoding="utf-8")
        self._process = Gateway(f"{world.build}/bin/tollgate", str(self.config), self.log)
        self._process._command[:0] = wrapper
        pathlib.Path(self.log).unlink(missing_ok=True)

    def kill(self):
        self.down = True
        self._process.kill()

    def start(self):
        self.down = False
        self.port_file.unlink(missing_ok=True)
        self._process.start()

    def __getattr__(self, name):
        return getattr(self._process, name)

    @property
    def listens(self):
        return self.port_file.exists()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port_file.read_text(encoding='ascii').strip()}"

    def metrics(self):
        """{name with labels: value} of the metrics page."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
        return {name: float(value) for name, value in pairs}


class World:
    def __init__(self, path, options):
        for name, value in json.loads(pathlib.Path(path).read_text(encoding="utf-8")).items():
            setattr(self, name, value)
        self.times, self.seed, self.patience = options.times, options.seed, options.patience
        self.database = Database(self.mariadb_socket)
        self.mariadb = Server.that_runs(self.state, "mariadb")
        self.acquirer = AcquirerControl(self.acquirer_control_port)
        self.nodes, self.helpers = [], []
        self.buyers = self.consumer = None
        self.payments = self.attempts_lost = self.in_progress = 0  # of the buyers, at their end
        self.journals = []

    # ---- processes

    def start_node(self, name="gateway", changes=None, wrapper=(), log=None):
        node = Node(self, name, changes, wrapper, log)
        node.start()
        self.nodes.append(node)
        self.until(f"{name} listens", START_PATIENCE_S, lambda: node.listens)
        return node

    def follow_kafka(self):
        self.consumer = Consumer(self.kafka, self.topic, f"{self.folder}/kafka.jsonl")

    def start_buyers(self):
        self.buyers = Buyers(self.nodes[0].url, self.shops, f"{self.folder}/client.jsonl",
                             self.seed, sink="")
        self.journals.append(self.buyers.journal)
        self.wait_to_hear("ready", "the buyers are ready", LOAD_PATIENCE_S)

    def restart_mariadb(self):
        """Starts it and waits until it answers; gives the moment at which it did."""
        self.watch_for_return()
        self.mariadb.start()
        self.until("MariaDB answers", 60, self.mariadb_answers, 0.02)
        return time.time()

    def mariadb_answers(self, socket=None):
        command = ["mariadb", "--no-defaults", f"--socket={socket or self.mariadb_socket}", "-e",
                   "SELECT 1"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def close(self):
        for helper in self.helpers:
            helper.stop()
        self.mariadb.stop()

    # ---- waiting and asserting

    def require(self, holds, sentence):
        if not holds:
            raise Failure(sentence)

    def until(self, what, limit_s, condition, step_s=0.05):
        """Waits, and fails when a gateway or the buyers end meanwhile."""
        give_up = time.monotonic() + limit_s * self.patience
        while not condition():
            for node in self.nodes:
                how = "" if node.down else node.ended_by_itself()
                if how:
                    raise Failure(f"{node.name} ended by itself ({how}) before {what}")
            if self.buyers and self.buyers.has_failed():
                raise Failure("the client process failed; its words are above")
            if time.monotonic() > give_up:
                raise Failure(f"waited {limit_s * self.patience} s in vain: {what}")
            time.sleep(step_s)

    def wait_to_hear(self, word, what, limit_s, step_s=0.002):
        """The numbers behind what the buyers say."""
        said = None

        def is_said():
            nonlocal said
            said = self.buyers.heard(word)
            return said is not None

        self.until(what, limit_s, is_said, step_s)
        return said

    def payments_asked(self):
        self.buyers.ask_for_payment(0)
        return int(self.wait_to_hear("asked", "the buyers tell their count", LOAD_PATIENCE_S)[0])

    def buy(self, purchases, begun=0):
        """Lets purchases begin, and waits until `begun` of them have asked for their payment."""
        wanted = self.payments_asked() + begun
        self.buyers.buy(purchases)
        self.buyers.ask_for_payment(wanted)
        self.wait_to_hear("asked", "the load is under way", LOAD_PATIENCE_S)

    def finish_buying(self):
        self.buyers.finish()
        ended = self.wait_to_hear("ended", "every purchase has ended", END_PATIENCE_S, 0.05)
        self.payments, self.attempts_lost, self.in_progress = map(int, ended)

    def watch_for_return(self):
        """Before what broke is mended: the first 2xx to a request that is sent from now on."""
        if self.buyers:
            self.buyers.ask_for_accepted(time.time())

    def first_accepted_after(self, moment):
        """Seconds from there to the first 2xx to a payment, capture or refund that was sent since
        watch_for_return(); asserts the limit."""
        _, answered = self.wait_to_hear("accepted", "a request is accepted again", 30)
        took = max(answered - moment, 0)
        self.require(took <= FIRST_ANSWER_LIMIT_S * self.patience,
                     f"the first 2xx came after {took:.2f} s, allowed are {FIRST_ANSWER_LIMIT_S} s")
        return took

    def in_flight(self, moment):
        return self.database.lines(f"SELECT HEX(id) FROM operations WHERE {OPEN_OPERATIONS} "
                                   f"AND created_at < FROM_UNIXTIME({moment:.6f})")

    def resolved_after(self, moment, operations):
        """Seconds until none of the operations is open; asserts the limit."""
        if operations:
            ids = ", ".join(f"x'{operation}'" for operation in operations)
            query = f"SELECT COUNT(*) FROM operations WHERE {OPEN_OPERATIONS} AND id IN ({ids})"
            self.until("what was in flight is resolved", 3 * RESOLVED_LIMIT_S,
                       lambda: self.database.number(query) == 0, 0.2)
        took = time.time() - moment
        self.require(took <= RESOLVED_LIMIT_S * self.patience,
                     f"resolved after {took:.1f} s, allowed are {RESOLVED_LIMIT_S} s")
        return took

    def settle(self):
        """Nothing is due any more, Kafka has every event, and the gateways end at SIGTERM."""
        due = "SELECT COUNT(*) FROM operations WHERE due_at IS NOT NULL"
        self.until("everything is settled", SETTLE_PATIENCE_S,
                   lambda: self.database.number(due) == 0, 0.25)
        events = self.database.number("SELECT COUNT(*) FROM events")
        self.until("Kafka has every event", KAFKA_PATIENCE_S,
                   lambda: self.consumer.loss() or self.consumer.distinct_events() >= events, 0.5)
        self.require(not self.consumer.loss(), self.consumer.loss())
        for node in self.nodes:
            status = node.stop()
            self.require(status == 0, f"{node.name} ended with status {status} at SIGTERM")
        self.consumer.stop()

    def judge(self):
        """The independent checker over everything that is left."""
        command = [sys.executable, str(CRASH / "checker.py"), "--client", *self.journals,
                   "--acquirer", self.acquirer_journal, "--mariadb-socket", self.mariadb_socket,
                   "--kafka", self.consumer.path, "--log", *[node.log for node in self.nodes]]
        done = subprocess.run(command, check=False)
        self.require(done.returncode == 0, "the checker found broken promises; see above")

    def tell_sums(self):
        count = self.database.number
        say(f"{count('SELECT COUNT(*) FROM payments')} payments, "
            f"{count('SELECT COUNT(*) FROM operations')} operations, "
            f"{count('SELECT COUNT(*) FROM events')} events; "
            f"{count('SELECT COUNT(*) FROM operations WHERE attempt > 1')} operations needed the "
            f"resolver, {count('SELECT COUNT(*) FROM operations WHERE parked = 1')} are parked")


def with_changes(toml, changes):
    """The configuration with {"section.key": text of its value}. A section that is not there is put
    at the end."""
    for place, value in changes.items():
        section, _, key = place.rpartition(".")
        head = f"[{section}]\n"
        if head not in toml:
            toml += f"\n{head}"
        start = toml.index(head) + len(head)
        end = toml.find("\n[", start)
        end = len(toml) if end < 0 else end
        body = re.sub(rf"(?m)^{key} = .*\n?", "", toml[start:end])
        toml = toml[:start] + f"{key} = {value}\n" + body + toml[end:]
    return toml


__all__ = ["Failure", "Node", "World", "say"]
