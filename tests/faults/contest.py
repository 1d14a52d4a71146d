#!/usr/bin/env python3
"""One process of contenders. Prints what came of it as one JSON object.

    contest.py WHAT --urls URL[,URL] --shops FILE --journal FILE --name NAME --seed N --share N
               [--parallel N] [--clock-offset-s N] [--mix plain|troubled]

one-key:  `share` keys, each asked `parallel` times at once, at the nodes in turn.
races:    `share` payments that requests at different nodes want to capture, cancel or refund at once.
payments: `share` payments, `parallel` at a time; 0: until standard input ends. Tells the duration
          and status of every attempt.
"""

import argparse
import asyncio
import collections
import json
import pathlib
import random
import sys
import time

from keepalive import GOOD, TRY_AGAIN, Merchant, parse, payment_body
from shop import Journal

RACES_AT_ONCE = 8
# At a slow acquirer all 200 meet the first one under way; at a quick one some are late enough to be
# told its answer. Some are declined, and some never answered.
STARTS = ("40000108",) * 50 + (GOOD,) * 42 + ("40000051",) * 6 + ("40000101",) * 2
RACES = ("capture cancel", "capture cancel", "capture capture", "cancel cancel", "refund refund",
         "refund refund", "capture cancel refund refund")


CARD_USES = 4  # the rules of card_velocity.lua stop the sixth
# What a payment with such a card must come to when nothing but the acquirer is slow.
MIXES = {"plain": (GOOD,), "troubled": (GOOD,) * 6 + ("40000108",) * 3 + ("40000101",)}
MUST_SUCCEED = (GOOD, "40000108")


class Contest:
    def __init__(self, options, merchant):
        self.options, self.merchant = options, merchant
        self.rng = random.Random(f"{options.seed} {options.name}")
        self.counts = collections.Counter()
        self.broken = []
        self.attempts = []  # (seconds, status) of those to /v1/payments
        self.over = False

    def key(self, number, step):
        return f"{self.options.seed}-{self.options.name}-{number}-{step}"

    # ---- one key

    async def one_key(self, number):
        start = self.rng.choice(STARTS)
        token = await self.merchant.card_token(self.rng, self.key(number, "token"), start)
        key = self.key(number, "pay")
        body = payment_body(self.rng, key, token)
        nodes = len(self.merchant.nodes)
        answers = await asyncio.gather(*[self.patient(body, key, turn % nodes)
                                         for turn in range(self.options.parallel)])
        different = collections.Counter(answers)
        self.counts["asked"] += len(answers)
        if len(different) != 1 or (0, "") in different:
            self.broken.append(f"{key}: {len(different)} different answers: "
                               f"{[(status, text[:200]) for status, text in different][:3]}")

    async def patient(self, body, key, node):
        while True:
            status, answer = await self.merchant.ask_once("POST", "/v1/payments", body, key, node)
            code = parse(answer).get("code") if status >= 400 else ""
            if code not in TRY_AGAIN:
                return status, answer
            self.counts[code] += 1
            await asyncio.sleep(0.05 + 0.1 * self.rng.random())

    async def all_keys(self):
        for number in range(self.options.share):
            await self.one_key(number)

    # ---- races

    async def race(self, number):
        kind = self.rng.choice(RACES)
        contenders = kind.split()
        first, other = self.rng.sample(range(len(self.merchant.nodes)), 2)
        payment = await self.held_payment(number, first)
        if payment is None:
            return
        if kind == "refund refund":
            await self.contend("capture", payment, self.key(number, "before"), first)
        won = await asyncio.gather(*[
            self.contend(what, payment, self.key(number, f"{what}{turn}"),
                         (first, other)[turn % 2]) for turn, what in enumerate(contenders)])
        winners = sorted(what for what, wins in zip(contenders, won) if wins)
        self.counts[f"{kind}: won by {' and '.join(winners) or 'nobody'}"] += 1
        self.counts["races"] += 1
        await self.judge(kind, payment, winners, self.key(number, "look"), other)

    async def held_payment(self, number, node):
        token = await self.merchant.card_token(self.rng, self.key(number, "token"), node=node)
        key = self.key(number, "pay")
        status, answer = await self.merchant.ask(
            "POST", "/v1/payments", payment_body(self.rng, key, token, "manual"), key, node)
        if status != 201 or parse(answer).get("status") != "requires_capture":
            self.broken.append(f"{key}: no payment to race for: {status} {answer[:300]}")
            return None
        return parse(answer)

    async def contend(self, what, payment, key, node):
        """Whether the request was granted."""
        whole = {"amount": payment["amount"]}
        if what == "refund":
            path, body = "/v1/refunds", {"payment_id": payment["id"], **whole, "reason": key}
        else:
            path = f"/v1/payments/{payment['id']}/{what}"
            body = whole if what == "capture" else {}
        status, answer = await self.merchant.ask("POST", path, body, key, node)
        if status in (200, 201, 202):
            return True
        if status not in (409, 422):
            self.broken.append(f"{key}: {what} was answered {status} {answer[:300]}")
        self.counts[f"refused with {parse(answer).get('code')}"] += 1
        return False

    async def judge(self, kind, payment, winners, key, node):
        """Exactly one of those that exclude each other, and the payment says so."""
        _, answer = await self.merchant.ask("GET", f"/v1/payments/{payment['id']}", None, key, node)
        now = parse(answer)
        refunds, ends = winners.count("refund"), [what for what in winners if what != "refund"]
        captured = kind == "refund refund" or ends == ["capture"]
        one = refunds == 1 if kind == "refund refund" else len(ends) == 1
        sums = (now.get("amount_received") == (payment["amount"] if captured else 0)
                and now.get("amount_refunded") == (payment["amount"] if refunds else 0)
                and now.get("status") == ("succeeded" if captured else "canceled"))
        if not one or refunds > 1 or (refunds and not captured) or not sums:
            self.broken.append(f"{payment['id']}: {kind} was won by {winners}: {answer[:400]}")

    async def all_races(self):
        numbers = iter(range(self.options.share))

        async def one_after_the_other():
            for number in numbers:
                await self.race(number)

        await asyncio.gather(*[one_after_the_other() for _ in range(RACES_AT_ONCE)])

    # ---- payments

    async def pay(self, number, turn, card):
        start, token = card
        key = self.key(f"{turn}-{number}", "pay")
        body = payment_body(self.rng, key, token)
        node = number % len(self.merchant.nodes)
        while True:
            begun = time.monotonic()
            status, answer = await self.merchant.ask_once("POST", "/v1/payments", body, key, node)
            self.attempts.append((round(time.monotonic() - begun, 4), status))
            if status and (status < 400 or parse(answer).get("code") not in TRY_AGAIN):
                break
            await asyncio.sleep(0.1)
        self.counts[f"answered {status}"] += 1
        if start in MUST_SUCCEED:
            self.counts["good"] += 1
            self.counts["good succeeded"] += parse(answer).get("status") == "succeeded"

    async def payments_of(self, turn):
        number, card = 0, None
        share, rest = divmod(self.options.share, self.options.parallel)
        share += turn < rest
        while not self.over and (self.options.share == 0 or number < share):
            if number % CARD_USES == 0:
                start = self.rng.choice(MIXES[self.options.mix])
                token = await self.merchant.card_token(
                    self.rng, self.key(f"{turn}-{number}", "token"), start,
                    number % len(self.merchant.nodes))
                card = start, token
            await self.pay(number, turn, card)
            number += 1

    async def all_payments(self):
        if self.options.share == 0:
            reader = asyncio.StreamReader()
            await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

            async def wait_for_end():
                await reader.read()
                self.over = True

            ending = asyncio.ensure_future(wait_for_end())
        await asyncio.gather(*[self.payments_of(turn) for turn in range(self.options.parallel)])
        if self.options.share == 0:
            ending.cancel()


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("one-key", "races", "payments"))
    parser.add_argument("--mix", choices=MIXES, default="plain")
    parser.add_argument("--clock-offset-s", type=float, default=0)
    for name in ("urls", "shops", "journal", "name"):
        parser.add_argument(f"--{name}", required=True)
    for name, default in (("seed", 1), ("share", 1), ("parallel", 200)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    shop = json.loads(pathlib.Path(options.shops).read_text(encoding="utf-8"))[0]
    merchant = Merchant(options.urls.split(","), shop, Journal(options.journal, buffering=1),
                        lambda: time.time() + options.clock_offset_s)
    contest = Contest(options, merchant)
    await {"one-key": contest.all_keys, "races": contest.all_races,
           "payments": contest.all_payments}[options.what]()
    merchant.close()
    print(json.dumps({"counts": contest.counts, "broken": contest.broken,
                      "attempts": contest.attempts}))


if __name__ == "__main__":
    asyncio.run(main())
