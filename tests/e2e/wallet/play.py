#!/usr/bin/env python3
"""Plays merchant and payers: every way to pay, every fault of the wallet, and at the end the wallet's
journal held against the gateway's payments."""

import argparse
import collections
import http.client
import json
import pathlib
import sys
import time
import urllib.parse
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox" / "demo"))
from client import Client  # noqa: E402  (the path comes first)

PATIENCE_S = 60
CODE = "2800000000000000"  # and two digits that say what the wallet does


class World:
    def __init__(self, options):
        self.client = Client(options.url, options.key, pathlib.Path(options.secret).read_text().strip())
        self._wallet = urllib.parse.urlsplit(options.wallet)
        self._journal = pathlib.Path(options.journal)
        self.payments = []

    def call(self, method, path, body=None, expect=200):
        key = str(uuid.uuid4()) if method == "POST" else None
        status, _, answer = self.client.request(method, path, body, key)
        assert status == expect, f"{method} {path} gave {status}, not {expect}: {answer}"
        return answer

    def pay(self, amount=1999, expect=201, **metadata):
        body = {"amount": amount, "currency": "CNY", "payment_method_type": "wallet", "metadata": metadata}
        paid = self.call("POST", "/v1/payments", body, expect)
        self.payments.append(paid.get("payment_id") or paid["id"])
        return paid

    def scan(self, digits, **more):
        return self.pay(wallet_auth_code=CODE + digits, **more)

    def get(self, payment):
        return self.call("GET", f"/v1/payments/{payment['id']}")

    def order(self, payment_id):
        listed = self.call("GET", f"/v1/payments/{payment_id}/operations")["data"]
        return next(each["id"] for each in listed if each["kind"] == "sale")

    def until(self, payment, status):
        end = time.monotonic() + PATIENCE_S
        while (now := self.get(payment))["status"] != status:
            assert time.monotonic() < end, f"{now['id']} is {now['status']} ({now['reason']}), not {status}"
            time.sleep(0.1)
        return now

    def browser(self, method, target, **form):
        """One request of a payer; gives (status, where it is sent)."""
        parts = urllib.parse.urlsplit(target)
        connection = http.client.HTTPConnection(self._wallet.hostname, self._wallet.port, timeout=30)
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), urllib.parse.urlencode(form))
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.getheader("Location", "")

    def control(self, what, **data):
        connection = http.client.HTTPConnection(self._wallet.hostname, self._wallet.port, timeout=30)
        connection.request("POST", "/control/" + what, json.dumps(data))
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        assert response.status == 200, f"the wallet refuses {what}: {answer}"
        return answer

    def mode(self, **changes):
        plain = {"never": False, "copies": 1, "forged": False, "wrong_amount": False, "late_s": 0}
        self.control("mode", **{**plain, **changes})

    def pays(self, payment):
        self.control("pay", order=self.order(payment["id"]))

    def effects(self, payment_id):
        order = self.order(payment_id)
        lines = [json.loads(line) for line in self._journal.read_text().splitlines()]
        return [line for line in lines if line["order"] == order]

    def whats(self, payment):
        return [line["what"] for line in self.effects(payment["id"])]


def code_is_scanned(world):
    shown = world.pay()
    assert shown["status"] == "requires_action", shown
    code = shown["next_action"]["qr_code"]
    assert code.startswith("000201010212") and "540519.99" in code, code
    status, cashier = world.browser("POST", "/payer", code=code)
    assert status == 302 and "/code/" in cashier, (status, cashier)
    assert world.browser("GET", cashier)[0] == 200
    world.browser("POST", cashier, act="pay")
    assert world.until(shown, "succeeded")["amount_received"] == 1999


def page_is_used(world):
    sent = world.pay(wallet_presentation="redirect", wallet_return_url="http://127.0.0.1/thanks")
    assert sent["next_action"]["type"] == "redirect_to_url", sent
    status, cashier = world.browser("GET", sent["next_action"]["url"])
    assert status == 302 and cashier.startswith("/pay/"), (status, cashier)
    assert world.browser("POST", cashier, act="pay") == (302, "http://127.0.0.1/thanks")
    world.until(sent, "succeeded")


def payer_declines(world):
    shown = world.pay()
    world.control("decline", order=world.order(shown["id"]))
    assert world.until(shown, "failed")["reason"] == "order_closed"


def payers_code(world):
    assert world.scan("01")["status"] == "succeeded"
    assert world.scan("03", expect=402)["code"] == "insufficient_funds"
    assert world.scan("04", expect=402)["decline_code"] == "payer_code_invalid"


def payer_confirms_and_nothing_is_told(world):
    """The gateway asks again and again."""
    world.mode(never=True)
    waits = world.scan("02")
    assert waits["next_action"]["type"] == "await_notification", waits
    world.pays(waits)
    world.until(waits, "succeeded")
    world.mode()


def merchant_cancels(world):
    shown = world.pay()
    assert world.call("POST", f"/v1/payments/{shown['id']}/cancel", {})["status"] == "canceled"
    # Nobody had scanned it: there was nothing to close, and its order is not taken any more.
    assert world.whats(shown) == ["created", "closed"], world.whats(shown)
    scanned = world.pay()
    world.browser("GET", world.browser("POST", "/payer", code=scanned["next_action"]["qr_code"])[1])
    world.control("faults", method="alipay.trade.close", fault="lost")
    world.call("POST", f"/v1/payments/{scanned['id']}/cancel", {}, 202)
    world.until(scanned, "canceled")
    assert world.whats(scanned) == ["created", "met", "closed"], world.whats(scanned)


def merchant_cancels_what_was_paid_meanwhile(world):
    world.mode(never=True)
    shown = world.pay()
    world.pays(shown)
    assert world.call("POST", f"/v1/payments/{shown['id']}/cancel", {})["status"] == "canceled"
    assert world.whats(shown) == ["created", "met", "paid", "canceled"], world.whats(shown)
    world.mode()


def refunds(world):
    paid = world.scan("01")
    body = {"payment_id": paid["id"], "amount": 500}
    assert world.call("POST", "/v1/refunds", body, 201)["status"] == "succeeded"
    world.control("faults", method="alipay.trade.refund", fault="lost")
    lost = world.call("POST", "/v1/refunds", {**body, "amount": 300}, 202)
    end = time.monotonic() + PATIENCE_S
    while world.call("GET", f"/v1/refunds/{lost['id']}")["status"] != "succeeded":
        assert time.monotonic() < end, "the lost refund is never known"
        time.sleep(0.1)
    given = [line["amount"] for line in world.effects(paid["id"]) if line["what"] == "refunded"]
    assert given == [500, 300], given
    rest = world.call("POST", "/v1/refunds", {**body, "amount": 1199}, 201)
    assert rest["status"] == "succeeded" and world.get(paid)["status"] == "succeeded", rest


def told_wrong(world):
    before = world.control("state")
    world.mode(copies=3, forged=True)
    shown = world.pay()
    world.pays(shown)
    world.until(shown, "succeeded")
    end = time.monotonic() + PATIENCE_S
    while (now := world.control("state"))["taken"] < before["taken"] + 3 or now["refused"] <= before.get("refused", 0):
        assert time.monotonic() < end, f"not every copy was answered: {now}"
        time.sleep(0.1)
    # An approval of another amount is for a person; the wallet, asked, says the right one.
    world.mode(wrong_amount=True)
    taken = world.control("state")["taken"]
    odd = world.pay()
    world.pays(odd)
    while world.control("state")["taken"] == taken:
        assert time.monotonic() < end, "the odd amount was never taken"
        time.sleep(0.1)
    world.mode()
    assert world.call("POST", f"/v1/payments/{odd['id']}/sync", {})["status"] == "succeeded"


def begin_faults(world):
    """Begun together, so that their waits pass together: [(payment, the status it must end in)]."""
    world.mode(never=True)
    begun = [(world.scan(digits, expect=202), "succeeded") for digits in ("05", "07", "08", "09", "10")]
    begun.append((world.scan("11", expect=202), "failed"))
    begun.append((world.scan("02"), "canceled"))  # never confirmed: the gateway reverses it
    waits = world.scan("06", expect=202)  # the answer says nothing, and the payer confirms
    world.pays(waits)
    begun.append((waits, "succeeded"))
    for fault, status in (("garbage", "failed"), ("wrong_signature", "failed"), ("busy", "failed")):
        world.control("faults", method="alipay.trade.precreate", fault=fault)
        begun.append((world.pay(expect=202), status))  # a code that nobody was shown
    world.mode()
    return begun


def money_agrees(world):
    """What the wallet took of every payment is what the gateway says it has."""
    for payment in world.payments:
        sums = collections.Counter()
        for line in world.effects(payment):
            sums[line["what"]] += line.get("amount", 0)
        held = sums["paid"] - sums["refunded"] - sums["canceled"]
        now = world.call("GET", f"/v1/payments/{payment}")
        kept = now["amount_received"] - now["amount_refunded"]
        assert held == kept, f"{payment}: the wallet holds {held}, the gateway says {kept}: {now}"


STEPS = (code_is_scanned, page_is_used, payer_declines, payers_code, payer_confirms_and_nothing_is_told,
         merchant_cancels, merchant_cancels_what_was_paid_meanwhile, refunds, told_wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "key", "secret", "wallet", "journal"):
        parser.add_argument(f"--{name}", required=True)
    world = World(parser.parse_args())
    begun = begin_faults(world)
    for step in STEPS:
        started = time.monotonic()
        step(world)
        print(f"{step.__name__}: {time.monotonic() - started:.1f} s", flush=True)
    for payment, status in begun:
        world.until(payment, status)
    money_agrees(world)
    print(f"{len(begun)} faults ended well; {len(world.payments)} payments agree with the wallet's journal")


if __name__ == "__main__":
    main()
