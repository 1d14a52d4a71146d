"""What buyers do: purchases that go well, are declined, meet an acquirer that fails in every way of
sandbox/acquirer/README.md, are captured, canceled and refunded, sometimes twice at once."""

import asyncio
import collections
import itertools
import time

from cards import (BLOCKED, DECLINES, GOOD, LARGE, TROUBLES, YEAR, card_number, troubled_amount)

SETTLE_PATIENCE_S = 60
REMEMBERED = 200

# Payments of all merchants, newest last, as (merchant, id): somebody will ask for a stranger's.
seen_payments = collections.deque(maxlen=REMEMBERED)


def path_of(id):
    return f"/v1/{'payouts' if id.startswith('po_') else 'payments'}/{id}"


class Buyer:
    """One task's purchases at one shop; `rng` decides all of them."""

    def __init__(self, shop, prefix, rng, payouts=False):
        self._shop = shop
        self._prefix = prefix
        self._rng = rng
        self._count = itertools.count(1)
        self._paid = False
        self._requests = collections.deque(maxlen=REMEMBERED)
        self._kinds = (
            (48, self._plain), (8, self._declined), (6, self._troubled), (2, self._blocked),
            (10, self._refunded), (3, self._refund_troubled), (8, self._captured),
            (3, self._capture_troubled), (4, self._canceled), (4, self._raced), (3, self._look),
            (5, self._asked), (1, self._unsafe),
        )
        self._pays_out = payouts
        if payouts:
            self._kinds += ((6, self._sent), (1, self._sent_unsafe))

    async def buy_something(self):
        """True when a payment was asked for."""
        weights, kinds = zip(*self._kinds)
        self._paid = False
        await self._rng.choices(kinds, weights)[0]()
        if self._requests and self._rng.random() < 0.15:
            await self._shop.ask(*self._rng.choice(self._requests))  # must be answered as before
        return self._paid

    # ---- steps

    def _key(self, step):
        return f"{self._prefix}-{next(self._count)}-{step}"

    async def _post(self, step, path, body, key=None):
        request = ("POST", path, body, key or self._key(step))
        self._requests.append(request)
        if self._rng.random() < 0.06:
            return await self._twice(request)
        return await self._shop.ask(*request)

    async def _twice(self, request):
        """An impatient client: the same request two times at once."""
        answer, _ = await asyncio.gather(self._shop.ask(*request), self._shop.ask(*request))
        return answer

    async def _pay(self, start, amount=None, capture="automatic", currency="EUR"):
        """The payment as answered, or None when there is none that may go on."""
        number = card_number(self._rng, start)
        self._shop.note("card", number=number)
        card = {"number": number, "expiry_month": 12, "expiry_year": YEAR, "cvc": "123"}
        _, token = await self._shop.ask("POST", "/v1/card_tokens", {"card": card}, self._key("token"))
        if not token or "id" not in token:
            return None
        key = self._key("pay")
        self._shop.begin_payment()
        self._paid = True
        body = {"amount": amount or self._rng.randrange(100, 90000), "currency": currency,
                "payment_method": token["id"], "capture_method": capture, "description": key}
        if self._rng.random() < 0.02:
            body["customer"] = card_number(self._rng, "999999")
            self._shop.note("decoy", number=body["customer"])
        if self._rng.random() < 0.2:
            body["merchant_reference"] = f"order {key}"
        status, payment = await self._post("pay", "/v1/payments", body, key)
        return await self._begun(status, payment)

    async def _pay_out(self, currency, amount=None):
        """The payout as answered, or None."""
        key = self._key("payout")
        self._shop.begin_payment()
        self._paid = True
        body = {"amount": amount or self._rng.randrange(100, 90000), "currency": currency,
                "payment_method_type": "bank_transfer", "description": key,
                "payee": {"name": "Ada Lovelace", "account": "12-3456", "bic": "NWBKGB2L"}}
        status, payout = await self._post("payout", "/v1/payouts", body, key)
        return await self._begun(status, payout)

    async def _begun(self, status, payment):
        if status == 202 and self._rng.random() < 0.5:
            payment = await self._settled(payment)
        if payment and "id" in payment:
            seen_payments.append((self._shop.merchant, payment["id"]))
            return payment
        return None

    async def _settled(self, payment):
        give_up = time.monotonic() + SETTLE_PATIENCE_S
        while payment and payment.get("status") == "processing" and time.monotonic() < give_up:
            await asyncio.sleep(0.5)
            _, payment = await self._get(path_of(payment["id"]))
        return payment

    async def _get(self, path):
        return await self._shop.ask("GET", path, None, self._key("get"))

    async def _refund(self, payment, amount):
        key = self._key("refund")
        body = {"payment_id": payment["id"], "amount": amount, "reason": key}
        return await self._post("refund", "/v1/refunds", body, key)

    async def _capture(self, payment, amount):
        return await self._post("capture", f"/v1/payments/{payment['id']}/capture", {"amount": amount})

    async def _cancel(self, payment):
        return await self._post("cancel", f"/v1/payments/{payment['id']}/cancel", {})

    # ---- purchases

    async def _plain(self):
        await self._pay(GOOD)

    async def _declined(self):
        await self._pay("400000" + self._rng.choice(DECLINES))

    async def _troubled(self):
        payment = await self._pay(self._rng.choice(TROUBLES))
        if payment and payment.get("amount_received", 0) > 1:
            await self._refund(payment, 1)

    async def _blocked(self):
        await self._pay(BLOCKED)

    async def _refunded(self):
        payment = await self._pay(GOOD)
        if not payment:
            return
        amount = payment["amount"]
        part = self._rng.randrange(1, amount)
        if self._rng.random() < 0.3:  # together more than there is: one of them must be refused
            await asyncio.gather(self._refund(payment, part),
                                 self._refund(payment, amount - part + 1))
        else:
            await self._refund(payment, part)
            await self._refund(payment, amount - part)

    async def _refund_troubled(self):
        payment = await self._pay(GOOD, LARGE)
        if payment:
            await self._refund(payment, troubled_amount(self._rng))
            await self._refund(payment, self._rng.randrange(1, 1000))

    async def _captured(self):
        payment = await self._pay(GOOD, capture="manual")
        if payment:
            amount = payment["amount"]
            part = amount if self._rng.random() < 0.5 else self._rng.randrange(1, amount)
            await self._capture(payment, part)
            if self._rng.random() < 0.3:
                await self._refund(payment, part)

    async def _capture_troubled(self):
        payment = await self._pay(GOOD, LARGE, capture="manual")
        if payment:
            status, _ = await self._capture(payment, troubled_amount(self._rng))
            if status == 402:
                await self._cancel(payment)

    async def _canceled(self):
        start = GOOD if self._rng.random() < 0.7 else self._rng.choice(TROUBLES)
        payment = await self._pay(start, capture="manual")
        if payment:
            await self._cancel(payment)

    async def _raced(self):
        payment = await self._pay(GOOD, capture="manual")
        if payment:
            await asyncio.gather(self._capture(payment, payment["amount"]),
                                 self._cancel(payment))

    async def _look(self):
        await self._get("/v1/payouts?limit=20" if self._pays_out and self._rng.random() < 0.5
                        else "/v1/payments?limit=20")
        strangers = [id for merchant, id in list(seen_payments) if merchant != self._shop.merchant]
        if strangers:
            await self._get(path_of(self._rng.choice(strangers)))

    async def _asked(self):
        """At the bank that can be asked what became of an operation (bank/bank.py)."""
        amount = troubled_amount(self._rng) if self._rng.random() < 0.4 else None
        payment = await self._pay(GOOD, amount, currency="SEK")
        if payment and payment.get("amount_received", 0) > 1:
            await self._refund(payment, 1)

    async def _unsafe(self):
        """At the bank where nothing is safe but to ask a person."""
        amount = troubled_amount(self._rng) if self._rng.random() < 0.4 else None
        await self._pay(GOOD, amount, currency="NOK")

    async def _sent(self):
        """Money away, through the bank that can be asked; once sent it cannot be called back."""
        amount = troubled_amount(self._rng) if self._rng.random() < 0.5 else None
        payout = await self._pay_out("SEK", amount)
        if payout and self._rng.random() < 0.2:
            await self._post("cancel", path_of(payout["id"]) + "/cancel", {})

    async def _sent_unsafe(self):
        """The same through the bank where nothing is safe but to ask a person."""
        amount = troubled_amount(self._rng) if self._rng.random() < 0.4 else None
        await self._pay_out("NOK", amount)
