#!/usr/bin/env python3
"""One process of buyers. Reads lines "go N" from standard input: each lets N purchases begin.
Ends at the end of the input, when every purchase has come to its end.

    load.py --url URL --shops FILE --journal FILE --name NAME --seed N [--threads N]

FILE of --shops: [{"merchant", "key_id", "secret_file"}, ...]; the buyers take turns.
"""

import argparse
import json
import pathlib
import queue
import random
import sys
import threading

from purchases import Buyer
from shop import Journal, Shop


def work(buyer, purchases):
    while purchases.get() is not None:
        buyer.buy_something()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "shops", "journal", "name"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--threads", type=int, default=32)
    options = parser.parse_args()

    journal = Journal(options.journal)
    shops = [
        Shop(options.url, entry["merchant"], entry["key_id"],
             pathlib.Path(entry["secret_file"]).read_text(encoding="ascii").strip(), journal)
        for entry in json.loads(pathlib.Path(options.shops).read_text(encoding="utf-8"))
    ]
    purchases = queue.SimpleQueue()
    threads = []
    for number in range(options.threads):
        shop = shops[number % len(shops)]
        # Neighbours share the names of their keys: a key belongs to its merchant only.
        prefix = f"{options.seed}-{options.name}-{number // len(shops)}"
        rng = random.Random(f"{options.seed} {options.name} {number}")
        buyer = Buyer(shop, prefix, rng)
        threads.append(threading.Thread(target=work, args=(buyer, purchases)))
        threads[-1].start()
    for line in sys.stdin:
        for _ in range(int(line.removeprefix("go "))):
            purchases.put("go")
    for _ in threads:
        purchases.put(None)
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
