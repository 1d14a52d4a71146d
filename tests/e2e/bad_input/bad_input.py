#!/usr/bin/env python3
"""Sends bad wishes to a running gateway. Each must get its status and problem code, say what to do,
and leave every row of payments, operations, refunds, events and breaks as it was."""

import argparse
import getpass
import itertools
import os
import pathlib
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "sandbox", "demo"))
from client import Client  # noqa: E402

TABLES = ("payments", "operations", "refunds", "events", "breaks")
ABSENT_PAYMENT = "pay_01KCC5RM00E00BDM626EGW9JVQ"
AUTHENTICATED = {"version": "2.2.0", "transaction_status": "Y", "eci": "05",
                 "cavv": "AAABBZEEBgAAAAAAAAQGAAAAAAA=",
                 "ds_transaction_id": "c0a80101-5f2b-4a8b-9c3d-0123456789ab"}
ABSENT_METHOD = "pm_01KCC5RM00E00BDM626EGW9JVQ"


def card_number():
    """A card the acquirer approves, each time another: the rules count payments by card."""
    digits = "424242" + "".join(random.choice("0123456789") for _ in range(9))
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


class World:
    def __init__(self, options):
        self.shop = Client(options.url, options.key, read(options.secret))
        self.other = Client(options.url, options.other_key, read(options.other_secret))
        self._socket = options.mariadb_socket
        self._keys = (f"bad-{os.getpid()}-{n}" for n in itertools.count())
        self.method = self.token(self.shop)
        self.others_method = self.token(self.other)

    def token(self, shop):
        card = {"number": card_number(), "expiry_month": 12, "expiry_year": 2034, "cvc": "123"}
        status, _, body = shop.request("POST", "/v1/card_tokens", {"card": card}, next(self._keys))
        assert status == 201, body
        return body["id"]

    def pay(self, amount=5000, capture="automatic", **more):
        body = {"amount": amount, "currency": "EUR", "payment_method": self.token(self.shop),
                "capture_method": capture, **more}
        status, _, body = self.post("/v1/payments", body)
        assert status == 201, body
        return body["id"]

    def post(self, path, body, shop=None, key=None):
        return (shop or self.shop).request("POST", path, body, key or next(self._keys))

    def rows(self):
        """Every row as text. The resolver moves nothing here: all that was begun has ended."""
        script = "".join(f"SELECT * FROM {table} ORDER BY 1, 2;" for table in TABLES)
        done = subprocess.run(
            ["mariadb", "--no-defaults", "--socket", self._socket, "--user", getpass.getuser(),
             "--batch", "--skip-column-names", "tollgate", "-e", script],
            check=True, capture_output=True)
        return done.stdout


def read(path):
    return pathlib.Path(path).read_text(encoding="ascii").strip()


def cases(world):
    """(what, status, code, how to ask) of each bad wish."""
    paid, held = world.pay(authentication=AUTHENTICATED), world.pay(capture="manual")
    captured = world.pay(capture="manual")
    assert world.post(f"/v1/payments/{captured}/capture", {"amount": 3000})[0] == 200
    canceled = world.pay(capture="manual")
    assert world.post(f"/v1/payments/{canceled}/cancel", {})[0] == 200
    refunded = world.pay()
    assert world.post("/v1/refunds", {"payment_id": refunded})[0] == 201
    foreign_body = {"amount": 5000, "currency": "EUR", "payment_method": world.others_method}
    taken = world.pay(merchant_reference=f"order-{os.getpid()}")
    good = {"amount": 5000, "currency": "EUR", "payment_method": world.method}
    payout = {"amount": 5000, "currency": "EUR", "payment_method_type": "bank_transfer",
              "payee": {"name": "Ada", "iban": "GB29 NWBK 6016 1331 9268 19"}}

    def post(path, body, **how):
        return lambda: world.post(path, body, **how)

    def get(path, shop=None):
        return lambda: (shop or world.shop).request("GET", path)

    def act(payment, what, body):
        return post(f"/v1/payments/{payment}/{what}", body)

    def authenticated(**changed):
        done = {name: value for name, value in {**AUTHENTICATED, **changed}.items() if value}
        return post("/v1/payments", {**good, "authentication": done})

    refund = "/v1/refunds"
    yield from (
        # Illegal transitions.
        ("capture of a paid payment", 409, "payment_state_conflict", act(paid, "capture", {})),
        ("capture after the last", 409, "payment_state_conflict", act(captured, "capture", {})),
        ("capture after cancel", 409, "payment_state_conflict", act(canceled, "capture", {})),
        ("cancel of a paid payment", 409, "payment_state_conflict", act(paid, "cancel", {})),
        ("cancel twice", 409, "payment_state_conflict", act(canceled, "cancel", {})),
        ("refund of a hold", 409, "payment_state_conflict", post(refund, {"payment_id": held})),
        ("refund of a canceled one", 409, "payment_state_conflict",
         post(refund, {"payment_id": canceled})),
        # Amounts over what is left, and no amounts at all.
        ("capture of too much", 422, "amount_exceeds_capturable",
         act(held, "capture", {"amount": 5001})),
        ("refund of too much", 422, "amount_exceeds_refundable",
         post(refund, {"payment_id": paid, "amount": 5001})),
        ("refund of more than was captured", 422, "amount_exceeds_refundable",
         post(refund, {"payment_id": captured, "amount": 3001})),
        ("refund of what is refunded", 422, "amount_exceeds_refundable",
         post(refund, {"payment_id": refunded, "amount": 1})),
        ("amount 0", 400, "parameter_invalid", post("/v1/payments", {**good, "amount": 0})),
        ("amount below 0", 400, "parameter_invalid", post("/v1/payments", {**good, "amount": -1})),
        ("amount over 2^53", 400, "parameter_invalid",
         post("/v1/payments", {**good, "amount": 2**53})),
        ("amount with a fraction", 400, "parameter_invalid",
         post("/v1/payments", {**good, "amount": 19.99})),
        ("amount as text", 400, "parameter_invalid",
         post("/v1/payments", {**good, "amount": "5000"})),
        ("amount null", 400, "parameter_missing", post("/v1/payments", {**good, "amount": None})),
        ("capture of 0", 400, "parameter_invalid", act(held, "capture", {"amount": 0})),
        ("refund of 0", 400, "parameter_invalid",
         post(refund, {"payment_id": paid, "amount": 0})),
        # Currencies.
        ("no such currency", 422, "currency_not_supported",
         post("/v1/payments", {**good, "currency": "XYZ"})),
        ("refund in another currency", 422, "currency_not_supported",
         post(refund, {"payment_id": paid, "amount": 1, "currency": "USD"})),
        ("currency in small letters", 422, "currency_not_supported",
         post("/v1/payments", {**good, "currency": "eur"})),
        # Strangers and things that are not there.
        ("payment of nobody", 404, "resource_not_found", get(f"/v1/payments/{ABSENT_PAYMENT}")),
        ("another's payment", 404, "resource_not_found",
         get(f"/v1/payments/{paid}", world.other)),
        ("another's events", 404, "resource_not_found",
         get(f"/v1/payments/{paid}/events", world.other)),
        ("another's operations", 404, "resource_not_found",
         get(f"/v1/payments/{paid}/operations", world.other)),
        ("another's refunds", 404, "resource_not_found",
         get(f"/v1/refunds?payment_id={refunded}", world.other)),
        ("capture of another's", 404, "resource_not_found",
         post(f"/v1/payments/{held}/capture", {}, shop=world.other)),
        ("cancel of another's", 404, "resource_not_found",
         post(f"/v1/payments/{held}/cancel", {}, shop=world.other)),
        ("refund of another's", 404, "resource_not_found",
         post(refund, {"payment_id": paid}, shop=world.other)),
        ("another's card", 404, "resource_not_found", post("/v1/payments", foreign_body)),
        ("card of nobody", 404, "resource_not_found",
         post("/v1/payments", {**good, "payment_method": ABSENT_METHOD})),
        ("an id of another kind", 404, "resource_not_found", get(f"/v1/payments/re_{paid[4:]}")),
        ("garbage for an id", 404, "resource_not_found", get("/v1/payments/..%2f..%2fetc")),
        ("a channel account's name is nobody's to choose", 400, "parameter_unknown",
         post("/v1/payments", {**good, "channel_account": "card_main"})),
        # References, keys, fields.
        ("reference used twice", 409, "duplicate_merchant_reference",
         post("/v1/payments", {**good, "merchant_reference": f"order-{os.getpid()}"})),
        ("key used for another request", 422, "idempotency_key_reused",
         post("/v1/payments", good, key=world.bound_key)),
        ("no key", 400, "idempotency_key_missing",
         lambda: world.shop.request("POST", "/v1/payments", good)),
        ("unknown field", 400, "parameter_unknown",
         post("/v1/payments", {**good, "ammount": 1})),
        ("unknown capture method", 400, "parameter_invalid",
         post("/v1/payments", {**good, "capture_method": "later"})),
        ("a method that no channel has", 422, "payment_method_not_supported",
         post("/v1/payments", {"amount": 5000, "currency": "EUR", "payment_method_type": "barter"})),
        # Payouts; no channel account here pays any out.
        ("a payout by nobody", 422, "payment_method_not_supported", post("/v1/payouts", payout)),
        ("a payout to nobody", 400, "parameter_missing",
         post("/v1/payouts", {**payout, "payee": None})),
        ("a payout to a card", 400, "parameter_invalid",
         post("/v1/payouts", {**payout, "payment_method_type": "card"})),
        ("a payout with a card", 400, "parameter_unknown",
         post("/v1/payouts", {**payout, "payment_method": good["payment_method"]})),
        ("a payee with two accounts", 400, "parameter_invalid",
         post("/v1/payouts", {**payout, "payee": {**payout["payee"], "account": "1"}})),
        ("a payee with no IBAN for one", 400, "parameter_invalid",
         post("/v1/payouts", {**payout, "payee": {"name": "Ada", "iban": "12345678901234567890"}})),
        ("a payer's account with a card", 400, "parameter_invalid",
         post("/v1/payments", {**good, "payer": payout["payee"]})),
        ("a payout by a key that may not", 403, "permission_denied",
         post("/v1/payouts", payout, shop=world.other)),
        ("a payment as a payout", 404, "resource_not_found", get(f"/v1/payouts/po_{paid[4:]}")),
        ("a payment under a payout's id", 404, "resource_not_found",
         get(f"/v1/payments/po_{paid[4:]}")),
        ("a method in capitals", 400, "parameter_invalid",
         post("/v1/payments", {"amount": 5000, "currency": "EUR", "payment_method_type": "Wallet"})),
        ("a card and another method", 400, "parameter_invalid",
         post("/v1/payments", {**good, "payment_method_type": "wallet"})),
        ("by card without one", 400, "parameter_missing",
         post("/v1/payments", {"amount": 5000, "currency": "EUR", "payment_method_type": "card"})),
        ("3-D Secure said no", 402, "authentication_failed", authenticated(transaction_status="N")),
        ("a challenge that is not over", 402, "authentication_required",
         authenticated(transaction_status="C")),
        ("a 3-D Secure status there is not", 400, "parameter_invalid",
         authenticated(transaction_status="X")),
        ("authenticated without a proof", 400, "parameter_missing", authenticated(cavv=None)),
        ("a proof that is none", 400, "parameter_invalid", authenticated(cavv="A" * 28)),
        ("a proof of what could not be done", 400, "parameter_invalid",
         authenticated(transaction_status="U")),
        ("3-D Secure 1", 400, "parameter_invalid", authenticated(version="1.0.2")),
        ("no directory server", 400, "parameter_missing", authenticated(ds_transaction_id=None)),
        ("an ECI of letters", 400, "parameter_invalid", authenticated(eci="AB")),
        ("3-D Secure without a card", 400, "parameter_invalid",
         post("/v1/payments", {"amount": 5000, "currency": "EUR", "payment_method_type": "wallet",
                               "authentication": AUTHENTICATED})),
        ("no amount", 400, "parameter_missing",
         post("/v1/payments", {"currency": "EUR", "payment_method": world.method})),
        ("refund of nothing named", 400, "parameter_missing", post(refund, {"amount": 1})),
        ("signed by nobody", 401, "key_unknown",
         lambda: Client(world_url(world), "key_01KCC5RM00E00BDM626EGW9JVQ", "x").request(
             "GET", f"/v1/payments/{taken}")),
        ("signed with a wrong secret", 401, "signature_invalid",
         lambda: Client(world_url(world), world.shop._key_id, "wrong").request(
             "GET", f"/v1/payments/{taken}")),
        ("changed on the way", 401, "signature_invalid",
         lambda: world.shop.request("POST", "/v1/payments", {**good, "amount": 1999},
                                    "tampered", tamper=True)),
    )


def world_url(world):
    return "http://" + world.shop._address.netloc


def bind_key(world):
    """A key that belongs to a payment already; made before the rows are looked at."""
    world.bound_key = f"bound-{os.getpid()}"
    body = {"amount": 777, "currency": "EUR", "payment_method": world.method}
    assert world.post("/v1/payments", body, key=world.bound_key)[0] == 201


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "key", "secret", "other-key", "other-secret", "mariadb-socket"):
        parser.add_argument(f"--{name}", required=True)
    world = World(parser.parse_args())
    bind_key(world)
    failed = count = 0
    begun = time.monotonic()
    wishes = list(cases(world))
    before = world.rows()
    assert before.count(b"\n") > 20, "there is nothing that could change"
    for what, status, code, ask in wishes:
        got, _, body = ask()
        count += 1
        told = body.get("code") if isinstance(body, dict) else None
        faults = []
        if (got, told) != (status, code):
            faults.append(f"got {got} {told}, expected {status} {code}")
        elif not body.get("detail"):
            faults.append("it does not say what to do")
        if world.rows() != before:
            faults.append("rows changed")
            before = world.rows()
        failed += bool(faults)
        print(f"{'FAIL' if faults else 'ok  '}  {what}: {got} {told} {'; '.join(faults)}")
    print(f"{count} bad wishes, {failed} failed, {time.monotonic() - begun:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
