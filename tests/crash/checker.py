#!/usr/bin/env python3
"""The independent checker: holds what merchants were told, what the acquirer did, the database and
Kafka against each other. Python's standard library, `mariadb` and `kcat`; no code of the gateway.

    checker.py --client FILE... --acquirer FILE... --mariadb-socket SOCKET --kafka FILE --log FILE...

--kafka is what `kcat -C -J` read from the topic's beginning. Exit status 0 when no rule was broken.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import multiprocessing
import os
import sys
import tempfile
import time

import rules_of_answers
import rules_of_history
import rules_of_money
import rules_of_privacy
import rules_of_webhooks
from database import Database
from read_evidence import read_share, read_whole
from split_evidence import Split

# Of purchases, checked share by share; and those that need to see everything at once.
RULES_OF_SHARES = (rules_of_answers.RULES + rules_of_privacy.RULES + rules_of_money.RULES
                   + rules_of_history.RULES + rules_of_webhooks.RULES)
RULES_OF_WHOLE = rules_of_privacy.RULES_OF_WHOLE + rules_of_history.RULES_OF_WHOLE
RULES = RULES_OF_SHARES + RULES_OF_WHOLE
SHOWN_MAX = 10

shared = {}  # what the forked workers have of their parent without a copy


def check(evidence, rules=RULES):
    """{rule: its findings} of the rules that were broken."""
    found = {rule: list(rule(evidence)) for rule in rules}
    return {rule: findings for rule, findings in found.items() if findings}


def check_share(path):
    """({name of a rule: findings}, how much of what was checked) of one share."""
    evidence = read_share(path, shared["stored_answers"], shared["secrets"])
    counts = collections.Counter({name: len(getattr(evidence, name)) for name in (
        "requests", "payments", "operations", "refunds", "events", "messages", "deliveries", "acquirer")})
    broken = check(evidence, RULES_OF_SHARES)
    return {rule.__name__: findings for rule, findings in broken.items()}, counts


def check_all(split, workers=0):
    """({name of a rule: findings}, how much was checked); without workers in this process."""
    found, counts = collections.defaultdict(list), collections.Counter()
    for rule, findings in check(read_whole(split), RULES_OF_WHOLE).items():
        found[rule.__name__] += findings
    shared.update(stored_answers=split.stored_answers, secrets=split.secrets)
    with contextlib.ExitStack() as stack:
        apply = map
        if workers:
            apply = stack.enter_context(concurrent.futures.ProcessPoolExecutor(
                workers, multiprocessing.get_context("fork"))).map
        for broken, checked in apply(check_share, split.paths):
            counts += checked
            for name, findings in broken.items():
                found[name] += findings
    return found, counts


def show(found):
    sentences = {rule.__name__: rule.__doc__ for rule in RULES}
    for name, findings in found.items():
        print(f"\nBROKEN {name}: {sentences[name]} ({len(findings)} times)")
        for finding in findings[:SHOWN_MAX]:
            print(f"   {finding}")


def main():
    parser = argparse.ArgumentParser(description="Checks what a run left behind.")
    parser.add_argument("--webhooks", default="", help="the journal of sink.py")
    for name in ("client", "log", "acquirer"):
        parser.add_argument(f"--{name}", nargs="+", required=True)
    for name in ("mariadb-socket", "kafka"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    begun = time.monotonic()
    # Next to the journals: there is room for as much again.
    with tempfile.TemporaryDirectory(dir=os.path.dirname(options.client[0])) as folder:
        split = Split(folder)
        split.take(options.client, options.acquirer, Database(options.mariadb_socket),
                   options.kafka, options.log, options.webhooks)
        found, counts = check_all(split, os.cpu_count())
    print(f"checked {len(RULES)} rules over {counts['requests']} requests, "
          f"{counts['payments']} payments, {counts['operations']} operations, "
          f"{counts['refunds']} refunds, {counts['events']} events, "
          f"{counts['messages']} Kafka messages, {counts['deliveries']} webhooks, {counts['acquirer']} acquirer messages, "
          f"{len(split.stored_answers)} stored answers, {len(split.cards)} card numbers in "
          f"{time.monotonic() - begun:.0f} s")
    show(found)
    if not found:
        print("no rule was broken")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
