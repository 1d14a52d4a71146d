"""What buyers do: purchases that go well, are declined, meet an acquirer that fails in every way of
sandbox/acquirer/README.md, are captured, canceled and refunded, sometimes twice at once."""

import collections
import itertools
import threading
import time

from cards import (BLOCKED, DECLINES, GOOD, LARGE, TROUBLES, YEAR, card_number, troubled_amount)

SETTLE_PATIENCE_S = 60
REMEMBERED = 200

# Payments of all merchants, newest last, as (merchant, id): somebody will ask for a stranger's.
seen_payments = collections.deque(maxlen=REMEMBERED)


class Buyer:
    """One thread's purchases at one shop; `rng` decides all of them."""

    def __init__(self, shop, prefix, rng):
        self._shop = shop
        self._prefix = prefix
        self._rng = rng
        self._count = itertools.count(1)
        self._asked = collections.deque(maxlen=REMEMBERED)
        self._kinds = (
            (36, self._plain), (8, self._declined), (14, self._troubled), (2, self._blocked),
            (10, self._refunded), (6, self._refund_troubled), (8, self._captured),
            (5, self._capture_troubled), (4, self._canceled), (4, self._raced), (3, self._look),
        )

    def buy_something(self):
        weights, kinds = zip(*self._kinds)
        self._rng.choices(kinds, weights)[0]()
        if self._asked and self._rng.random() < 0.15:
            self._shop.ask(*self._rng.choice(self._asked))  # must be answered as before

    # ---- steps

    def _key(self, step):
        return f"{self._prefix}-{next(self._count)}-{step}"

    def _post(self, step, path, body, key=None):
        request = ("POST", path, body, key or self._key(step))
        self._asked.append(request)
        if self._rng.random() < 0.06:
            return self._twice(request)
        return self._shop.ask(*request)

    def _twice(self, request):
        """An impatient client: the same request two times at once."""
        other = threading.Thread(target=self._shop.ask, args=request)
        other.start()
        answer = self._shop.ask(*request)
        other.join()
        return answer

    def _pay(self, start, amount=None, capture="automatic"):
        """The payment as answered, or None when there is none that may go on."""
        number = card_number(self._rng, start)
        self._shop.note("card", number)
        card = {"number": number, "expiry_month": 12, "expiry_year": YEAR, "cvc": "123"}
        _, token = self._shop.ask("POST", "/v1/card_tokens", {"card": card}, self._key("token"))
        if not token or "id" not in token:
            return None
        key = self._key("pay")
        body = {"amount": amount or self._rng.randrange(100, 90000), "currency": "EUR",
                "payment_method": token["id"], "capture_method": capture, "description": key}
        if self._rng.random() < 0.02:
            body["customer"] = card_number(self._rng, "999999")
            self._shop.note("decoy", body["customer"])
        if self._rng.random() < 0.2:
            body["merchant_reference"] = f"order {key}"
        status, payment = self._post("pay", "/v1/payments", body, key)
        if status == 202 and self._rng.random() < 0.5:
            payment = self._settled(payment)
        if payment and "id" in payment:
            seen_payments.append((self._shop.merchant, payment["id"]))
            return payment
        return None

    def _settled(self, payment):
        give_up = time.monotonic() + SETTLE_PATIENCE_S
        while payment and payment.get("status") == "processing" and time.monotonic() < give_up:
            time.sleep(0.5)
            _, payment = self._get(f"/v1/payments/{payment['id']}")
        return payment

    def _get(self, path):
        return self._shop.ask("GET", path, None, self._key("get"))

    def _refund(self, payment, amount):
        key = self._key("refund")
        body = {"payment_id": payment["id"], "amount": amount, "reason": key}
        return self._post("refund", "/v1/refunds", body, key)

    def _capture(self, payment, amount):
        return self._post("capture", f"/v1/payments/{payment['id']}/capture", {"amount": amount})

    def _cancel(self, payment):
        return self._post("cancel", f"/v1/payments/{payment['id']}/cancel", {})

    def _at_once(self, first, second):
        other = threading.Thread(target=second)
        other.start()
        first()
        other.join()

    # ---- purchases

    def _plain(self):
        self._pay(GOOD)

    def _declined(self):
        self._pay("400000" + self._rng.choice(DECLINES))

    def _troubled(self):
        payment = self._pay(self._rng.choice(TROUBLES))
        if payment and payment.get("amount_received", 0) > 1:
            self._refund(payment, 1)

    def _blocked(self):
        self._pay(BLOCKED)

    def _refunded(self):
        payment = self._pay(GOOD)
        if not payment:
            return
        amount = payment["amount"]
        part = self._rng.randrange(1, amount)
        if self._rng.random() < 0.3:  # together more than there is: one of them must be refused
            self._at_once(lambda: self._refund(payment, part),
                          lambda: self._refund(payment, amount - part + 1))
        else:
            self._refund(payment, part)
            self._refund(payment, amount - part)

    def _refund_troubled(self):
        payment = self._pay(GOOD, LARGE)
        if payment:
            self._refund(payment, troubled_amount(self._rng))
            self._refund(payment, self._rng.randrange(1, 1000))

    def _captured(self):
        payment = self._pay(GOOD, capture="manual")
        if payment:
            amount = payment["amount"]
            part = amount if self._rng.random() < 0.5 else self._rng.randrange(1, amount)
            self._capture(payment, part)
            if self._rng.random() < 0.3:
                self._refund(payment, part)

    def _capture_troubled(self):
        payment = self._pay(GOOD, LARGE, capture="manual")
        if payment:
            status, _ = self._capture(payment, troubled_amount(self._rng))
            if status == 402:
                self._cancel(payment)

    def _canceled(self):
        start = GOOD if self._rng.random() < 0.7 else self._rng.choice(TROUBLES)
        payment = self._pay(start, capture="manual")
        if payment:
            self._cancel(payment)

    def _raced(self):
        payment = self._pay(GOOD, capture="manual")
        if payment:
            self._at_once(lambda: self._capture(payment, payment["amount"]),
                          lambda: self._cancel(payment))

    def _look(self):
        self._get("/v1/payments?limit=20")
        strangers = [id for merchant, id in list(seen_payments) if merchant != self._shop.merchant]
        if strangers:
            self._get(f"/v1/payments/{self._rng.choice(strangers)}")
