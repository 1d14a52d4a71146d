#!/usr/bin/env python3
"""The buyers: one process, one asyncio loop, many purchases at once.

    load.py --url URL --shops FILE --journal FILE --seed N [--buyers N] [--sink URL] [--payouts]

FILE of --shops: [{"merchant", "key_id", "secret_file"}, ...]; the buyers take turns. With --sink the
last of the shops has its webhooks sent there, to /{merchant}; with --payouts they send money, too,
which needs keys that may, and the banks of bank/. Reads orders
from standard input, and answers some of them on standard output:

    go N       N more payments may be asked for
    tell N     answered with "asked N" once N payments were asked for, from the beginning on
    since T    answered with "accepted S A": the first unsafe request sent after T (seconds since
               1970) that was answered 2xx, when it was sent and when answered

It says "ready" when it takes orders. At the end of the input it lets every purchase come to its end,
says "ended P L I": payments asked for, attempts lost, attempts that met their first one under way; and
ends.
"""

import argparse
import asyncio
import json
import os
import pathlib
import random
import sys

from purchases import Buyer
from shop import Journal, Shop, Watch
from wire import Lost, Pool, Signer


class Orders:
    """Standard input, line by line; purchases that may begin."""

    def __init__(self, watch):
        self._watch = watch
        self._allowed = 0
        self._ended = False
        self._waiting = asyncio.Condition()
        self._rest = b""
        self._tell_at = self._since = None
        watch.on_payment = self._payment_begun
        watch.on_accepted = self._accepted

    async def may_begin(self):
        """True when a purchase may begin, False when none will any more."""
        async with self._waiting:
            await self._waiting.wait_for(lambda: self._allowed > 0 or self._ended)
            if self._allowed == 0:
                return False
            self._allowed -= 1
            return True

    def one_more(self):
        """A purchase came to no payment."""
        self._allowed += 1
        asyncio.ensure_future(self._wake())

    def read_available(self):
        data = os.read(sys.stdin.fileno(), 65536)
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            word, number = line.decode().split(" ")
            if word == "go":
                self._allowed += int(number)
            elif word == "tell":
                self._tell_at = int(number)
                self._payment_begun()
            elif word == "since":
                self._since = float(number)
        if not data:
            self._ended = True
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        asyncio.ensure_future(self._wake())

    async def _wake(self):
        async with self._waiting:
            self._waiting.notify_all()

    def _payment_begun(self):
        if self._tell_at is not None and self._watch.payments >= self._tell_at:
            say("asked", self._watch.payments)
            self._tell_at = None

    def _accepted(self, sent, answered):
        if self._since is not None and sent >= self._since:
            say("accepted", sent, answered)
            self._since = None


SUBSCRIBE_TRIES = 300


def say(*words):
    print(*words, flush=True)


async def work(buyer, orders):
    while await orders.may_begin():
        if not await buyer.buy_something():
            orders.one_more()


async def subscribe(shop, sink):
    """The shop wants to hear of every event. Its endpoint's secret goes into the journal."""
    wanted = {"url": f"{sink}/{shop.merchant}", "enabled_events": ["*"]}
    for patience in range(SUBSCRIBE_TRIES, -1, -1):
        try:
            endpoint = await shop.exchange("POST", "/v1/webhook_endpoints", wanted, "webhooks")
            break
        except Lost:  # the gateway may be dying at its first failpoint already
            if patience == 0:
                raise
            await asyncio.sleep(0.1)
    shop.note("subscribe", merchant=shop.merchant, secret=endpoint["secret"])


async def run(options):
    journal, watch = Journal(options.journal), Watch()
    pool = Pool(options.url)
    shops = [
        Shop(pool, Signer(pool.authority, entry["key_id"], pathlib.Path(
            entry["secret_file"]).read_text(encoding="ascii").strip()),
             entry["merchant"], journal, watch)
        for entry in json.loads(pathlib.Path(options.shops).read_text(encoding="utf-8"))
    ]
    if options.sink:
        await subscribe(shops[-1], options.sink)
    say("ready")
    orders = Orders(watch)
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), orders.read_available)
    buyers = []
    for number in range(options.buyers):
        # Neighbours share the names of their keys: a key belongs to its merchant only.
        prefix = f"{options.seed}-{number // len(shops)}"
        rng = random.Random(f"{options.seed} {number}")
        buyers.append(work(Buyer(shops[number % len(shops)], prefix, rng, options.payouts), orders))
    try:
        await asyncio.gather(*buyers)
    finally:
        pool.close()
        journal.close()
    say("ended", watch.payments, watch.attempts_lost, watch.in_progress)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "shops", "journal"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--buyers", type=int, default=192)
    parser.add_argument("--sink", default="")
    parser.add_argument("--payouts", action="store_true")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
