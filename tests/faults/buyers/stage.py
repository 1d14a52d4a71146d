"""The processes of a run that the drive starts and ends: the gateway that is killed, the buyers,
and the consumer of Kafka. Each dies with the drive."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))


def start(command, **pipes):
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *command], **pipes)


class Gateway:
    """One log over all its lives."""

    def __init__(self, program, config, log):
        self._command = [program, "serve", "--config", config]
        self._log = log
        self._process = None

    def start(self):
        with open(self._log, "ab") as log:
            self._process = start(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ended_by_itself(self):
        """How, as a text; empty while it runs."""
        status = self._process.poll()
        if status is None:
            return ""
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self, timeout_s=30):
        """SIGTERM; gives the exit status."""
        self._process.terminate()
        return self._process.wait(timeout_s)


class Buyers:
    """Client processes (load.py) that buy as much as they are told."""

    def __init__(self, count, url, shops, journal_folder, seed):
        self.journals = [os.path.join(journal_folder, f"client-{n}.jsonl") for n in range(count)]
        self._processes = []
        for number, journal in enumerate(self.journals):
            open(journal, "x", encoding="utf-8").close()
            command = [sys.executable, os.path.join(HERE, "load.py"), "--url", url,
                       "--shops", shops, "--journal", journal, "--name", f"c{number}",
                       "--seed", str(seed)]
            self._processes.append(start(command, stdin=subprocess.PIPE, text=True))

    def buy(self, purchases):
        share, rest = divmod(purchases, len(self._processes))
        for number, process in enumerate(self._processes):
            process.stdin.write(f"go {share + (number < rest)}\n")
            process.stdin.flush()

    def finish(self, timeout_s):
        """Waits until all purchases have ended; False when a client failed."""
        for process in self._processes:
            process.stdin.close()
        return all([process.wait(timeout_s) == 0 for process in self._processes])


class JournalTail:
    """Follows the clients' journals while they are written."""

    def __init__(self, journals):
        self._files = [open(path, encoding="utf-8") for path in journals]
        self._parts = [""] * len(journals)
        self.payments = 0  # asked for, each once
        self.attempts_lost = 0
        self.in_progress = 0
        self._asked = set()
        self._sent_at = {}  # the last attempt of each request
        self._accepted = []  # (sent, answered) of 2xx answers to unsafe requests

    def read(self):
        for number, file in enumerate(self._files):
            lines = (self._parts[number] + file.read()).split("\n")
            self._parts[number] = lines.pop()
            for line in lines:
                self._take(json.loads(line))

    def first_accepted(self, moment):
        """When the first unsafe request was accepted that was sent after `moment`, or None."""
        return min((answered for sent, answered in self._accepted if sent >= moment), default=None)

    def _take(self, line):
        did, request = line["did"], (line.get("merchant"), line.get("key"))
        if did == "send" and line["method"] == "POST":
            self._sent_at[request] = line["at"]
            if line["path"] == "/v1/payments":
                self._asked.add(request)
                self.payments = len(self._asked)
        elif did == "receive":
            self.in_progress += '"idempotency_in_progress"' in line["body"]
            if line["status"] < 300 and request in self._sent_at:
                self._accepted.append((self._sent_at[request], line["at"]))
        elif did == "lose":
            self.attempts_lost += 1


class Consumer:
    """kcat, reading the topic from its beginning into a file of JSON lines."""

    def __init__(self, bootstrap, topic, path):
        self.path = path
        with open(path, "xb") as file:
            self._process = start(["kcat", "-C", "-q", "-u", "-J", "-b", bootstrap, "-t", topic,
                                   "-o", "beginning"], stdin=subprocess.DEVNULL, stdout=file)

    def distinct_events(self):
        with open(self.path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.endswith("\n")]
        return len({line["headers"][line["headers"].index("ce_id") + 1] for line in lines})

    def stop(self):
        self._process.terminate()
        self._process.wait()


class AcquirerControl:
    """Orders to the simulated acquirer, see sandbox/acquirer/control.py."""

    def __init__(self, port):
        self._url = f"http://127.0.0.1:{port}"

    def order_fault(self, **order):
        self._post("/faults", order)

    def drop_connections(self):
        self._post("/drop", {})

    def _post(self, path, body):
        request = urllib.request.Request(self._url + path, json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()
