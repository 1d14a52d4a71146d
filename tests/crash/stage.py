"""The processes of a run that the drive starts and ends: the gateway that is killed, the buyers,
and the consumer of Kafka. Each dies with the drive."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import urllib.request

EVENT_ID = b'"ce_id","'  # as kcat writes a message's headers
PLACE = re.compile(rb'"partition":(\d+),"offset":(\d+)')
HERE = os.path.dirname(os.path.abspath(__file__))


def start(command, **pipes):
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *command], **pipes)


class Gateway:
    """One log over all its lives."""

    def __init__(self, program, config, log):
        self._command = [program, "serve", "--config", config]
        self._log = log
        self._process = None

    def start(self, environment=None):
        with open(self._log, "ab") as log:
            self._process = start(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                  env={**os.environ, **(environment or {})})

    def ended_by_itself(self):
        """How, as a text; empty while it runs."""
        status = self._process.poll()
        if status is None:
            return ""
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def ends_within(self, timeout_s):
        """How, as ended_by_itself() says it; empty when it is still running."""
        descriptor = os.pidfd_open(self._process.pid)
        select.select([descriptor], [], [], timeout_s)
        os.close(descriptor)
        return self.ended_by_itself()

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def ask_to_end(self):
        self._process.terminate()

    def stop(self, timeout_s=30):
        """SIGTERM; gives the exit status."""
        self.ask_to_end()
        return self._process.wait(timeout_s)


class Buyers:
    """The client process (load.py), told what to do and telling how far it is, line by line."""

    def __init__(self, url, shops, journal, seed, sink, payouts=False):
        self.journal = journal
        self.allowed = 0  # purchases that may have begun
        self.attempts_lost = self.in_progress = 0
        self._part = ""
        self._lines = []
        command = [sys.executable, os.path.join(HERE, "load.py"), "--url", url, "--shops", shops,
                   "--journal", journal, "--seed", str(seed), "--sink", sink, *(["--payouts"] if payouts else [])]
        self._process = start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        os.set_blocking(self._process.stdout.fileno(), False)

    def buy(self, purchases):
        self.allowed += purchases
        self._order(f"go {purchases}")

    def ask_for_payment(self, number):
        """heard("asked") gives the count once this many payments were asked for."""
        self._forget("asked")
        self._order(f"tell {number}")

    def ask_for_accepted(self, since):
        """heard("accepted") gives when the first unsafe request sent later was sent and answered."""
        self._forget("accepted")
        self._order(f"since {since:.6f}")

    def heard(self, word, patience_s=0.0):
        """The numbers behind `word`, or None when it was not said within the patience."""
        for line in self._lines:
            if line[0] == word:
                return [float(number) for number in line[1:]]
        if not select.select([self._process.stdout], [], [], patience_s)[0]:
            return None
        lines = (self._part + (self._process.stdout.read() or b"").decode()).split("\n")
        self._part = lines.pop()
        self._lines += [line.split(" ") for line in lines]
        return self.heard(word) if lines else None

    def finish(self):
        """No more purchases; heard("ended") comes when the last one has ended."""
        self._process.stdin.close()

    def kill(self):
        """In the middle of what it does; its journal lacks its end."""
        self._process.kill()
        self._process.wait()

    def has_failed(self):
        return self._process.poll() not in (None, 0)

    def _order(self, line):
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def _forget(self, word):
        self.heard(word)
        self._lines = [line for line in self._lines if line[0] != word]


class Consumer:
    """kcat, reading the topic from its beginning into a file of JSON lines."""

    def __init__(self, bootstrap, topic, path):
        self.path = path
        with open(path, "xb") as file:
            self._process = start(["kcat", "-C", "-q", "-u", "-J", "-b", bootstrap, "-t", topic,
                                   "-o", "beginning"], stdin=subprocess.DEVNULL, stdout=file)
        self._reading = open(path, "rb")
        self._read = 0  # bytes of whole lines
        self._events = set()
        self._offsets = {}  # of a partition: the last one
        self.skipped = 0  # offsets that the broker had thrown away before they were read

    def distinct_events(self):
        """Reads on from where it stopped the last time."""
        self._reading.seek(self._read)
        for line in self._reading:
            if not line.endswith(b"\n"):
                break
            self._read += len(line)
            partition, offset = map(int, PLACE.search(line).groups())
            self.skipped += max(0, offset - self._offsets.get(partition, offset - 1) - 1)
            self._offsets[partition] = offset
            at = line.index(EVENT_ID) + len(EVENT_ID)
            self._events.add(line[at : line.index(b'"', at)])
        return len(self._events)

    def loss(self):
        """What the broker threw away unread, as a sentence; empty: nothing."""
        if not self.skipped:
            return ""
        return (f"the broker threw {self.skipped} messages away before they were read; the embedded "
                "one keeps few: use --kafka=real for a long run")

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
