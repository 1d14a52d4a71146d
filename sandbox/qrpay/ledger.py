"""The wallet's orders and refunds, and the journal of every effect, written before it is answered."""

import dataclasses
import json
import os
import time

WAITING, PAID, FAILED, CLOSED, REVERSED = "waiting", "paid", "failed", "closed", "reversed"


@dataclasses.dataclass
class Order:
    account: str
    reference: str
    amount: int
    currency: str
    notify_url: str
    status: str = WAITING
    paid_amount: int = 0
    expires_at: int = 0
    refunds: dict = dataclasses.field(default_factory=dict)  # reference -> amount

    @property
    def name(self):
        return "wo_" + self.reference


class Ledger:
    def __init__(self, path):
        self.orders = {}  # (account, reference) -> Order
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    if line.endswith("\n"):
                        self._replay(json.loads(line))
        self._file = open(path, "a", encoding="utf-8")

    def close(self):
        self._file.close()

    def find(self, account, reference):
        return self.orders.get((account, reference))

    def create(self, account, reference, amount, currency, notify_url, expires_s):
        """The order of the reference; made now if there is none. False: it asks for another one."""
        order = self.find(account, reference)
        if order is None:
            order = Order(account, reference, amount, currency, notify_url)
            order.expires_at = int(time.time()) + expires_s
            self.orders[account, reference] = order
            self._write("created", order, amount=amount, currency=currency, notify_url=notify_url,
                        expires_at=order.expires_at)
        return order, (order.amount, order.currency) == (amount, currency) or order.status == CLOSED

    def end(self, order, status, amount=0):
        """Whether the order's state changed."""
        allowed = {WAITING: (PAID, FAILED, CLOSED), PAID: (REVERSED,)}
        if status not in allowed.get(order.status, ()):
            return False
        order.status = status
        if status == PAID:
            order.paid_amount = amount
        self._write(status, order, amount=amount or order.paid_amount)
        return True

    def close_order(self, account, reference):
        order = self.find(account, reference)
        if order is None:
            order, _ = self.create(account, reference, 0, "", "", 0)
        if order.status == WAITING:
            self.end(order, CLOSED)
        elif order.status == PAID:
            self.end(order, REVERSED)
        return order

    def refund(self, order, reference, amount):
        """None: more than is left."""
        if reference in order.refunds:
            return order.refunds[reference]
        if order.status != PAID or amount <= 0 or sum(order.refunds.values()) + amount > order.paid_amount:
            return None
        order.refunds[reference] = amount
        self._write("refunded", order, amount=amount, refund=reference)
        return amount

    def _write(self, what, order, **more):
        line = {"what": what, "account": order.account, "reference": order.reference, **more}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    def _replay(self, line):
        key = line["account"], line["reference"]
        if line["what"] == "created":
            self.orders[key] = Order(*key, line["amount"], line["currency"], line["notify_url"],
                                     expires_at=line["expires_at"])
            return
        order = self.orders[key]
        if line["what"] == "refunded":
            order.refunds[line["refund"]] = line["amount"]
            return
        order.status = line["what"]
        if order.status == PAID:
            order.paid_amount = line["amount"]
