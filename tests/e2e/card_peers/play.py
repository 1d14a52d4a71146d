#!/usr/bin/env python3
"""Payments through the real gateway at acquirers that others' libraries speak for. Which account a
payment goes to is its currency's choice. What the acquirers do on purpose, by the amount:

    5100  declined (51)
    3000  the half is approved (10)
    7000  a charge is met with silence, and so is the first reversal of it
"""

import argparse
import json
import pathlib
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox" / "demo"))
from client import Client  # noqa: E402  (the path comes first)

PATIENCE_S = 30
ACCOUNTS = {"EUR": "card_main", "USD": "card_jpos_hex", "GBP": "card_jpos_bcd"}


class Shop:
    def __init__(self, options):
        secret = pathlib.Path(options.secret).read_text().strip()
        self._client = Client(options.url, options.key, secret)

    def call(self, method, path, body=None, expect=200):
        key = str(uuid.uuid4()) if method == "POST" else None
        status, _, answer = self._client.request(method, path, body, key)
        assert status == expect, f"{method} {path} gave {status}, not {expect}: {answer}"
        return answer

    def pay(self, amount, currency, expect=201, **more):
        # A fresh number each time: 19 digits, an odd number of packed ones.
        card = {"number": "4242424242424242428", "expiry_month": 12, "expiry_year": 2035, "cvc": "123"}
        token = self.call("POST", "/v1/card_tokens", {"card": card}, 201)["id"]
        return self.call("POST", "/v1/payments", {"amount": amount, "currency": currency,
                                                  "payment_method": token, **more}, expect)

    def get(self, payment):
        return self.call("GET", f"/v1/payments/{payment}")

    def operations(self, payment):
        return self.call("GET", f"/v1/payments/{payment}/operations")["data"]


def until(what, wanted):
    end = time.monotonic() + PATIENCE_S
    while not (found := what()):
        assert time.monotonic() < end, f"waited {PATIENCE_S} s for {wanted}, in vain"
        time.sleep(0.1)
    return found


class Journal:
    def __init__(self, path):
        self._path = pathlib.Path(path)

    def lines(self):
        if not self._path.exists():
            return []
        return [json.loads(line) for line in self._path.read_text().splitlines(keepends=True)
                if line.endswith("\n")]

    def of(self, operation):
        return [line for line in self.lines() if line["operation_id"] == operation["id"]]

    def of_payment(self, shop, payment):
        """[(type, amount, remaining, code)] of all its operations, in the acquirer's order."""
        ids = {operation["id"] for operation in shop.operations(payment)}
        return [(line["type"], line["amount"], line["remaining"], line["code"])
                for line in self.lines() if line["operation_id"] in ids]


def sale_and_refund(shop, journal, currency):
    paid = shop.pay(1999, currency)
    assert paid["status"] == "succeeded", paid
    assert paid["channel_account"] == ACCOUNTS[currency], paid["channel_account"]
    refund = shop.call("POST", "/v1/refunds", {"payment_id": paid["id"], "amount": 500}, 201)
    assert refund["status"] == "succeeded", refund
    seen = journal.of_payment(shop, paid["id"])
    assert seen == [("0200", 1999, None, "00"), ("0200", 500, None, "00")], seen


def release_of_the_rest(shop, journal, currency):
    held = shop.pay(2000, currency, capture_method="manual")
    assert held["status"] == "requires_capture", held
    path = f"/v1/payments/{held['id']}"
    shop.call("POST", f"{path}/capture", {"amount": 1200, "final_capture": False})
    released = shop.call("POST", f"{path}/cancel", {})
    assert (released["status"], released["amount_received"]) == ("succeeded", 1200), released
    wanted = [("0100", 2000, None, "00"), ("0220", 1200, None, "00"), ("0420", 2000, 1200, "00")]
    until(lambda: journal.of_payment(shop, held["id"]) == wanted, f"{wanted} at the acquirer")


def cancel(shop, journal, currency):
    held = shop.pay(2000, currency, capture_method="manual")
    canceled = shop.call("POST", f"/v1/payments/{held['id']}/cancel", {})
    assert canceled["status"] == "canceled", canceled
    seen = journal.of_payment(shop, held["id"])
    assert seen == [("0100", 2000, None, "00"), ("0420", 2000, None, "00")], seen


def decline(shop, journal, currency):
    refused = shop.pay(5100, currency, 402)
    assert refused["code"] == "insufficient_funds", refused
    seen = journal.of_payment(shop, refused["payment_id"])
    assert seen == [("0200", 5100, None, "51")], seen


def approval_of_a_part(shop, journal, currency):
    held = shop.pay(3000, currency, capture_method="manual")
    assert (held["status"], held["amount_capturable"]) == ("requires_capture", 1500), held
    seen = journal.of_payment(shop, held["id"])
    assert seen == [("0100", 3000, None, "10")], seen


def silence(shop, journal, currency):
    """A timeout is followed by reversals until one is answered."""
    open_one = shop.pay(7000, currency, 202)
    assert open_one["status"] == "processing", open_one
    until(lambda: shop.get(open_one["id"])["status"] == "failed", "the payment to fail")
    seen = journal.of_payment(shop, open_one["id"])
    assert seen == [("0200", 7000, None, ""), ("0420", 7000, None, ""),
                    ("0421", 7000, None, "00")], seen


STEPS = (sale_and_refund, release_of_the_rest, cancel, decline, approval_of_a_part, silence)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "key", "secret", "npm", "jpos"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    shop = Shop(options)
    journals = {"EUR": Journal(options.npm), "USD": Journal(options.jpos), "GBP": Journal(options.jpos)}
    for currency, journal in journals.items():
        for step in STEPS:
            step(shop, journal, currency)
        print(f"{ACCOUNTS[currency]}: {', '.join(step.__name__ for step in STEPS)}")
    for journal in set(journals.values()):
        wrong = [line for line in journal.lines() if line.get("mac") == "wrong"]
        assert not wrong, f"authentication codes that the peer reckons otherwise: {wrong}"
    right = [line for line in journals["GBP"].lines() if line["peer"] == "bcd"]
    assert right and all(line["mac"] == "right" for line in right), "no codes were looked at"
    signed_on = [line for line in right if line["type"] == "0800"]
    assert signed_on, "the connection began without a sign-on"


if __name__ == "__main__":
    main()
