"""Plays a merchant and the bank's clerk through the open API, and looks at what the gateway, its database
and the bank's journal then say. Exits 1 at the first difference."""

import argparse
import hashlib
import hmac
import http.client
import json
import pathlib
import subprocess
import sys
import time
import urllib.parse
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox/demo"))
import payouts  # noqa: E402  (the path comes first)
from checking import check  # noqa: E402
from client import Client  # noqa: E402

PAYER = {"name": "Ada Lovelace", "iban": "GB29 NWBK 6016 1331 9268 19", "bic": "NWBKGB2L"}
PATIENCE_S = 60


class World:
    def __init__(self, options):
        self.options = options
        secret = pathlib.Path(options.secret_file).read_text(encoding="ascii").strip()
        self.client = Client(options.gateway, options.key, secret)

    def call(self, method, path, body=None, expect=200):
        key = str(uuid.uuid4()) if method == "POST" else None
        status, _, answer = self.client.request(method, path, body, key)
        check(status == expect, f"{method} {path} gave {status}, not {expect}: {answer}")
        return answer

    def quote(self, amount, currency="USD", expect=201, **more):
        return self.call("POST", "/v1/fx_quotes", {
            "amount": amount, "currency": currency, "payment_method_type": "bank_transfer", **more}, expect)

    def transfer(self, expect, path, amount, currency, **more):
        return self.call("POST", path, {
            "amount": amount, "currency": currency, "payment_method_type": "bank_transfer",
            "merchant_reference": str(uuid.uuid4()), **more}, expect)

    def pay(self, expect, amount=1999, currency="EUR", quote=None, purpose=None, **payer):
        return self.transfer(expect, "/v1/payments", amount, currency, fx_quote=quote, purpose=purpose,
                             payer={**PAYER, **payer})

    @staticmethod
    def path(payment):
        return f"/v1/{payment['object']}s/{payment['id']}"

    def payment(self, payment):
        return self.call("GET", self.path(payment))

    def operations(self, payment):
        return self.call("GET", self.path(payment) + "/operations")["data"]

    def reference(self, payment, kind="sale"):
        return next(each["id"] for each in self.operations(payment) if each["kind"] == kind)

    def until(self, payment, holds, wanted):
        end = time.monotonic() + PATIENCE_S
        while not holds(now := self.payment(payment)):
            check(time.monotonic() < end, f"{payment['id']} is {now['status']} ({now['reason']}), not {wanted}")
            time.sleep(0.1)
        return now

    def until_status(self, payment, status):
        return self.until(payment, lambda now: now["status"] == status, status)

    def bank(self, what, **body):
        parts = urllib.parse.urlsplit(self.options.bank)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        connection.request("POST", "/control/" + what, json.dumps(body))
        response = connection.getresponse()
        text = response.read()
        connection.close()
        check(response.status == 200, f"the bank refuses {what}: {text}")
        return json.loads(text)

    def mode(self, **changes):
        plain = {"status": "ACSP", "reject": "", "answer_lost": False, "deaf": False, "never": False,
                 "copies": 1, "forged": False, "rates": {"USD": "0.92"}, "charges": "0", "quote_fee": "0.50",
                 "quote_s": 60, "break_quotes": False, "tell_after_s": 0}
        self.bank("mode", **{**plain, **changes})

    def quiet(self):
        end = time.monotonic() + PATIENCE_S
        while (state := self.bank("state"))["waiting"] > 0:
            check(time.monotonic() < end, "the bank still has something to tell")
            time.sleep(0.1)
        return state

    def journal(self, reference):
        lines = pathlib.Path(self.options.journal).read_text(encoding="utf-8").splitlines()
        return [line for line in map(json.loads, lines) if line["reference"] == reference]

    def effects(self, reference):
        return [line["what"] for line in self.journal(reference)]

    def breaks(self, payment):
        sql = ("SELECT COUNT(*) FROM breaks b JOIN payments p ON b.payment_id = p.id "
               f"WHERE p.merchant_reference = '{payment['merchant_reference']}'")
        command = ["mariadb", "--no-defaults", f"--socket={self.options.socket}", f"--user={self.options.user}",
                   "--batch", "--skip-column-names", "tollgate", "-e", sql]
        return int(subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout)

    def until_break(self, payment):
        end = time.monotonic() + PATIENCE_S
        while self.breaks(payment) == 0:
            check(time.monotonic() < end, "no break for a booking of another amount")
            time.sleep(0.1)

    def listed_breaks(self):
        command = [self.options.tollgate, "breaks", "list", "--config", self.options.config]
        listed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return listed.stdout.splitlines()

    def statement(self):
        secret = pathlib.Path(self.options.bank_secret_file).read_text(encoding="ascii").strip()
        path, stamp = "/statements/today", str(int(time.time()))
        mac = hmac.new(secret.encode(), f"{stamp}.GET {path}".encode(), hashlib.sha256).hexdigest()
        parts = urllib.parse.urlsplit(self.options.bank)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        connection.request("GET", path, headers={"Bank-Client": "shop-1", "Bank-Signature": f"t={stamp},v1={mac}"})
        response = connection.getresponse()
        text = response.read()
        check(response.status == 200, f"no statement: {text}")
        return text


def settled(world):
    """Taken, settled some time later, told."""
    world.mode(copies=3)
    payment = world.pay(202)
    check(payment["status"] == "processing", payment)
    reference = world.reference(payment)
    world.bank("settle", reference=reference)
    world.until_status(payment, "succeeded")
    taken, done = world.journal(reference)
    check((taken["what"], done["what"]) == ("taken", "settled"), (taken, done))
    check(taken["debtor"] == "GB29NWBK60161331926819" and taken["purpose"] == "GDDS", taken)
    return payment


def awaits_approval(world):
    """The payer must approve it at home, and says no."""
    world.mode(status="PATC")
    payment = world.pay(201)
    check(payment["status"] == "requires_action", payment)
    check(payment["next_action"]["type"] == "await_notification", payment)
    world.bank("reject", reference=world.reference(payment), reason="CUST")
    check(world.until_status(payment, "failed")["reason"] == "canceled", "another reason")


def refunded(world, payment):
    world.mode()
    refund = world.call("POST", "/v1/refunds", {"payment_id": payment["id"], "amount": 500}, 202)
    reference = world.reference(payment, "refund")
    taken = world.journal(reference)[0]
    check((taken["creditor"], taken["amount"]) == ("GB29NWBK60161331926819", "5.00"), taken)
    world.bank("settle", reference=reference)
    world.until(payment, lambda now: now["amount_refunded"] == 500, "refunded")
    check(world.call("GET", f"/v1/refunds/{refund['id']}")["status"] == "succeeded", "the refund")


def taken_back(world, payment):
    """The bank returns what it had booked."""
    world.mode()
    world.bank("return", reference=world.reference(payment), reason="AC04")
    world.until(payment, lambda now: now["amount_reversed"] == 1999, "reversed")


def rejected(world):
    world.mode(reject="AM04")
    answer = world.pay(402)
    check(answer["code"] == "insufficient_funds", answer)


def kept_out(world):
    """Listed, or wrongly written: the bank never hears of it."""
    world.mode()
    before = world.bank("state")["instructions"]
    for said, code in (({"name": "DRAGO, Ivan"}, "sanctions_blocked"),
                       ({"name": "the siberian express"}, "sanctions_blocked"),
                       ({"iban": "GB28NWBK60161331926819"}, "payer_invalid"),
                       ({"purpose": "ZZZZ"}, "format_error")):
        answer = world.pay(402, **said)
        check(code in json.dumps(answer), f"{said}: {answer}")
    check(world.bank("state")["instructions"] == before, "the bank heard of it")


def answer_lost(world):
    """Taken and booked, the answer and the advice lost: asked, and not sent again."""
    world.mode(status="ACSC", answer_lost=True, never=True)
    payment = world.pay(202)
    check(payment["reason"] == "outcome_unknown", payment)
    world.mode()
    world.until_status(payment, "succeeded")
    check(world.effects(world.reference(payment)) == ["taken", "settled"], "not once")


def converted(world):
    """In dollars, booked in euros with charges: it is the dollars that count."""
    world.mode(charges="0.50", forged=True)
    payment = world.pay(202, 5000, "USD")
    world.bank("settle", reference=world.reference(payment))
    now = world.until_status(payment, "succeeded")
    check((now["amount"], now["currency"], now["amount_received"]) == (5000, "USD", 5000), now)
    check(now["exchange"] == exchange(4550, 50, "0.92") and now["fx_quote"] is None, now)


def exchange(settled, fee, rate):
    return {"settlement_amount": settled, "settlement_currency": "EUR", "fee_amount": fee, "rate": rate}


def quoted(world):
    """A rate is promised, and the bank keeps it although the day's has fallen since."""
    world.mode()
    quote = world.quote(10000)
    check(quote["exchange"] == exchange(9150, 50, "0.92"), quote)
    check(world.call("GET", f"/v1/fx_quotes/{quote['id']}") == quote, "another quote")
    world.mode(rates={"USD": "0.50"})
    payment = world.pay(202, 10000, "USD", quote=quote["id"])
    check((payment["fx_quote"], payment["exchange"]) == (quote["id"], None), payment)
    world.bank("settle", reference=world.reference(payment))
    now = world.until_status(payment, "succeeded")
    check(now["exchange"] == quote["exchange"], now)
    again = world.pay(422, 10000, "USD", quote=quote["id"])
    check(again["code"] == "fx_quote_expired", again)
    check(world.breaks(payment) == 0, "a kept promise is a break")


def quotes_refused(world):
    """Over, for something else, or not to be had."""
    world.mode(quote_s=1)
    quote = world.quote(10000)
    wrong = world.pay(400, 9999, "USD", quote=quote["id"])
    check((wrong["code"], wrong["param"]) == ("parameter_invalid", "fx_quote"), wrong)
    time.sleep(1.1)
    check(world.pay(422, 10000, "USD", quote=quote["id"])["code"] == "fx_quote_expired", "not over")
    check(world.quote(10000, "XAF", 422)["code"] == "currency_not_supported", "a rate for XAF")
    world.mode(deaf=True)
    check(world.quote(10000, expect=503)["code"] == "channel_unavailable", "a quote of nobody")


def promise_broken(world):
    """Booked at another rate than promised: the payment tells the truth, and a person is told."""
    world.mode(break_quotes=True)
    quote = world.quote(10000)
    # The advice comes well behind the answer, which says nothing of what was booked.
    world.mode(break_quotes=True, rates={"USD": "0.91"}, status="ACSC", tell_after_s=2)
    payment = world.pay(201, 10000, "USD", quote=quote["id"])
    check(payment["status"] == "succeeded" and payment["exchange"] is None, payment)
    now = world.until(payment, lambda now: now["exchange"] is not None, "exchanged")
    check(now["exchange"] == exchange(9100, 0, "0.91"), now)
    check(world.breaks(payment) == 1, "no break for a broken promise")
    told = [each["type"] for each in world.call("GET", f"/v1/payments/{payment['id']}/events")["data"]]
    check(told[-1] == "payment.exchanged", told)


def lies(world):
    """Forged, and of another amount."""
    world.mode()
    payment = world.pay(202)
    reference = world.reference(payment)
    world.bank("advise", reference=reference, amount="19.99", currency="EUR", secret="not the bank's")
    world.bank("advise", reference=reference, amount="19.98", currency="EUR")
    world.quiet()
    world.until_break(payment)
    check(world.payment(payment)["status"] != "succeeded", "a booking of another amount was believed")


def not_by_card(world):
    """Regression: a payment by card could be routed to a bank that knows no cards."""
    card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2035}
    token = world.call("POST", "/v1/card_tokens", {"card": card}, 201)["id"]
    refused = world.call("POST", "/v1/payments", {"amount": 1999, "currency": "EUR", "payment_method": token}, 422)
    check(refused["code"] == "payment_method_not_supported", refused)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("gateway", "bank", "key", "secret-file", "bank-secret-file", "socket", "user", "journal",
                 "statement", "payments-only-token", "tollgate", "config"):
        parser.add_argument(f"--{name}", required=True)
    world = World(parser.parse_args())
    world.mode(deaf=True)
    unheard = world.pay(202)  # the bank never had it; that is known some seconds later
    payment = settled(world)
    refunded(world, payment)
    taken_back(world, payment)
    for step in (awaits_approval, rejected, kept_out, answer_lost, converted, quoted, quotes_refused, promise_broken, lies,
                 not_by_card, *payouts.STEPS):
        step(world)
        print(f"crossborder: {step.__name__}", flush=True)
    check(world.until_status(unheard, "failed")["reason"] == "not_found", "another reason")
    check(world.effects(world.reference(unheard)) == [], "it was sent again")
    pathlib.Path(world.options.statement).write_bytes(world.statement())


if __name__ == "__main__":
    main()
