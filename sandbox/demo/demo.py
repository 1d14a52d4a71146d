#!/usr/bin/env python3
"""Plays payments through the sandbox and checks every answer, the database rows and the Kafka
events. Exit status 0 only if everything held. Started by `sandbox/run --demo`."""

import argparse
import json
import subprocess
import sys
import time
import urllib.request
import uuid

from client import Client
from webhook_receiver import WebhookReceiver

YEAR = time.gmtime().tm_year + 3


class Demo:
    def __init__(self, options):
        with open(options.secret_file, encoding="ascii") as file:
            self.client = Client(options.url, options.key_id, file.read().strip())
        self.options = options
        self.steps = 0
        self.started = time.time()
        self.payments = []

    def step(self, title):
        self.steps += 1
        print(f"\n{self.steps}. {title}")

    def call(self, method, path, body=None, expect=200, **how):
        shown = "" if body is None else " " + json.dumps(masked(body))
        print(f"   > {method} {path}{shown}")
        status, headers, answer = self.client.request(method, path, body, **how)
        print(f"   < {status} {summary(answer)}")
        check(status == expect, f"expected {expect}, got {status}: {json.dumps(answer)}")
        return headers, answer

    def token(self, number):
        card = {"number": number, "expiry_month": 12, "expiry_year": YEAR, "cvc": "123"}
        _, answer = self.call("POST", "/v1/card_tokens", {"card": card}, expect=201)
        return answer["id"]

    def pay(self, number, amount, expect=201, key=None, **fields):
        body = {"amount": amount, "currency": "EUR", "payment_method": self.token(number), **fields}
        key = key or str(uuid.uuid4())
        _, answer = self.call("POST", "/v1/payments", body, expect, idempotency_key=key)
        self.payments.append(answer.get("payment_id") or answer["id"])
        return body, key, answer

    def until(self, path, what, condition, limit_s=30):
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            _, _, answer = self.client.request("GET", path)
            if condition(answer):
                print(f"   < {what}: {summary(answer)}")
                return answer
            time.sleep(0.1)
        raise Failure(f"not within {limit_s} s: {what}; now: {json.dumps(answer)}")


class Failure(Exception):
    pass


def check(holds, why):
    if not holds:
        raise Failure(why)


def masked(body):
    """What may be shown of a request: never a whole card number."""
    if "card" not in body:
        return body
    number = body["card"]["number"]
    return {"card": {**body["card"], "number": f"{number[:6]}******{number[-4:]}", "cvc": "***"}}


def summary(answer):
    keys = ("id", "status", "code", "reason", "decline_code", "amount", "amount_received",
            "amount_refunded", "payment_id", "risk", "detail")
    return json.dumps({key: answer[key] for key in keys if answer and answer.get(key) is not None})


def fresh_card(start):
    """A card number that no rule has counted yet: random digits and the Luhn digit."""
    digits = start + str(uuid.uuid4().int)[: 15 - len(start)]
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def play(demo):
    demo.step("A card is approved")
    body, key, paid = demo.pay(fresh_card("424242"), 1999, merchant_reference=f"order-{uuid.uuid4()}")
    check(paid["status"] == "succeeded" and paid["amount_received"] == 1999, "not succeeded")

    demo.step("The same Idempotency-Key again: the same answer, no second charge")
    headers, again = demo.call("POST", "/v1/payments", body, 201, idempotency_key=key)
    check(again == paid and headers.get("idempotent-replayed") == "true", "not the stored answer")

    demo.step("The same Idempotency-Key with another amount: refused")
    demo.call("POST", "/v1/payments", {**body, "amount": 5}, 422, idempotency_key=key)

    demo.step("The card has insufficient funds")
    _, _, declined = demo.pay(fresh_card("40000051"), 2500, 402)
    check(declined["code"] == "insufficient_funds", "not insufficient_funds")

    demo.step("The acquirer does not answer: processing, then undone by a reversal")
    _, _, silent = demo.pay(fresh_card("40000101"), 3000, 202)
    check(silent["status"] == "processing" and silent["reason"] == "outcome_unknown", "not unknown")
    settled = demo.until(f"/v1/payments/{silent['id']}", "resolved",
                         lambda answer: answer["status"] != "processing")
    check(settled["reason"] == "outcome_unknown_reversed", "not reversed")

    demo.step("A rule blocks the payment and says why")
    _, _, blocked = demo.pay(fresh_card("410000"), 1000, 403)
    check(blocked["code"] == "risk_blocked" and blocked["decline_code"] == "R120", "not by R120")

    demo.step("Authorize now, capture later")
    _, _, held = demo.pay(fresh_card("424242"), 5000, capture_method="manual")
    check(held["status"] == "requires_capture", "not held")
    _, captured = demo.call("POST", f"/v1/payments/{held['id']}/capture", {"amount": 4000},
                            idempotency_key=str(uuid.uuid4()))
    check(captured["amount_received"] == 4000, "not captured")

    demo.step("A part is refunded; more than is left is not")
    refund = {"payment_id": paid["id"], "amount": 500, "reason": "one item returned"}
    _, refunded = demo.call("POST", "/v1/refunds", refund, 201, idempotency_key=str(uuid.uuid4()))
    check(refunded["status"] == "succeeded", "not refunded")
    demo.call("POST", "/v1/refunds", {**refund, "amount": 1500}, 422,
              idempotency_key=str(uuid.uuid4()))

    demo.step("A request that was changed on its way is refused")
    demo.call("POST", "/v1/payments", body, 401, idempotency_key=str(uuid.uuid4()), tamper=True)

    demo.step("A payer scans a wallet's code")
    scan_code(demo)

    demo.step("A bank transfer in dollars, at a rate that the bank has promised")
    transfer_at_a_quoted_rate(demo)

    demo.step("A payout leaves the merchant's account")
    pay_out(demo)

    demo.step("A sandbox key may also use a bearer token")
    demo.call("GET", f"/v1/payments/{paid['id']}", bearer=demo.options.bearer)


def scan_code(demo):
    """The payer's part is played at the simulated wallet, which then tells the gateway."""
    body = {"amount": 880, "currency": "CNY", "payment_method_type": "wallet"}
    _, waiting = demo.call("POST", "/v1/payments", body, 201, idempotency_key=str(uuid.uuid4()))
    demo.payments.append(waiting["id"])
    action = waiting["next_action"]
    check(action["type"] == "display_qr_code", "no code to show")
    print(f"   < code {action['qr_code']}")
    _, _, listed = demo.client.request("GET", f"/v1/payments/{waiting['id']}/operations")
    order = json.dumps({"order": listed["data"][0]["id"]}).encode()
    with urllib.request.urlopen(demo.options.wallet + "/control/pay", order, timeout=30) as answer:
        check(answer.status == 200, "the wallet does not let the payer pay")
    demo.until(f"/v1/payments/{waiting['id']}", "the wallet has told",
               lambda answer: answer["status"] == "succeeded")


def transfer_at_a_quoted_rate(demo):
    """The bank takes the instruction at once and books it when its clerk says so."""
    asked = {"amount": 10000, "currency": "USD", "payment_method_type": "bank_transfer"}
    _, quote = demo.call("POST", "/v1/fx_quotes", asked, 201, idempotency_key=str(uuid.uuid4()))
    payer = {"name": "Ada Lovelace", "iban": "GB29NWBK60161331926819", "bic": "NWBKGB2L"}
    _, taken = demo.call("POST", "/v1/payments", {**asked, "fx_quote": quote["id"], "payer": payer}, 202,
                         idempotency_key=str(uuid.uuid4()))
    demo.payments.append(taken["id"])
    settle_at_bank(demo, f"/v1/payments/{taken['id']}/operations")
    settled = demo.until(f"/v1/payments/{taken['id']}", "the bank has told",
                         lambda answer: answer["status"] == "succeeded")
    check(settled["exchange"] == quote["exchange"], "the bank did not keep its promise")


def pay_out(demo):
    payee = {"name": "Acme Parts & Co", "iban": "FR1420041010050500013M02606", "bic": "PSSTFRPP"}
    body = {"amount": 25000, "currency": "EUR", "payment_method_type": "bank_transfer", "payee": payee,
            "purpose": "SUPP"}
    _, taken = demo.call("POST", "/v1/payouts", body, 202, idempotency_key=str(uuid.uuid4()))
    check(taken["payee"]["iban"].endswith("2606") and "20041" not in taken["payee"]["iban"], "not masked")
    settle_at_bank(demo, f"/v1/payouts/{taken['id']}/operations")
    demo.until(f"/v1/payouts/{taken['id']}", "the bank has told", lambda answer: answer["status"] == "succeeded")


def settle_at_bank(demo, operations):
    _, _, listed = demo.client.request("GET", operations)
    order = json.dumps({"reference": listed["data"][0]["id"]}).encode()
    with urllib.request.urlopen(demo.options.bank + "/control/settle", order, timeout=30) as answer:
        check(answer.status == 200, "the bank does not settle")


def receive_webhook(demo):
    demo.step("A merchant's server hears of a payment by a signed webhook")
    receiver = WebhookReceiver()
    body = {"url": receiver.url, "enabled_events": ["payment.succeeded"]}
    _, endpoint = demo.call("POST", "/v1/webhook_endpoints", body, 201)
    receiver.secret = endpoint["secret"]
    _, _, paid = demo.pay(fresh_card("424242"), 1234)
    event = receiver.wait_for("payment.succeeded", paid["id"], 20)
    check(event is not None, "no webhook whose signature verifies")
    check(event["data"]["payment"]["amount_received"] == 1234, "another payment's data")
    print(f"   < webhook {event['id']} {event['type']} {event['subject']}, signature verified")
    demo.call("DELETE", f"/v1/webhook_endpoints/{endpoint['id']}")


def show_rows(demo):
    demo.step("What the database holds")
    query = (
        "SELECT HEX(p.id) AS payment, p.amount, p.currency, ELT(p.status, '', '', '', 'processing', "
        "'requires_capture', 'succeeded', 'canceled', 'failed') AS status, p.reason, "
        "p.amount_captured AS captured, p.amount_refunded AS refunded, p.version, "
        "(SELECT COUNT(*) FROM operations o WHERE o.payment_id = p.id) AS operations, "
        "(SELECT COUNT(*) FROM events e WHERE e.payment_id = p.id) AS events "
        f"FROM payments p ORDER BY p.id DESC LIMIT {len(demo.payments) + 1}"  # and the payout
    )
    command = ["mariadb", "--no-defaults", f"--socket={demo.options.mariadb_socket}", "--table",
               "tollgate", "-e", query]
    rows = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print("".join(f"   {line}\n" for line in rows.splitlines()), end="")
    check(rows.count("\n") >= len(demo.payments) + 4, "rows are missing")


def show_events(demo):
    demo.step("What a Kafka consumer reads")
    wanted = set(demo.payments)
    per_payment = {}
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not complete(per_payment, wanted):
        command = ["kcat", "-C", "-b", demo.options.kafka, "-t", "tollgate.payments.v1", "-e", "-q",
                   "-o", "beginning", "-f", "%k %h %s\n"]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        per_payment = {}
        for line in lines.splitlines():
            key, headers, data = line.split(" ", 2)
            if key in wanted:
                kind = dict(h.split("=", 1) for h in headers.split(","))["ce_type"]
                version = json.loads(data)["payment"]["version"]
                per_payment.setdefault(key, []).append((version, kind))
    for payment in demo.payments:
        kinds = per_payment.get(payment, [])
        print(f"   {payment}: " + " -> ".join(kind for _, kind in kinds))
        versions = [version for version, _ in kinds]
        check(versions == list(range(1, len(versions) + 1)) and versions, "events out of order")
    check(complete(per_payment, wanted), "events are missing")


def complete(per_payment, wanted):
    """Every payment has its last event: one that tells of an end."""
    ends = {"payment.succeeded", "payment.failed", "payment.blocked", "refund.succeeded"}
    return all(per_payment.get(key) and per_payment[key][-1][1] in ends for key in wanted)


def show_journal(demo):
    demo.step("What the acquirer did")
    with open(demo.options.acquirer_journal, encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    for entry in entries:
        if entry["at"] < demo.started:
            continue
        shown = {key: entry[key] for key in ("effect", "amount", "operation_id", "code")
                 if key in entry}
        print(f"   {json.dumps(shown)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "key-id", "secret-file", "bearer", "mariadb-socket", "kafka",
                 "acquirer-journal", "wallet", "bank"):
        parser.add_argument(f"--{name}", required=True)
    demo = Demo(parser.parse_args())
    try:
        play(demo)
        receive_webhook(demo)
        show_rows(demo)
        show_events(demo)
        show_journal(demo)
    except (Failure, OSError, subprocess.CalledProcessError) as failure:
        print(f"\nFAILED at step {demo.steps}: {failure}", file=sys.stderr)
        return 1
    print(f"\nAll {demo.steps} steps held.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
