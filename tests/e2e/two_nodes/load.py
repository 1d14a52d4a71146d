"""A continuous load of signed requests through the balancer, in the journal that tests/crash's
checker reads. Every request is repeated under its key until it has a final answer; what a merchant
who does not repeat would have felt is kept in `failures`."""

import http.client
import itertools
import json
import pathlib
import random
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "sandbox" / "demo"))
from client import Client  # noqa: E402  (the path comes first)

REQUEST_TIMEOUT_S = 40
PATIENCE_S = 120
RETRY_S = 0.1
TRY_AGAIN = {"idempotency_in_progress", "lock_timeout", "service_unavailable", "internal_error",
             "rate_limited"}
GOOD = "424242"
# Silence, silence with effect, late answers, garbage, dropped connections: sandbox/acquirer.
TROUBLES = ("40000101", "40000102", "40000103", "40000104", "40000105", "40000106", "40000107")


def card_number(rng, start):
    """A fresh number with the Luhn digit at its end."""
    digits = start + "".join(rng.choice("0123456789") for _ in range(15 - len(start)))
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(digits))]
    return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


class Journal:
    """JSON lines, each whole; see tests/crash/shop.py."""

    def __init__(self, path):
        self._file = open(path, "a", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def write(self, did, **members):
        line = json.dumps({"did": did, "at": time.time(), **members}, separators=(",", ":")) + "\n"
        with self._lock:
            self._file.write(line)


class Wire(Client):
    """One connection that is kept alive."""

    def __init__(self, url, key_id, secret):
        super().__init__(url, key_id, secret)
        self._connection = None

    def exchange(self, method, path, payload, key):
        headers = {"Content-Type": "application/json"} if payload else {}
        if key:
            headers["Idempotency-Key"] = key
        headers.update(self._sign(method, path, payload, headers))
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                self._address.hostname, self._address.port, timeout=REQUEST_TIMEOUT_S)
        try:
            self._connection.request(method, path, payload or None, headers)
            response = self._connection.getresponse()
            return response.status, response.read().decode("utf-8", "backslashreplace")
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            raise


class Load:
    """Threads that buy until stop(). Safe to look at from the drive's thread."""

    def __init__(self, url, shop, journal, threads, seed):
        self.failures = []  # (seconds since 1970, what)
        self.requests = 0
        self.payments = 0
        self.troubles = False
        self._shop = shop
        self._journal = Journal(journal)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._buy, args=(url, number, seed))
                         for number in range(threads)]

    def start(self):
        for thread in self._threads:
            thread.start()

    def stop(self):
        """Waits until every purchase has come to its end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def subscribe(self, url, key, sink):
        """The shop wants to hear of every event, at SINK/MERCHANT. The secret goes into the journal."""
        merchant = self._shop["merchant"]
        wanted = {"url": f"{sink}/{merchant}", "enabled_events": ["*"]}
        status, answer = self.wire_to(url).exchange(
            "POST", "/v1/webhook_endpoints", json.dumps(wanted).encode(), key)
        if status != 201:
            raise OSError(f"the endpoint was not made: {status} {answer}")
        self._journal.write("subscribe", merchant=merchant, secret=json.loads(answer)["secret"])

    def wire_to(self, url):
        secret = pathlib.Path(self._shop["secret_file"]).read_text(encoding="ascii").strip()
        return Wire(url, self._shop["key_id"], secret)

    def new_card(self, rng, start=GOOD):
        """The members of a card that nobody has used."""
        number = card_number(rng, start)
        self._journal.write("card", number=number)
        return {"number": number, "expiry_month": 12, "expiry_year": time.gmtime().tm_year + 3,
                "cvc": "123"}

    def _buy(self, url, number, seed):
        wire = self.wire_to(url)
        rng = random.Random(f"{seed} {number}")
        counter = itertools.count(1)
        while not self._stopping.is_set():
            self._purchase(wire, rng, lambda step: f"two{seed}-{number}-{next(counter)}-{step}")

    def _purchase(self, wire, rng, key_of):
        start = rng.choice(TROUBLES) if self.troubles and rng.random() < 0.15 else GOOD
        token = self.ask(wire, "POST", "/v1/card_tokens", {"card": self.new_card(rng, start)},
                         key_of("token"))
        if "id" not in token:
            return
        by_hand = rng.random() < 0.3
        key = key_of("pay")
        amount = rng.randrange(100, 90000)
        payment = self.ask(wire, "POST", "/v1/payments", {
            "amount": amount, "currency": "EUR", "payment_method": token["id"],
            "capture_method": "manual" if by_hand else "automatic", "description": key}, key)
        if "id" not in payment:
            return
        with self._lock:
            self.payments += 1
        path = f"/v1/payments/{payment['id']}"
        if payment["status"] == "requires_capture":
            payment = self.ask(wire, "POST", path + "/capture", {"amount": amount},
                                key_of("capture"))
        if payment.get("status") == "succeeded" and rng.random() < 0.3:
            key = key_of("refund")
            self.ask(wire, "POST", "/v1/refunds",
                      {"payment_id": payment["id"], "amount": amount // 2, "reason": key}, key)
        self.ask(wire, "GET", path, None, key_of("get"))

    def ask(self, wire, method, path, body, key):
        """The final answer's JSON object; empty when there is none."""
        text = None if body is None else json.dumps(body)
        who = {"merchant": self._shop["merchant"], "key": key}
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            self._journal.write("send", **who, method=method, path=path, body=text)
            with self._lock:
                self.requests += 1
            try:
                status, answer = wire.exchange(method, path, (text or "").encode(),
                                               key if method == "POST" else None)
            except (OSError, http.client.HTTPException) as error:
                self._journal.write("lose", **who, why=type(error).__name__)
                self._felt(f"{method} {path}: {type(error).__name__}")
                time.sleep(RETRY_S)
                continue
            parsed = parse(answer)
            if status != 502:  # the balancer's own word is no answer of the gateway
                self._journal.write("receive", **who, status=status, body=answer)
            else:
                self._journal.write("lose", **who, why="502")
            if status >= 500 or status == 409:
                self._felt(f"{method} {path}: {status} {parsed.get('code')}: "
                           f"{parsed.get('detail')}")
            if status < 400 or parsed.get("code") not in TRY_AGAIN:
                return parsed
            time.sleep(RETRY_S)
        self._journal.write("give_up", **who)
        self._felt(f"{method} {path}: no final answer")
        return {}

    def _felt(self, what):
        with self._lock:
            self.failures.append((time.time(), what))


def parse(text):
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
