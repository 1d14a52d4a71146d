#!/usr/bin/env python3
"""The independent checker: holds what merchants were told, what the acquirer did, the database and
Kafka against each other. Python's standard library, `mariadb` and `kcat`; no code of the gateway.

    checker.py --clients FILE... --acquirer FILE --mariadb-socket SOCKET --kafka FILE --log FILE...

--kafka is what `kcat -C -J` read from the topic's beginning. Exit status 0 when no rule was broken.
"""

import argparse
import sys

import rules_of_answers
import rules_of_history
import rules_of_money
import rules_of_privacy
from read_evidence import read_evidence

RULES = (rules_of_answers.RULES + rules_of_privacy.RULES + rules_of_money.RULES
         + rules_of_history.RULES)
SHOWN_MAX = 10


def check(evidence):
    """{rule: its findings} of the rules that were broken."""
    found = {rule: list(rule(evidence)) for rule in RULES}
    return {rule: findings for rule, findings in found.items() if findings}


def show(broken):
    for rule, findings in broken.items():
        print(f"\nBROKEN {rule.__name__}: {rule.__doc__} ({len(findings)} times)")
        for finding in findings[:SHOWN_MAX]:
            print(f"   {finding}")


def main():
    parser = argparse.ArgumentParser(description="Checks what a run left behind.")
    parser.add_argument("--clients", nargs="+", required=True)
    parser.add_argument("--log", nargs="+", required=True)
    for name in ("acquirer", "mariadb-socket", "kafka"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    evidence = read_evidence(options.clients, options.acquirer, options.mariadb_socket,
                             options.kafka, options.log)
    print(f"checking {len(RULES)} rules over {len(evidence.requests)} requests, "
          f"{len(evidence.payments)} payments, {len(evidence.operations)} operations, "
          f"{len(evidence.refunds)} refunds, {len(evidence.events)} events, "
          f"{len(evidence.messages)} Kafka messages, {len(evidence.acquirer)} acquirer messages, "
          f"{len(evidence.cards)} card numbers")
    broken = check(evidence)
    show(broken)
    if not broken:
        print("no rule was broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
