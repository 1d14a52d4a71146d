#!/usr/bin/env python3
"""Asks a gateway too often, then asks one whose database stands still."""

import argparse
import os
import pathlib
import re
import signal
import sys
import threading
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "sandbox", "demo"))
from client import Client  # noqa: E402

BUYERS = 300
PATIENCE_S = 60
NOTICED_WITHIN_S = 8  # the gateway gives a statement up after 10
WAIT = 'tollgate_admission_wait_seconds{for="work"}'


def check(is_right, what, seen):
    print(("ok    " if is_right else "FAIL  ") + what + ("" if is_right else f": {seen}"), flush=True)
    if not is_right:
        sys.exit(1)


def read(path):
    return pathlib.Path(path).read_text(encoding="ascii").strip()


def metric(url, name):
    page = urllib.request.urlopen(url + "/metrics", timeout=10).read().decode()
    return float(re.search("^" + re.escape(name) + " (.*)$", page, re.MULTILINE).group(1))


def ask_too_often(url, busy, calm):
    status, headers, _ = busy.request("GET", "/v1/payments")
    check(status == 200 and headers["ratelimit-policy"] == '"key";q=1000;w=1000',
          "an answer tells the policy", headers)
    check(headers["ratelimit"] == '"key";r=999;t=1', "and what is left", headers)
    for _ in range(1100):
        status, headers, body = busy.request("GET", "/v1/payments")
        if status != 200:
            break
    check(status == 429 and body["code"] == "rate_limited" and headers["retry-after"] == "1" and
          headers["ratelimit"].startswith('"key";r=0;'), "who asks too often gets 429",
          (status, headers, body))
    check(metric(url, "tollgate_rate_limited_total") >= 1, "it is counted", "no")
    status, headers, _ = calm.request("GET", "/v1/payments")
    check(status == 200 and headers["ratelimit"].startswith('"key";r=999;'),
          "and takes nothing from another", (status, headers))
    deadline = time.monotonic() + PATIENCE_S
    while busy.request("GET", "/v1/payments")[0] != 200:
        check(time.monotonic() < deadline, "and may ask again after a while", "still 429")
        time.sleep(0.2)


class Buyers:
    """Many payments at once, each repeated under its key until it is taken."""

    def __init__(self, shop, methods, count):
        self._shop, self._methods = shop, methods
        self.first_answers = [None] * count
        self._threads = [threading.Thread(target=self._buy, args=(n,)) for n in range(count)]

    def _pay(self, number):
        body = {"amount": 1000 + number, "currency": "EUR",
                "payment_method": self._methods[number % len(self._methods)]}
        return self._shop.request("POST", "/v1/payments", body, f"limits-{os.getpid()}-{number}")

    def _buy(self, number):
        self.first_answers[number] = self._pay(number)

    def start(self):
        for thread in self._threads:
            thread.start()

    def join(self):
        for thread in self._threads:
            thread.join()

    def repeat_refused(self):
        for number, (status, _, _) in enumerate(self.first_answers):
            deadline = time.monotonic() + PATIENCE_S
            while status == 503:
                status, _, body = self._pay(number)
                if status not in (201, 503) or time.monotonic() > deadline:
                    check(False, "a refused payment is taken later", (status, body))


def make_method(shop):
    card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2034, "cvc": "123"}
    status, _, body = shop.request("POST", "/v1/card_tokens", {"card": card})
    check(status == 201, "a card is taken", body)
    return body["id"]


def is_overloaded(answer):
    status, headers, body = answer
    return (status == 503 and body["code"] == "service_unavailable" and
            headers["retry-after"] in ("1", "2", "3") and "overloaded" in body["detail"])


def stand_still(url, shop, mariadb_pid):
    method = make_method(shop)
    held = []
    for number in range(20):  # so that the gateway knows how long a commit takes
        body = {"amount": 500, "currency": "EUR", "payment_method": method,
                "capture_method": "manual"}
        status, _, body = shop.request("POST", "/v1/payments", body, f"held-{os.getpid()}-{number}")
        check(status == 201, "a payment is taken", body)
        held.append(body["id"])
    buyers = Buyers(shop, [method], BUYERS)
    captured = []
    capture = threading.Thread(target=lambda: captured.append(
        shop.request("POST", f"/v1/payments/{held[0]}/capture", {}, f"capture-{os.getpid()}")))
    os.kill(mariadb_pid, signal.SIGSTOP)
    try:
        buyers.start()
        deadline = time.monotonic() + NOTICED_WITHIN_S
        refused = None
        while refused is None and time.monotonic() < deadline:
            answer = shop.request("GET", "/docs/errors-that-are-not-there")
            check(answer[0] == 404, "what costs nothing is answered", answer)
            if metric(url, WAIT) > 0.04:
                refused = shop.request("GET", f"/v1/payments/{held[0]}")
        check(refused is not None, "a queue is noticed", metric(url, WAIT))
        check(is_overloaded(refused), "a read is refused with Retry-After", refused)
        capture.start()
    finally:
        os.kill(mariadb_pid, signal.SIGCONT)
    buyers.join()
    capture.join()
    check(captured[0][0] == 200, "what was begun is completed", captured)
    odd = [answer for answer in buyers.first_answers if answer[0] != 201 and not is_overloaded(answer)]
    check(not odd, "every payment is taken or refused", odd[:3])
    buyers.repeat_refused()
    print(f"ok    of {BUYERS}, {sum(a[0] == 503 for a in buyers.first_answers)} were refused, and taken later")
    check(metric(url, 'tollgate_admission_refused_total{urgency="can_wait"}') >= 1, "it is counted", "no")
    check(metric(url, 'tollgate_admission_refused_total{urgency="completes"}') == 0,
          "no capture was refused", "some were")
    deadline = time.monotonic() + PATIENCE_S
    while shop.request("GET", f"/v1/payments/{held[0]}")[0] != 200:
        check(time.monotonic() < deadline, "reads are answered again", "never")
    print("ok    and reads are answered again")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "key", "secret", "other-key", "other-secret"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--mariadb-pid", type=int, required=True)
    options = parser.parse_args()
    busy = Client(options.url, options.key, read(options.secret))
    calm = Client(options.url, options.other_key, read(options.other_secret))
    ask_too_often(options.url, busy, calm)
    stand_still(options.url, calm, options.mariadb_pid)


if __name__ == "__main__":
    main()
