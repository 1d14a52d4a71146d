"""Tells merchants what became of orders: signed, repeated until taken, and as wrong as ordered."""

import asyncio
import collections
import hashlib
import hmac
import itertools
import json
import random
import time
import urllib.parse

CONNECTIONS = 16
WAITING_MAX = 1_000_000
TRIES_MAX = 30
PATIENCE_S = 30


def sign(secret, text):
    now = str(int(time.time()))
    mac = hmac.new(secret.encode(), now.encode() + b"." + text, hashlib.sha256)
    return f"t={now},v1={mac.hexdigest()}"


class Mode:
    """What POST /control/mode sets."""

    def __init__(self):
        self.early = False
        self.never = False
        self.copies = 1
        self.shuffle = 1
        self.late_s = 0.0
        self.forged = False
        self.answer_lost = False
        self.expires_s = 900


class Teller:
    def __init__(self, accounts):
        self.mode = Mode()
        self.counters = collections.Counter()
        self._accounts = accounts
        self._numbers = itertools.count(1)
        self._run = f"{random.getrandbits(48):012x}"
        self._held = []
        self._queue = asyncio.Queue(WAITING_MAX)
        self._workers = []

    def event_name(self):
        return f"ev_{self._run}_{next(self._numbers)}"

    def message(self, order, kind, amount=None):
        return {
            "account": order.account,
            "event": self.event_name(),
            "type": kind,
            "reference": order.reference,
            "order": order.name,
            "amount": order.amount if amount is None else amount,
            "currency": order.currency,
        }

    def tell(self, order, kind, amount=None):
        """Tells of an order as the mode says."""
        if self.mode.never or not order.notify_url:
            return
        body = json.dumps(self.message(order, kind, amount)).encode()
        secret = self._accounts[order.account]
        if self.mode.forged:
            self.send(order.notify_url, body, secret + "?", once=True)
        for _ in range(self.mode.copies):
            self.send(order.notify_url, body, secret)

    def send(self, url, body, secret, once=False):
        self._start()
        if self.mode.late_s:
            asyncio.get_running_loop().call_later(self.mode.late_s, self._hold, (url, body, secret, once))
        else:
            self._hold((url, body, secret, once))

    def flush(self):
        random.shuffle(self._held)
        for item in self._held:
            self._queue.put_nowait(item)
        self._held.clear()

    async def tell_now(self, order, kind):
        """One notification, and its answer, before anything else happens."""
        body = json.dumps(self.message(order, kind)).encode()
        return await self._exchange(None, order.notify_url, body, self._accounts[order.account])

    def waiting(self):
        return self._queue.qsize() + len(self._held) + self.counters["under_way"]

    def _hold(self, item):
        self._held.append(item)
        if len(self._held) >= self.mode.shuffle:
            self.flush()

    def _start(self):
        if not self._workers:
            self._workers = [asyncio.create_task(self._work()) for _ in range(CONNECTIONS)]

    async def _work(self):
        connection = Connection()
        while True:
            url, body, secret, once = await self._queue.get()
            self.counters["under_way"] += 1
            for attempt in range(1 if once else TRIES_MAX):
                if await self._exchange(connection, url, body, secret):
                    break
                if not once:
                    await asyncio.sleep(min(0.2 * 2**attempt, 5))
            self.counters["under_way"] -= 1

    async def _exchange(self, connection, url, body, secret):
        connection = connection or Connection()
        self.counters["told"] += 1
        try:
            status, answer = await asyncio.wait_for(
                connection.post(url, body, {"Wallet-Signature": sign(secret, body)}), PATIENCE_S)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            connection.close()
            self.counters["unanswered"] += 1
            return False
        taken = status == 200 and answer == b"success"
        self.counters["taken" if taken else f"answered_{status}"] += 1
        return taken


class Connection:
    """One HTTP/1.1 connection that is kept open."""

    def __init__(self):
        self._streams = None
        self._to = None

    def close(self):
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def post(self, url, body, headers):
        parts = urllib.parse.urlsplit(url)
        to = (parts.hostname, parts.port or 80)
        if self._to != to:
            self.close()
        if not self._streams:
            self._streams = await asyncio.open_connection(*to)
            self._to = to
        reader, writer = self._streams
        path = parts.path + ("?" + parts.query if parts.query else "")
        head = f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write((head + f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        answer = await reader.readexactly(int(fields.get("content-length", "0")))
        if fields.get("connection") == "close":
            self.close()
        return int(lines[0].split(" ")[1]), answer
