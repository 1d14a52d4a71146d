"""A merchant who never gives up: sends signed requests, repeats each under its idempotency key
until it has a final answer, and writes down what was sent and received. For one asyncio loop."""

import asyncio
import json
import time

from wire import Lost

PATIENCE_S = 120  # for a final answer, all attempts together
CONNECT_RETRY_S = 0.05
BUSY_RETRY_S = 0.3
# Problem codes after which the same request is to be sent again.
TRY_AGAIN = {"idempotency_in_progress", "lock_timeout", "service_unavailable", "internal_error",
             "rate_limited"}
JOURNAL_BUFFER_BYTES = 1 << 20


class Journal:
    """JSON lines, in the order of what happened:

    {"did": "card", "number": ...}                                a card number that was used
    {"did": "decoy", "number": ...}                               one sent as a customer's name
    {"did": "subscribe", "merchant", "secret"}                    of an endpoint for webhooks
    {"did": "send", "merchant", "key", "method", "path", "body"}  body is null without one
    {"did": "receive", "merchant", "key", "status", "body"}
    {"did": "lose", "merchant", "key", "why"}                     no answer came
    {"did": "give_up", "merchant", "key"}

    and in every line "at", seconds since 1970. `key` is the idempotency key, or a name of the
    journal's own for requests without one. Lines may wait in memory, unless `buffering` is 1: who may
    be killed writes each at once.
    """

    def __init__(self, path, buffering=JOURNAL_BUFFER_BYTES):
        self._file = open(path, "a", encoding="utf-8", buffering=buffering)
        self._encode = json.JSONEncoder(separators=(",", ":")).encode

    def write(self, did, **members):
        self._file.write(self._encode({"did": did, "at": time.time(), **members}) + "\n")

    def close(self):
        self._file.close()


class Watch:
    """What the drive wants to know while the buyers buy; load.py tells it."""

    def __init__(self):
        self.payments = 0  # asked for, each once
        self.attempts_lost = 0
        self.in_progress = 0
        self.on_payment = lambda: None
        self.on_accepted = lambda sent, answered: None


class Shop:
    """One merchant's requests. ask() is what the flows of the load are written with."""

    def __init__(self, pool, signer, merchant, journal, watch):
        self.merchant = merchant
        self._pool = pool
        self._signer = signer
        self._journal = journal
        self._watch = watch

    def note(self, did, **members):
        self._journal.write(did, **members)

    async def exchange(self, method, path, body, key):
        """One attempt that is not in the journal: the JSON of a 2xx answer. Raises ValueError."""
        status, answer = await self._pool.exchange(
            self._signer.request(method, path, json.dumps(body).encode(), key))
        if status >= 300:
            raise ValueError(f"{method} {path} was answered {status} {answer.decode()}")
        return json.loads(answer)

    def begin_payment(self):
        self._watch.payments += 1
        self._watch.on_payment()

    async def ask(self, method, path, body, key):
        """(status, JSON) of the final answer, or (0, None) after PATIENCE_S without one."""
        text = None if body is None else json.dumps(body)
        payload = (text or "").encode()
        who = {"merchant": self.merchant, "key": key}
        unsafe = method == "POST"
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            sent = time.time()
            self._journal.write("send", **who, method=method, path=path, body=text)
            try:
                status, answer = await self._pool.exchange(
                    self._signer.request(method, path, payload, key if unsafe else ""))
            except Lost as lost:
                self._watch.attempts_lost += 1
                self._journal.write("lose", **who, why=str(lost))
                await asyncio.sleep(CONNECT_RETRY_S)
                continue
            answer = answer.decode("utf-8", "backslashreplace")
            self._journal.write("receive", **who, status=status, body=answer)
            if unsafe and status < 300:
                self._watch.on_accepted(sent, time.time())
            parsed = parse(answer)
            if status < 400 or parsed.get("code") not in TRY_AGAIN:
                return status, parsed
            self._watch.in_progress += parsed["code"] == "idempotency_in_progress"
            await asyncio.sleep(BUSY_RETRY_S)
        self._journal.write("give_up", **who)
        return 0, None


def parse(text):
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
