"""A merchant who never gives up: sends signed requests, repeats each under its idempotency key
until it has a final answer, and writes down what was sent and received. Safe from many threads."""

import http.client
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox" / "demo"))
from client import Client  # noqa: E402  (the path comes first)

REQUEST_TIMEOUT_S = 20
PATIENCE_S = 120  # for a final answer, all attempts together
CONNECT_RETRY_S = 0.1
BUSY_RETRY_S = 0.3
# Problem codes after which the same request is to be sent again.
TRY_AGAIN = {"idempotency_in_progress", "lock_timeout", "service_unavailable", "internal_error",
             "rate_limited"}


class Journal:
    """JSON lines, each written whole and before the call returns:

    {"did": "card", "number": ...}                                a card number that was used
    {"did": "decoy", "number": ...}                               one sent as a customer's name
    {"did": "send", "merchant", "key", "method", "path", "body"}  body is null without one
    {"did": "receive", "merchant", "key", "status", "body"}
    {"did": "lose", "merchant", "key", "why"}                     no answer came
    {"did": "give_up", "merchant", "key"}

    and in every line "at", seconds since 1970. `key` is the idempotency key, or a name of the
    journal's own for requests without one.
    """

    def __init__(self, path):
        self._file = open(path, "a", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def write(self, did, **members):
        line = json.dumps({"did": did, "at": time.time(), **members}, separators=(",", ":")) + "\n"
        with self._lock:
            self._file.write(line)


class Wire(Client):
    """The demo's client, but it sends and gives bytes: answers are compared byte by byte."""

    def exchange(self, method, path, payload, key):
        headers = {"Content-Type": "application/json"} if payload else {}
        if key:
            headers["Idempotency-Key"] = key
        headers.update(self._sign(method, path, payload, headers))
        connection = http.client.HTTPConnection(
            self._address.hostname, self._address.port, timeout=REQUEST_TIMEOUT_S)
        try:
            connection.request(method, path, payload or None, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


class Shop:
    """One merchant's requests. ask() is what the flows of the load are written with."""

    def __init__(self, url, merchant, key_id, secret, journal):
        self.merchant = merchant
        self._wire = Wire(url, key_id, secret)
        self._journal = journal

    def note(self, did, number):
        """A "card" or "decoy" that is about to be used."""
        self._journal.write(did, number=number)

    def ask(self, method, path, body, key):
        """(status, JSON) of the final answer, or (0, None) after PATIENCE_S without one."""
        text = None if body is None else json.dumps(body)
        who = {"merchant": self.merchant, "key": key}
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            self._journal.write("send", **who, method=method, path=path, body=text)
            try:
                status, answer = self._wire.exchange(
                    method, path, (text or "").encode(), key if method == "POST" else None)
            except (OSError, http.client.HTTPException) as error:
                self._journal.write("lose", **who, why=type(error).__name__)
                time.sleep(CONNECT_RETRY_S)
                continue
            answer = answer.decode("utf-8", "backslashreplace")
            self._journal.write("receive", **who, status=status, body=answer)
            parsed = parse(answer)
            if status < 400 or parsed.get("code") not in TRY_AGAIN:
                return status, parsed
            time.sleep(BUSY_RETRY_S)
        self._journal.write("give_up", **who)
        return 0, None


def parse(text):
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
