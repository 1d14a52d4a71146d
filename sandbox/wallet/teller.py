"""Tells merchants what became of trades: signed, repeated until it is answered "success", and as wrong
as POST /control/mode orders."""

import collections
import heapq
import itertools
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import rsa2

WORKERS = 4
WAITING_MAX = 100_000
TRIES_MAX = 15
PATIENCE_S = 10
LONGEST_PAUSE_S = 30.0


class Mode:
    """What POST /control/mode sets."""

    def __init__(self):
        self.never = False  # nothing is told
        self.copies = 1  # each is told so often
        self.forged = False  # a forged copy, signed with another key, goes first
        self.wrong_amount = False  # a fen more than was paid
        self.late_s = 0.0


class Teller:
    def __init__(self, private_key, forgers_key):
        self.mode = Mode()
        self.counters = collections.Counter()
        self._private_key = private_key
        self._forgers_key = forgers_key
        self._numbers = itertools.count(1)
        self._run = f"{time.time_ns():x}"
        self._due = []  # heap of (time, number, url, parameters, key, tries)
        self._changed = threading.Condition()
        for _ in range(WORKERS):
            threading.Thread(target=self._work, daemon=True).start()

    def tell(self, trade, more=None):
        if not trade.notify_url or self.mode.never:
            return
        amount = trade.amount + (1 if self.mode.wrong_amount else 0)
        told = {"app_id": trade.app, "notify_id": f"{self._run}{next(self._numbers):08d}",
                "notify_time": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600)),
                "notify_type": "trade_status_sync", "charset": "utf-8", "version": "1.0",
                "out_trade_no": trade.order, "trade_no": trade.number, "trade_status": trade.status,
                "total_amount": f"{amount // 100}.{amount % 100:02d}", "subject": trade.subject, **(more or {})}
        told = {name: value for name, value in told.items() if value}
        due = time.monotonic() + self.mode.late_s
        if self.mode.forged:
            self._put(due, trade.notify_url, told, self._forgers_key, TRIES_MAX)
        for _ in range(self.mode.copies):
            self._put(due, trade.notify_url, told, self._private_key, 1)

    def waiting(self):
        with self._changed:
            return len(self._due)

    def _put(self, due, url, told, key, tries):
        with self._changed:
            if len(self._due) >= WAITING_MAX:
                self.counters["dropped"] += 1
                return
            heapq.heappush(self._due, (due, next(self._numbers), url, told, key, tries))
            self._changed.notify()

    def _take(self):
        with self._changed:
            while True:
                pause = self._due[0][0] - time.monotonic() if self._due else None
                if pause is not None and pause <= 0:
                    return heapq.heappop(self._due)
                self._changed.wait(pause)

    def _work(self):
        while True:
            _, _, url, told, key, tries = self._take()
            body = {**told, "sign": rsa2.sign(key, rsa2.signed_text(told)), "sign_type": "RSA2"}
            taken = self._send(url, urllib.parse.urlencode(body).encode())
            self.counters["taken" if taken else "refused"] += 1
            if not taken and tries < TRIES_MAX:
                self._put(time.monotonic() + min(0.2 * 2 ** tries, LONGEST_PAUSE_S), url, told, key, tries + 1)

    @staticmethod
    def _send(url, body):
        request = urllib.request.Request(url, body, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
                return response.status == 200 and response.read(100) == b"success"
        except (OSError, urllib.error.URLError):
            return False
