"""The processes and records of a run: nodes, the balancer, the reader of Kafka, the database. All
processes die with the drive."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
LEADER = 'tollgate_follower_leader{follower="kafka"}'


def start(command, **pipes):
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *command],
                            stdin=subprocess.DEVNULL, **pipes)


def fetch(url):
    """The text of an answer with status 200, or None."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.read().decode()
    except OSError:
        return None


class Node:
    """One gateway process after the other, with one log."""

    def __init__(self, name, program, config, port, log):
        self.name, self.log = name, log
        self.url = f"http://127.0.0.1:{port}"
        self._command = [program, "serve", "--config", config]
        self._process = None
        self._ending = False

    def start(self):
        self._ending = False
        with open(self.log, "ab") as log:
            self._process = start(self._command, stdout=log, stderr=log)

    def signal(self, number):
        self._ending = number in (signal.SIGTERM, signal.SIGKILL)
        self._process.send_signal(number)

    def wait(self, timeout_s=60):
        """The exit status."""
        return self._process.wait(timeout_s)

    def ended_by_itself(self):
        return not self._ending and self._process is not None and self._process.poll() is not None

    def is_ready(self):
        return fetch(self.url + "/readyz") is not None

    def leads(self):
        """Whether it runs the Kafka follower, by its own word."""
        return self.metric(LEADER) == 1

    def metric(self, name):
        """Its value, or 0 when the node does not tell."""
        text = fetch(self.url + "/metrics") or ""
        found = re.search(f"^{re.escape(name)} (\\d+)$", text, re.MULTILINE)
        return int(found[1]) if found else 0


class Balancer:
    def __init__(self, port, nodes, log):
        self.url = f"http://127.0.0.1:{port}"
        names = [f"{node.name}={node.url.rsplit(':', 1)[1]}" for node in nodes]
        with open(log, "ab") as file:
            start([sys.executable, os.path.join(HERE, "balancer.py"), "--port", str(port),
                   "--node", *names], stdout=file, stderr=file)

    def state(self):
        """By node: gets_requests, answered, broken."""
        text = fetch(self.url + "/balancer")
        return json.loads(text) if text else {}

    def gives_to(self, node):
        return self.state().get(node.name, {}).get("gets_requests", False)

    def answered(self, node):
        return self.state().get(node.name, {}).get("answered", 0)


class Consumer:
    """kcat, reading the topic from its beginning into a file of JSON lines."""

    def __init__(self, bootstrap, topic, path):
        self.path = path
        with open(path, "xb") as file:
            self._process = start(["kcat", "-C", "-q", "-u", "-J", "-b", bootstrap, "-t", topic,
                                   "-o", "beginning"], stdout=file)

    def event_ids(self):
        """One for each message, repeats too."""
        ids = []
        with open(self.path, encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    headers = json.loads(line)["headers"]
                    ids.append(headers[headers.index("ce_id") + 1])
        return ids

    def stop(self):
        self._process.terminate()
        self._process.wait()


class Database:
    def __init__(self, socket):
        self._command = ["mariadb", "--no-defaults", f"--socket={socket}", "--batch", "--raw",
                         "--skip-column-names", "tollgate"]

    def lines(self, query):
        done = subprocess.run([*self._command, "-e", query], check=True, stdout=subprocess.PIPE)
        return done.stdout.decode().splitlines()

    def number(self, query):
        return int(self.lines(query)[0])

    def open_operations(self):
        return self.lines("SELECT HEX(id) FROM operations WHERE outcome IN (0, 2) AND parked = 0")

    def still_open(self, operations):
        if not operations:
            return 0
        ids = ", ".join(f"x'{operation}'" for operation in operations)
        return self.number("SELECT COUNT(*) FROM operations WHERE outcome IN (0, 2) "
                           f"AND parked = 0 AND id IN ({ids})")
