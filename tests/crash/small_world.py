"""A small run in which everything agrees: four payments and a payout of two merchants, written by hand as the
gateway, the acquirer and Kafka would have left them. checker_test.py corrupts it."""

import json

from evidence import Evidence, Request
from rules_of_privacy import DECOY_PLACES

OURS, THEIRS = "mer_ours", "mer_theirs"
CARD, DECOY = "4242421234567890", "9999991234567890"


def name_of(payment):
    return payment["id"].partition("_")[2]


def as_told(payment):
    """The row as answers and events have it."""
    told = {**payment, "object": payment["direction"]}
    del told["direction"]
    if payment["direction"] == "payment":
        return {**told, "amount_received": payment["amount_captured"]}
    del told["amount_refunded"], told["amount_refunding"]
    return {**told, "amount_paid": payment["amount_captured"]}


class World:
    """Builds evidence payment by payment; each step() is a commit: a version and its event."""

    def __init__(self):
        self.evidence = Evidence([], {CARD}, {DECOY}, [], [], [], [], [], set(), {1: 0}, [], [
            ("log", "sequence 123456789012345678 is no card number"),
            *((place, f'"customer": "{DECOY}"') for place in DECOY_PLACES)],
            subscribed={OURS})

    def pay(self, name, merchant, amount, direction="payment"):
        prefix = "po" if direction == "payout" else "pay"
        payment = {"id": f"{prefix}_{name}", "merchant_id": merchant, "amount": amount,
                   "direction": direction,
                   "amount_authorized": 0, "amount_captured": 0, "amount_refunded": 0,
                   "amount_refunding": 0, "status": "processing", "description": f"key-{name}",
                   "version": 0, "reason": "", "expires_at": "2026-12-01 12:00:00",
                   "customer": DECOY if name == "sold" else ""}
        self.evidence.payments.append(payment)
        self.step(payment, f"{direction}.created")
        return payment

    def operate(self, payment, kind, amount, outcome="approved", original=None):
        operation = {"id": f"op_{name_of(payment)}_{kind}", "payment_id": payment["id"],
                     "merchant_id": payment["merchant_id"], "kind": kind, "amount": amount,
                     "outcome": outcome, "original_id": original and original["id"],
                     "due_at": None, "parked": 0, "cause": "requested"}
        self.evidence.operations.append(operation)
        return operation

    def reach(self, operation, effect, original=None):
        """The operation's message at the acquirer."""
        self.evidence.acquirer.append({
            "effect": effect, "kind": operation["kind"], "key": "key of " + operation["id"],
            "original_key": original and "key of " + original["id"],
            "operation_id": operation["id"],
            "amount": 0 if effect == "none" else operation["amount"]})

    def step(self, payment, event_type, refund=None, **changes):
        payment.update(changes, version=payment["version"] + 1)
        told = {payment["direction"]: as_told(payment)}
        if refund:
            told["refund"] = {**refund, "object": "refund"}
        self.evidence.streams[1] += 1
        event = {"stream": 1, "number": self.evidence.streams[1],
                 "id": f"evt_{name_of(payment)}_{payment['version']}", "payment_id": payment["id"],
                 "merchant_id": payment["merchant_id"], "version": payment["version"],
                 "type": event_type, "data": told}
        self.evidence.events.append(event)
        self.evidence.messages.append({
            "partition": len(payment["id"]) % 4, "offset": event["number"],
            "key": payment["id"], "value": json.loads(json.dumps(told)),
            "headers": {"ce_id": event["id"], "ce_type": event_type,
                        "ce_subject": payment["id"]}})
        if payment["merchant_id"] in self.evidence.subscribed:
            self.evidence.deliveries.append({
                "id": event["id"], "merchant": payment["merchant_id"], "verified": True,
                "event": {"id": event["id"], "type": event_type, "subject": payment["id"],
                          "data": json.loads(json.dumps(told))}})

    def answer(self, key, path, status, member="payment", merchant=OURS):
        """The last event's payment or refund as an answer, given twice and stored."""
        body = json.dumps(self.evidence.events[-1]["data"][member])
        request = Request(merchant, key, "POST", path, "{}")
        request.answers = [(409, '{"code": "idempotency_in_progress"}'), (status, body),
                           (status, body)]
        self.evidence.requests.append(request)
        self.evidence.stored_answers.add((merchant, status, body))


def refunded_sale(world):
    payment = world.pay("sold", OURS, 1000)
    sale = world.operate(payment, "sale", 1000)
    world.reach(sale, "captured")
    world.step(payment, "payment.succeeded", status="succeeded", amount_authorized=1000,
               amount_captured=1000)
    world.answer("key-sold", "/v1/payments", 201)
    refund = {"id": "re_sold", "payment_id": payment["id"], "merchant_id": OURS, "amount": 300,
              "status": "pending", "reason": "key-refund", "version": 1}
    world.evidence.refunds.append(refund)
    world.step(payment, "refund.created", refund, amount_refunding=300)
    world.reach(world.operate(payment, "refund", 300, original=sale), "refunded", sale)
    refund.update(status="succeeded", version=2)
    world.step(payment, "refund.succeeded", refund, amount_refunding=0, amount_refunded=300)
    world.answer("key-refund", "/v1/refunds", 201, "refund")


def reversed_sale(world):
    payment = world.pay("silent", OURS, 2000)
    sale = world.operate(payment, "sale", 2000, "declined")
    world.reach(sale, "captured")
    world.step(payment, "payment.processing")
    world.answer("key-silent", "/v1/payments", 202)
    world.reach(world.operate(payment, "void", 2000, original=sale), "reversed", sale)
    world.step(payment, "payment.failed", status="failed")


def captured_hold(world):
    payment = world.pay("held", OURS, 800)
    hold = world.operate(payment, "authorize", 800)
    world.reach(hold, "authorized")
    world.step(payment, "payment.authorized", status="requires_capture", amount_authorized=800)
    world.answer("key-held", "/v1/payments", 201)
    world.step(payment, "payment.capture_started", status="processing")
    world.reach(world.operate(payment, "capture", 500, original=hold), "captured", hold)
    world.step(payment, "payment.succeeded", status="succeeded", amount_captured=500)
    world.answer("key-capture", "/v1/payments/pay_held/capture", 200)


def canceled_hold(world):
    payment = world.pay("canceled", THEIRS, 700)
    hold = world.operate(payment, "authorize", 700)
    world.reach(hold, "authorized")
    world.step(payment, "payment.authorized", status="requires_capture", amount_authorized=700)
    world.answer("key-canceled", "/v1/payments", 201, merchant=THEIRS)
    world.step(payment, "payment.cancel_started", status="processing")
    world.reach(world.operate(payment, "void", 700, original=hold), "reversed", hold)
    world.step(payment, "payment.canceled", status="canceled")
    world.answer("key-cancel", "/v1/payments/pay_canceled/cancel", 200, merchant=THEIRS)


def payout_sent(world):
    payout = world.pay("sent", OURS, 900, "payout")
    world.reach(world.operate(payout, "payout", 900), "paid_out")
    world.step(payout, "payout.processing")
    world.answer("key-sent", "/v1/payouts", 202, "payout")
    world.step(payout, "payout.succeeded", status="succeeded", amount_authorized=900,
               amount_captured=900)


def make_world():
    world = World()
    refunded_sale(world)
    reversed_sale(world)
    captured_hold(world)
    canceled_hold(world)
    payout_sent(world)
    stranger = Request(OURS, "get-1", "GET", "/v1/payments/pay_canceled", None)
    stranger.answers = [(404, '{"code": "resource_not_found"}')]
    world.evidence.requests.append(stranger)
    return world.evidence
