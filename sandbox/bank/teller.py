"""Tells clients what was booked: signed, repeated until taken, and as wrong as ordered."""

import collections
import hashlib
import hmac
import itertools
import queue
import threading
import time
import urllib.error
import urllib.request

WAITING_MAX = 100_000
TRIES_MAX = 30
PATIENCE_S = 30


def sign(secret, text):
    moment = str(int(time.time()))
    mac = hmac.new(secret.encode(), moment.encode() + b"." + text, hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()}"


class Mode:
    """What POST /control/mode sets."""

    def __init__(self):
        self.status = "ACSP"
        self.reject = ""
        self.answer_lost = False
        self.deaf = False
        self.never = False
        self.copies = 1
        self.forged = False
        self.rates = {"GBP": "1.17", "JPY": "0.0061", "USD": "0.92"}
        self.charges = "0"
        self.quote_fee = "0"
        self.quote_s = 60
        self.break_quotes = False
        self.tell_after_s = 0


class Teller:
    def __init__(self):
        self.mode = Mode()
        self.counters = collections.Counter()
        self.numbers = itertools.count(int(time.time() * 1000))  # of messages, through restarts too
        self._queue = queue.Queue(WAITING_MAX)
        threading.Thread(target=self._work, daemon=True).start()

    def waiting(self):
        return self._queue.qsize()

    def tell(self, client, body):
        if self.mode.never:
            return
        if self.mode.forged:
            self._queue.put((client.notify_url, body, "another secret", TRIES_MAX))
        for _ in range(self.mode.copies):
            self._queue.put((client.notify_url, body, client.secret, 1))

    def tell_once(self, client, body, secret):
        self._queue.put((client.notify_url, body, secret, TRIES_MAX))

    def _work(self):
        while True:
            url, body, secret, tries = self._queue.get()
            time.sleep(self.mode.tell_after_s)
            if self._send(url, body, secret):
                self.counters["taken"] += 1
            elif tries < TRIES_MAX:
                time.sleep(0.2)
                self._queue.put((url, body, secret, tries + 1))

    def _send(self, url, body, secret):
        request = urllib.request.Request(url, body, {"Content-Type": "application/xml",
                                                     "Bank-Signature": sign(secret, body)})
        self.counters["told"] += 1
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            self.counters["refused"] += 1
        except OSError:
            pass
        return False
