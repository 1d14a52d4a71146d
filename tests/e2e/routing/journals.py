"""What both acquirers wrote down, against what the gateway says of each payment."""

import collections
import json
import pathlib
import time

SETTLED_WITHIN_S = 60
DONE = ("succeeded", "failed", "canceled")
CHARGES = ("sale", "authorize")


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def standing_charges(journal):
    """operation_id -> minor units that were taken and not given back."""
    by_key = {}
    for line in journal:
        if line["duplicate"]:
            continue
        if line["kind"] == "sale" and line["effect"] == "captured":
            assert line["key"] not in by_key, f"the acquirer charged {line['key']} twice"
            by_key[line["key"]] = [line["operation_id"], line["amount"]]
        if line["kind"] == "reverse" and line["effect"] == "reversed":
            by_key.pop(line["original_key"], None)
    standing = collections.Counter()
    for operation, amount in by_key.values():
        standing[operation] += amount
    return standing


def settled(shop, payment):
    deadline = time.monotonic() + SETTLED_WITHIN_S
    while True:
        found = shop.get(f"/v1/payments/{payment}")
        if found["status"] in DONE:
            return found
        assert time.monotonic() < deadline, f"not settled in {SETTLED_WITHIN_S} s: {found}"
        time.sleep(0.2)


def check_journals(shop, state):
    lines = {name: read(pathlib.Path(state) / f"{name}.jsonl") for name in ("north", "south")}
    payments = [settled(shop, payment) for payment in shop.paid()]
    lines = {name: read(pathlib.Path(state) / f"{name}.jsonl") for name in lines}
    standing = sum((standing_charges(journal) for journal in lines.values()), collections.Counter())
    seen = {line["operation_id"] for journal in lines.values() for line in journal}
    ways = collections.Counter()
    for payment in payments:
        operations = shop.get(f"/v1/payments/{payment['id']}/operations")["data"]
        charges = [each for each in operations if each["kind"] in CHARGES]
        taken = sum(standing.pop(each["id"], 0) for each in operations)
        due = payment["amount"] if payment["status"] == "succeeded" else 0
        assert taken == due, f"{taken} taken of {payment}; operations: {operations}"
        for each in charges:
            unseen = each["outcome"] != "not_sent" or each["id"] not in seen
            assert unseen, f"not_sent, but an acquirer saw it: {each}"
        for given_up in charges[:-1]:
            assert given_up["outcome"] == "not_sent" or given_up["channel_code"] == "91", (
                f"a second charge after {given_up}")
        ways[payment["status"], len(charges)] += 1
    assert not standing, f"charges that no payment knows: {dict(standing)}"
    detours = sum(count for (_, charges), count in ways.items() if charges == 2)
    counted = sum(
        shop.metric("tollgate_route_failovers_total",
                    **{"from": "card_main", "to": "card_south", "why": why})
        for why in ("not_sent", "declined"))
    assert counted == detours, f"{counted} failovers counted, {detours} made"
    print(f"{len(payments)} payments, {detours} by a detour, by status and charges: {dict(ways)}; "
          "every one taken once or not at all")
